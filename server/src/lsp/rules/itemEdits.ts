import type { Span } from '../../engine/text/span.ts';
import { toYamlText } from './yamlText.ts';
import type { TextEdit } from './textEdit.ts';

/** An item of a YAML list, or of a mapping in brackets, as the text around it shows. */
type Setting =
  /** `- item` alone on its lines; `start` is that of its first line. */
  | { readonly kind: 'line'; readonly dash: number; readonly start: number; readonly end: number }
  /** Between brackets and commas. */
  | { readonly kind: 'flow'; readonly before: number; readonly after: number };

/** Takes an item out of its list. `undefined` where it is the only one, or stands in a way that is not surely understood. */
export function removeItem(source: string, span: Span): TextEdit | undefined {
  const setting = settingOf(source, span);
  if (setting?.kind === 'line') return { span: { start: setting.start, end: setting.end }, newText: '' };
  if (setting?.kind !== 'flow') return undefined;
  if (source[setting.before] === ',') return { span: { start: setting.before, end: span.end }, newText: '' };
  if (source[setting.after] !== ',') return undefined;
  return { span: { start: span.start, end: skipBlanks(source, setting.after + 1) }, newText: '' };
}

/** Puts texts behind the last item of a list. */
export function appendItems(source: string, last: Span, texts: readonly string[]): TextEdit | undefined {
  const setting = settingOf(source, last);
  if (!setting) return undefined;
  const items = texts.map((text) => toYamlText(text));
  if (setting.kind === 'flow')
    return { span: { start: last.end, end: last.end }, newText: items.map((item) => `, ${item}`).join('') };
  const indentation = source.slice(setting.start, setting.dash);
  const lineEnd = endOfLine(source, last.end);
  const lineBreak = source[lineEnd] === '\r' || source[lineEnd - 1] === '\r' ? '\r\n' : '\n';
  const newText = items.map((item) => `${lineBreak}${indentation}- ${item}`).join('');
  return { span: { start: lineEnd, end: lineEnd }, newText };
}

/** Takes away whole lines: those of an entry of a mapping in block style. */
export function removeLines(source: string, span: Span): TextEdit | undefined {
  const start = source.lastIndexOf('\n', span.start - 1) + 1;
  const end = endOfLine(source, span.end);
  if (source.slice(start, span.start).trim() !== '' || !isRemark(source.slice(span.end, end))) return undefined;
  return { span: { start, end: afterLineBreak(source, end) }, newText: '' };
}

function settingOf(source: string, span: Span): Setting | undefined {
  let before = span.start - 1;
  while (before >= 0 && /\s/.test(source[before]!)) before--;
  const unit = source[before];
  if (unit === '-' && before < span.start - 1 && !source.slice(before, span.start).includes('\n')) {
    const start = source.lastIndexOf('\n', before) + 1;
    const lineEnd = endOfLine(source, span.end);
    if (source.slice(start, before).trim() !== '' || !isRemark(source.slice(span.end, lineEnd))) return undefined;
    return { kind: 'line', dash: before, start, end: afterLineBreak(source, lineEnd) };
  }
  const after = skipBlanks(source, span.end);
  const closes = source[after] === ',' || source[after] === ']' || source[after] === '}';
  return closes && (unit === ',' || unit === '[' || unit === '{') ? { kind: 'flow', before, after } : undefined;
}

function isRemark(text: string): boolean {
  return /^[ \t]*(?:[ \t]#.*)?$/.test(text);
}

function endOfLine(source: string, from: number): number {
  const end = source.slice(from).search(/\r?\n/);
  return end < 0 ? source.length : from + end;
}

function afterLineBreak(source: string, lineEnd: number): number {
  if (source[lineEnd] === '\r') return lineEnd + 2;
  return Math.min(source.length, lineEnd + 1);
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && /\s/.test(source[at]!)) at++;
  return at;
}
