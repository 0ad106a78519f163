import type { Range } from '../../../shared/src/protocol.ts';
import type { TriggerColor } from './triggerColors.ts';

/** One replacement in a document, as the editor reports it. */
export interface TextChange {
  /** What was replaced, before the change. */
  readonly range: Range;
  readonly text: string;
}

/** The window may have taken an edit that we have not heard of when it gets our marks: they then stand elsewhere. */
const SETTLE_MS = 2000;

/**
 * What an editor shows, followed through edits as the editor moves its marks, so that only what differs is set again.
 * Marks are not followed on a line that an edit touches, where the editor may have kept, bent or lost them, and not
 * through an edit that is told soon after they were set. Times are milliseconds of any one clock.
 */
export class PaintedRanges {
  readonly #ranges = new Map<TriggerColor, readonly Range[]>();
  readonly #setAt = new Map<TriggerColor, number>();
  readonly #uncertain = new Set<TriggerColor>();

  /** Takes over what is to be shown from now on; returns the colours whose marks must be set. */
  replace(next: ReadonlyMap<TriggerColor, readonly Range[]>, nowMs: number): readonly TriggerColor[] {
    const colors = new Set([...this.#ranges.keys(), ...this.#uncertain, ...next.keys()]);
    const changed = [...colors].filter(
      (color) => this.#uncertain.has(color) || !sameRanges(this.#ranges.get(color) ?? [], next.get(color) ?? []),
    );
    this.#uncertain.clear();
    for (const color of changed) {
      this.#setAt.set(color, nowMs);
      const ranges = next.get(color) ?? [];
      if (ranges.length > 0) this.#ranges.set(color, ranges);
      else this.#ranges.delete(color);
    }
    return changed;
  }

  /** Follows changes in the order in which they are reported. */
  edit(changes: readonly TextChange[], nowMs: number): void {
    for (const [color, setAt] of this.#setAt) {
      if (changes.length > 0 && nowMs - setAt < SETTLE_MS) this.#uncertain.add(color);
    }
    for (const change of changes) {
      for (const [color, ranges] of this.#ranges) {
        const moved = move(ranges, change);
        if (moved.touched) this.#uncertain.add(color);
        this.#ranges.set(color, moved.ranges);
      }
    }
  }
}

function move(
  ranges: readonly Range[],
  { range: { start, end }, text }: TextChange,
): { readonly ranges: readonly Range[]; readonly touched: boolean } {
  const delta = lineBreaks(text) - (end.line - start.line);
  const touches = (range: Range): boolean => range.end.line >= start.line && range.start.line <= end.line;
  const touched = ranges.some(touches);
  if (delta === 0 && !touched) return { ranges, touched };
  const moved = ranges
    .filter((range) => !touches(range))
    .map((range) => (range.start.line > end.line ? shift(range, delta) : range));
  return { ranges: moved, touched };
}

function shift({ start, end }: Range, lines: number): Range {
  return { start: { ...start, line: start.line + lines }, end: { ...end, line: end.line + lines } };
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/gu)?.length ?? 0;
}

function sameRanges(left: readonly Range[], right: readonly Range[]): boolean {
  return left.length === right.length && left.every((range, at) => sameRange(range, right[at]));
}

function sameRange({ start, end }: Range, other: Range | undefined): boolean {
  return (
    other !== undefined &&
    start.line === other.start.line &&
    start.character === other.start.character &&
    end.line === other.end.line &&
    end.character === other.end.character
  );
}
