import type { Span } from '../../engine/text/span.ts';
import { readFlow, type FlowLevel } from './yamlFlow.ts';
import { parseYamlLine, type YamlLine } from './yamlLine.ts';

/** Where an offset stands in a YAML text. */
export interface YamlContext {
  /** Keys of the mappings around, outermost first; in a value its own key is the last. */
  readonly path: readonly string[];
  readonly position: 'key' | 'value';
  readonly inList: boolean;
  /** What is written there up to the offset, without its quote. */
  readonly written: string;
  /** What is written there in all, quotes included. */
  readonly span: Span;
  readonly quote: '"' | "'" | '';
  /** Keys that stand in the same mapping before the offset. */
  readonly siblings: readonly string[];
}

/** Lines of a value in brackets that are looked at. */
const MOST_FLOW_LENGTH = 20_000;

/**
 * The context of an offset, from the indentation of the lines above alone: it can be told while the text around is half
 * written and no YAML yet. `undefined` in a comment. Takes time in proportion to the lines above.
 */
export function yamlContextAt(source: string, offset: number): YamlContext | undefined {
  const lineStart = startOfLine(source, offset);
  const levels = levelsAbove(source, lineStart, offset);
  const flow = openFlow(source, levels, offset);
  if (flow) return flow;
  const here = parseYamlLine(source.slice(lineStart, offset));
  if (here.inComment) return undefined;
  const [own] = levels;
  const path = levels.slice(1).flatMap(({ key }) => key ?? []);
  const inner = path.toReversed();
  const at = lineStart + (here.key === undefined ? here.column : (here.valueColumn ?? 0));
  const word = wordAt(source, at, offset);
  const siblings = own?.siblings ?? [];
  if (here.key !== undefined)
    return { path: [...inner, here.key], position: 'value', inList: false, siblings: [], ...word };
  if (here.dashes.length > 0) return { path: inner, position: 'value', inList: true, siblings: [], ...word };
  return { path: inner, position: 'key', inList: false, siblings, ...word };
}

/** A key, or an item of a list without one, that an offset lies under. */
interface Level {
  readonly key: string | undefined;
  /** Offset at which its value begins. */
  readonly valueStart: number;
  readonly siblings: readonly string[];
}

/** `lastIndexOf` takes -1 for 0: it would find a line break behind the offset, and who goes up by lines never arrives. */
function startOfLine(source: string, offset: number): number {
  return offset === 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset's own line first, then what it lies under, inner to outer. */
function levelsAbove(source: string, lineStart: number, offset: number): readonly Level[] {
  const own = parseYamlLine(source.slice(lineStart, offset));
  const siblings: string[] = [];
  const levels: Level[] = [{ key: own.key, valueStart: lineStart + (own.valueColumn ?? own.column), siblings }];
  // What stands further left is outside; a list may stand as far left as the key that it belongs to.
  let limit = own.dashes[0] ?? own.column;
  let ofList = own.dashes.length > 0;
  let inSameMapping = !ofList;
  for (let end = lineStart - 1; end >= 0 && (limit > 0 || ofList || inSameMapping);) {
    const start = startOfLine(source, end);
    const line = parseYamlLine(source.slice(start, end));
    end = start - 1;
    if (line.isEmpty) continue;
    const isSibling = line.key !== undefined && line.column === limit && !ofList;
    const isParent = line.key !== undefined && (line.column < limit || (ofList && line.column === limit));
    const ofItem = line.dashes.findLast((column) => column < limit);
    if (isSibling && inSameMapping) siblings.push(line.key ?? '');
    if (!isParent && !isSibling && ofItem === undefined) continue;
    if (isSibling && line.dashes.length === 0) continue;
    if (!isSibling) levels.push(levelOf(line, start, isParent));
    inSameMapping = false;
    [limit, ofList] = outwards(line, isParent || isSibling);
  }
  return levels;
}

function levelOf(line: YamlLine, start: number, hasKey: boolean): Level {
  if (hasKey) return { key: line.key, valueStart: start + (line.valueColumn ?? 0), siblings: [] };
  return { key: undefined, valueStart: start + line.column, siblings: [] };
}

function outwards(line: YamlLine, hasKey: boolean): readonly [limit: number, ofList: boolean] {
  const [dash] = line.dashes;
  if (dash !== undefined) return [dash, true];
  return [hasKey ? line.column : 0, false];
}

/** The context in the outermost value whose brackets are still open at the offset, if there is one. */
function openFlow(source: string, levels: readonly Level[], offset: number): YamlContext | undefined {
  for (let at = levels.length - 1; at >= 0; at--) {
    const { valueStart, key } = levels[at]!;
    const opener = source[valueStart];
    if ((opener !== '[' && opener !== '{') || valueStart >= offset || offset - valueStart > MOST_FLOW_LENGTH) continue;
    const open = readFlow(source, valueStart, offset);
    if (open === undefined) continue;
    const outer = levels
      .slice(at + 1)
      .flatMap((level) => level.key ?? [])
      .toReversed();
    const around = key === undefined ? outer : [...outer, key];
    return open === 'comment' ? undefined : flowContext(source, open, around, offset);
  }
  return undefined;
}

function flowContext(
  source: string,
  open: readonly FlowLevel[],
  around: readonly string[],
  offset: number,
): YamlContext {
  const inner = open.at(-1)!;
  const path = [...around, ...open.flatMap(({ key }) => key ?? [])];
  const word = wordAt(source, inner.itemStart, offset, true);
  const isKey = inner.bracket === '{' && inner.key === undefined;
  return {
    path,
    position: isKey ? 'key' : 'value',
    inList: inner.bracket === '[',
    siblings: isKey ? inner.keys : [],
    ...word,
  };
}

/** The text that begins at `from` (white space aside) and holds the offset. */
function wordAt(
  source: string,
  from: number,
  offset: number,
  inFlow = false,
): Pick<YamlContext, 'written' | 'span' | 'quote'> {
  let start = from;
  while (start < offset && /\s/.test(source[start]!)) start++;
  const first = source[start];
  const quote = start < offset && (first === '"' || first === "'") ? first : '';
  const ends = inFlow ? /[\n\r,[\]{}]|:(?=\s)|\s#/g : /[\n\r]|:(?=\s)|\s#/g;
  ends.lastIndex = offset;
  let end = ends.exec(source)?.index ?? source.length;
  if (quote) {
    const close = source.indexOf(quote, Math.max(offset, start + 1));
    const lineEnd = source.indexOf('\n', offset);
    if (close >= 0 && (lineEnd < 0 || close < lineEnd)) end = close + 1;
  }
  while (end > offset && /\s/.test(source[end - 1]!)) end--;
  return { written: source.slice(start + quote.length, offset), span: { start, end }, quote };
}
