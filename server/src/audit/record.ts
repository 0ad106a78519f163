import type { Level } from '../engine/secrets/rule.ts';
import type { AuditEvent, HandedOut, Outcome, Surface } from './event.ts';

/** A question: what left, and what did not. Digests are hexadecimal. */
export interface PackRecord {
  readonly kind: 'pack';
  readonly surface: Surface;
  readonly outcome: Outcome;
  /** Keyed HMAC-SHA-256 of the question: equal for equal questions, not to be guessed without this machine's key. */
  readonly query: string;
  readonly budget?: number;
  readonly highestLevel?: Level;
  readonly tokens?: number;
  /** SHA-256 of the pack's text. */
  readonly pack?: string;
  readonly files?: readonly { readonly path: string; readonly lines: readonly (readonly [number, number])[] }[];
  /** Values replaced, by rule. */
  readonly redactions?: Readonly<Record<string, number>>;
  /** Chunks held back, by level. */
  readonly heldBack?: Readonly<Record<string, number>>;
}

/** The first record of each file; `after` names the file before it. */
export interface BeginRecord {
  readonly kind: 'begin';
  readonly file: string;
  readonly after: string | null;
}

/** A write that was cut off: what stands between the record before and this one, counted and digested. */
export interface TornRecord {
  readonly kind: 'torn';
  readonly bytes: number;
  readonly sha256: string;
}

/** `dropped`: records that were never written, because they came faster than the disk took them. `headLost`: see `head.ts`. */
export type GapRecord = { readonly kind: 'dropped'; readonly count: number } | { readonly kind: 'headLost' };

export type RecordBody = PackRecord | BeginRecord | TornRecord | GapRecord;

/** What stands in a line, in this order; `mac` comes last. */
export type AuditRecord = {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** SHA-256 of the line before, without its line break. */
  readonly prev: string;
  readonly mac: string;
} & RecordBody;

export interface Digests {
  readonly keyed: (text: string) => string;
  readonly plain: (text: string) => string;
}

/** An event as it came in; digests are made only when it is written. */
export interface PendingRecord {
  readonly time: string;
  /** JSON of a `RecordBody`. */
  readonly bodyJson: (digests: Digests) => string;
}

export function toPending(event: AuditEvent, time: string): PendingRecord {
  return { time, bodyJson: (digests) => bodyJson(event, digests) };
}

/** What a pack was last told as: one from the cache in memory is mostly asked for in the same words. */
const TOLD_AS = new WeakMap<HandedOut, { readonly of: AuditEvent; readonly by: Digests; readonly json: string }>();

function bodyJson(event: AuditEvent, digests: Digests): string {
  const { pack } = event;
  const last = pack && TOLD_AS.get(pack);
  if (last && last.by === digests && isSame(last.of, event)) return last.json;
  const json = JSON.stringify(bodyOf(event, digests));
  if (pack) TOLD_AS.set(pack, { of: event, by: digests, json });
  return json;
}

function isSame(one: AuditEvent, other: AuditEvent): boolean {
  return (
    one.query === other.query &&
    one.surface === other.surface &&
    one.outcome === other.outcome &&
    one.budget === other.budget &&
    one.highestLevel === other.highestLevel
  );
}

function bodyOf({ surface, query, outcome, budget, highestLevel, pack }: AuditEvent, digests: Digests): PackRecord {
  return {
    kind: 'pack',
    surface,
    outcome,
    query: digests.keyed(`query\0${query}`),
    ...(budget === undefined ? {} : { budget }),
    ...(highestLevel === undefined ? {} : { highestLevel }),
    ...(pack ? tell(pack, digests.plain) : {}),
  };
}

function tell(pack: HandedOut, digest: Digests['plain']): Partial<PackRecord> {
  const files = new Map<string, [number, number][]>();
  for (const { path, startLine, endLine } of pack.chunks) {
    const lines = files.get(path) ?? [];
    lines.push([startLine, endLine]);
    files.set(path, lines);
  }
  const redactions: Record<string, number> = Object.create(null) as Record<string, number>;
  for (const { rule } of pack.redactions) redactions[rule] = (redactions[rule] ?? 0) + 1;
  return {
    tokens: pack.tokens,
    pack: digest(pack.text),
    files: [...files].map(([path, lines]) => ({ path, lines })),
    redactions,
    heldBack: Object.fromEntries(Object.entries(pack.heldBackByLevel).filter(([, count]) => count > 0)),
  };
}
