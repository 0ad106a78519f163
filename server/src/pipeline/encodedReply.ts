import { LRUCache } from 'lru-cache';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { sharedUtf8 } from '../base/sharedUtf8.ts';
import type { MeasuredReply } from '../metrics/requestMetrics.ts';
import type { Pack } from './pack.ts';

/** All of a reply that is not its pack. */
export type ReplyHead = Omit<OptimizeResult, keyof Pack>;

/** A reply as the JSON that leaves the process, and beside it what is counted of it. */
export interface EncodedReply extends MeasuredReply {
  /** Of an `OptimizeResult`, in pieces that follow each other: UTF-8 in memory that threads share, and text. */
  readonly json: readonly (string | Uint8Array)[];
}

/** Packs that are asked for again and again are written out once; some 150 of 8,000 tokens. */
const KEPT_BYTES = 8_000_000;

/**
 * Writes replies as JSON, and keeps that of packs that came from memory: they are likely to be asked for once more. A
 * pack's bytes lie in shared memory: no thread copies them, and the stream takes them from there.
 */
export class ReplyEncoder {
  readonly #kept = new LRUCache<Pack, Uint8Array>({ maxSize: KEPT_BYTES, sizeCalculation: ({ length }) => length });

  encode(pack: Pack, head: ReplyHead): EncodedReply {
    const { stages, cacheLevel } = head;
    const { tokens, rawTokens, redactions, heldBack } = pack;
    return {
      json: [this.#members(pack, cacheLevel === 'memory'), `,${JSON.stringify(head).slice(1)}`],
      stages,
      cacheLevel,
      tokens,
      rawTokens,
      heldBack,
      redactions: redactions.map(({ rule }) => ({ rule })),
    };
  }

  /** An object with members that is not closed yet: those of the head follow. */
  #members(pack: Pack, keep: boolean): Uint8Array {
    const kept = this.#kept.get(pack);
    if (kept !== undefined) return kept;
    const bytes = sharedUtf8(JSON.stringify(pack).slice(0, -1));
    if (keep) this.#kept.set(pack, bytes);
    return bytes;
  }
}
