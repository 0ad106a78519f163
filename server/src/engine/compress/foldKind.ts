import { redacted, type RedactedText } from '../secrets/redact.ts';

/** Why lines were folded, in the order in which a marker names them. */
export const FOLD_KINDS = [
  'error',
  'warning',
  'summary',
  'repeated',
  'similar',
  'progress',
  'passed',
  'routine',
  'frame',
  'locked',
  'row',
  'part',
  'other',
  'blank',
] as const;
export type FoldKind = (typeof FOLD_KINDS)[number];

export type FoldCounts = Readonly<Partial<Record<FoldKind, number>>>;

const WORDS: Readonly<Record<FoldKind, RedactedText>> = {
  error: redacted`error`,
  warning: redacted`warning`,
  summary: redacted`summary`,
  repeated: redacted`repeated`,
  similar: redacted`similar`,
  progress: redacted`progress`,
  passed: redacted`passed`,
  routine: redacted`routine`,
  frame: redacted`library frame`,
  locked: redacted`lock file`,
  row: redacted`table`,
  part: redacted`part`,
  other: redacted`other`,
  blank: redacted`blank`,
};

const KINDS = FOLD_KINDS.map((kind) => WORDS[kind]).join('|');
const MARKER = new RegExp(`^… \\d+ (?:${KINDS})(?:, \\d+ (?:${KINDS}))* lines? @\\d+$`);

/** Lines that stand together and are not shown. */
export interface Gap {
  readonly counts: FoldCounts;
  /** The first of them, counted from 1. */
  readonly line: number;
}

/** `… 212 similar, 14 blank lines @31`: what stands in a gap's place. The counts sum to its lines, which begin at line 31. */
export function markerOf({ counts, line }: Gap): RedactedText {
  let text = redacted`… `;
  let total = 0;
  for (const kind of FOLD_KINDS) {
    const count = counts[kind];
    if (count === undefined) continue;
    text = total === 0 ? redacted`${text}${count} ${WORDS[kind]}` : redacted`${text}, ${count} ${WORDS[kind]}`;
    total += count;
  }
  return total === 1 ? redacted`${text} line @${line}` : redacted`${text} lines @${line}`;
}

/** Whether a line has the form of a marker. */
export function isMarker(line: string): boolean {
  return line.startsWith('… ') && MARKER.test(line);
}

export function addCounts(a: FoldCounts, b: FoldCounts): FoldCounts {
  const sum: Partial<Record<FoldKind, number>> = { ...a };
  for (const kind of FOLD_KINDS) if (b[kind] !== undefined) sum[kind] = (sum[kind] ?? 0) + b[kind];
  return sum;
}
