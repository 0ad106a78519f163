import type { LineIndex } from '../engine/text/lineIndex.ts';
import type { TriggerHit } from '../engine/triggers/rule.ts';

/** Numbers that a remembered hit takes: line, character, end line, end character (zero-based, LSP), number of the keyword. */
export const PLACE_SIZE = 5;
/** Ranges of one rule that are remembered of one file. */
const MOST_RANGES = 1000;

/** What one rule has in one file. */
export interface RuleInFile {
  /** A rule that fires without hits (a context rule) counts once. */
  readonly count: number;
  readonly keywords: ReadonlyMap<string, number>;
  /** The keywords, as `places` numbers them. */
  readonly names: readonly string[];
  readonly places: Uint32Array;
}

export interface FileMatchesOptions {
  /** Tells this state of the file from every other. */
  readonly stamp: string;
  readonly absolutePath: string;
  readonly fired: readonly { readonly number: number; readonly hits: readonly TriggerHit[] }[];
  readonly lines?: LineIndex;
  /** Most ranges to remember in all. */
  readonly most: number;
}

/** What the rules have in one state of one file: all counts, the first ranges, no text. */
export class FileMatches {
  readonly stamp: string;
  readonly absolutePath: string;
  /** By the number of the rule. */
  readonly rules: ReadonlyMap<number, RuleInFile>;
  readonly rangeCount: number;
  /** False for a file that could not be read as text; that is worth remembering too. */
  readonly isText: boolean;

  static unread(file: Pick<FileMatchesOptions, 'stamp' | 'absolutePath'>): FileMatches {
    return new FileMatches({ ...file, fired: [], most: 0 });
  }

  /** Without `lines` the file is no text. */
  constructor({ stamp, absolutePath, fired, lines, most }: FileMatchesOptions) {
    this.isText = lines !== undefined;
    this.stamp = stamp;
    this.absolutePath = absolutePath;
    let left = most;
    this.rules =
      !lines || fired.length === 0
        ? NO_RULES
        : new Map(
            fired.map(({ number, hits }) => {
              const found = ruleInFile(hits, lines, Math.min(left, MOST_RANGES));
              left -= found.places.length / PLACE_SIZE;
              return [number, found];
            }),
          );
    this.rangeCount = most - left;
  }
}

const NO_RULES: ReadonlyMap<number, RuleInFile> = new Map();

function ruleInFile(hits: readonly TriggerHit[], lines: LineIndex, most: number): RuleInFile {
  const keywords = new Map<string, number>();
  for (const { keyword } of hits) keywords.set(keyword, (keywords.get(keyword) ?? 0) + 1);
  const names = [...keywords.keys()];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const kept = hits.slice(0, most);
  const places = new Uint32Array(kept.length * PLACE_SIZE);
  kept.forEach((hit, at) => {
    const [start, end] = [lines.positionAt(hit.start), lines.positionAt(hit.end)];
    const place = [start.line, start.character, end.line, end.character, numbers.get(hit.keyword) ?? 0];
    places.set(place, at * PLACE_SIZE);
  });
  return { count: Math.max(1, hits.length), keywords, names, places };
}
