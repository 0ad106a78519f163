import { UserError } from '../base/errors.ts';
import { markerOf } from '../engine/compress/foldKind.ts';
import { splitOutput } from '../engine/compress/outputLines.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { joinRedacted, redacted, sliceRedacted, type RedactedText } from '../engine/secrets/redact.ts';
import type { KeptOutput, KeptOutputs } from './keptOutputs.ts';
import type { OutputHead } from './outputHead.ts';

/** Lines, counted from 1 as markers count them; both are in. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** `12-40`, `12-` or `12`. @throws UserError */
export function parseLineRange(text: string): LineRange {
  const match = /^([1-9]\d{0,9})(?:(-)([1-9]\d{0,9})?)?$/.exec(text);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[3] ?? Infinity);
  if (match && first <= last) return { first, last };
  throw new UserError(`“${text}” is no range of lines: give A-B, such as 12-40, A- or A`);
}

interface ReadOptions {
  readonly kept: KeptOutputs | undefined;
  /** What it knows of secrets today is applied to what was kept before. */
  readonly analyzer: Analyzer;
  readonly range?: LineRange | undefined;
}

/** The original under an id, or lines of it. @throws UserError where there is none */
export function readKept(
  id: string,
  { kept, analyzer, range }: ReadOptions,
): { readonly head: KeptOutput; readonly text: RedactedText } {
  const found = kept?.get(id);
  if (found) return { head: found.head, text: outputRange(analyzer.redact(found.text), found.head.missing, range) };
  throw new UserError(`no output is kept under “${id}”: “winnow compress --list” shows those that are, for seven days`);
}

/** A kept output, or lines of it; a marker stands for those that are not kept. */
export function outputRange(text: RedactedText, missing: OutputHead['missing'], range?: LineRange): RedactedText {
  if (!missing) return range ? linesOf(text, range, 1) : text;
  const { at, line, lines } = missing;
  const head = sliceRedacted(text, 0, at);
  const tail = sliceRedacted(text, at);
  const marker = redacted`${markerOf({ counts: { other: lines }, line })}\n`;
  if (!range) return joinRedacted([head, marker, tail]);
  const touches = range.first < line + lines && range.last >= line;
  return joinRedacted([linesOf(head, range, 1), ...(touches ? [marker] : []), linesOf(tail, range, line + lines)]);
}

/** Those of the lines, the first of which is `firstLine`, that lie in the range; each on a line of its own. */
function linesOf(text: RedactedText, { first, last }: LineRange, firstLine: number): RedactedText {
  const start = Math.max(0, first - firstLine);
  const lines = splitOutput(text).slice(start, Math.max(start, last - firstLine + 1));
  return joinRedacted(lines.map((line) => redacted`${line.text}\n`));
}
