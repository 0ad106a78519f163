import { readdirSync } from 'node:fs';

const NAME = /^audit-(\d{6,})\.jsonl$/;

export function fileName(number: number): string {
  return `audit-${String(number).padStart(6, '0')}.jsonl`;
}

export function numberOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? 0);
}

/** The log's files, oldest first; none where there is no folder. */
export function logFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort((a, b) => numberOf(a) - numberOf(b));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

interface RawLine {
  readonly bytes: Buffer;
  /** Where it begins in its file. */
  readonly start: number;
  /** False of a last line without its line break. */
  readonly ended: boolean;
}

const LF = 10;

export function splitLines(content: Buffer): readonly RawLine[] {
  const lines: RawLine[] = [];
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(LF, start);
    const ended = end >= 0;
    lines.push({ bytes: content.subarray(start, ended ? end : content.length), start, ended });
    start = ended ? end + 1 : content.length;
  }
  return lines;
}
