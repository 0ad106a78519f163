import { unquote } from './yamlLine.ts';

/** A bracket that is open at the end of a text. */
export interface FlowLevel {
  readonly bracket: '[' | '{';
  /** The key whose value is being written. */
  readonly key: string | undefined;
  /** Keys before the one that is being written. */
  readonly keys: readonly string[];
  /** Offset after the bracket, comma or colon that what is being written follows. */
  readonly itemStart: number;
}

/** The brackets that are open at `end` in a value in brackets that begins at `start`, outermost first; `undefined` when all are closed. */
export function readFlow(source: string, start: number, end: number): readonly FlowLevel[] | 'comment' | undefined {
  const open: { bracket: '[' | '{'; key: string | undefined; keys: string[]; itemStart: number }[] = [];
  for (let at = start; at < end; at++) {
    const unit = source[at]!;
    const top = open.at(-1);
    if (unit === '[' || unit === '{') {
      open.push({ bracket: unit, key: undefined, keys: [], itemStart: at + 1 });
    } else if (!top) {
      return undefined;
    } else if (unit === ']' || unit === '}') {
      open.pop();
      if (open.length === 0) return undefined;
    } else if (unit === ',') {
      if (top.key !== undefined) top.keys.push(top.key);
      top.key = undefined;
      top.itemStart = at + 1;
    } else if (
      unit === ':' &&
      top.bracket === '{' &&
      top.key === undefined &&
      /[\s,}]|$/y.test(source.slice(at + 1, at + 2))
    ) {
      top.key = unquote(source.slice(top.itemStart, at).trim());
      top.itemStart = at + 1;
    } else if (unit === '#' && /\s/.test(source[at - 1] ?? '')) {
      const lineEnd = source.indexOf('\n', at);
      if (lineEnd < 0 || lineEnd >= end) return 'comment';
      if (source.slice(top.itemStart, at).trim() === '') top.itemStart = lineEnd;
      at = lineEnd;
    } else if ((unit === '"' || unit === "'") && source.slice(top.itemStart, at).trim() === '') {
      const close = closingQuote(source, at, end);
      if (close === undefined) break;
      at = close;
    }
  }
  return open;
}

function closingQuote(source: string, start: number, end: number): number | undefined {
  const quote = source[start];
  for (let at = start + 1; at < end; at++) {
    if (source[at] === '\\' && quote === '"') at++;
    else if (source[at] === quote) return at;
  }
  return undefined;
}
