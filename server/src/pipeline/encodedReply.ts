import { LRUCache } from 'lru-cache';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import type { MeasuredReply } from '../metrics/requestMetrics.ts';
import type { Pack } from './pack.ts';

/** All of a reply that is not its pack. */
export type ReplyHead = Omit<OptimizeResult, keyof Pack>;

/** A reply as the JSON that leaves the process, and beside it what is counted of it. */
export interface EncodedReply extends MeasuredReply {
  /** Of an `OptimizeResult`. */
  readonly json: string;
}

/** Packs that are asked for again and again are written out once; some 150 of 8,000 tokens. */
const KEPT_UNITS = 8_000_000;

/** Writes replies as JSON, and keeps that of packs that came from memory: they are likely to be asked for once more. */
export class ReplyEncoder {
  readonly #kept = new LRUCache<Pack, string>({ maxSize: KEPT_UNITS, sizeCalculation: ({ length }) => length });

  encode(pack: Pack, head: ReplyHead): EncodedReply {
    const { stages, cacheLevel } = head;
    const { tokens, rawTokens, redactions, heldBack } = pack;
    const packJson = this.#json(pack, cacheLevel === 'memory');
    // Both are objects with members.
    const json = `${packJson.slice(0, -1)},${JSON.stringify(head).slice(1)}`;
    return {
      json,
      stages,
      cacheLevel,
      tokens,
      rawTokens,
      heldBack,
      redactions: redactions.map(({ rule }) => ({ rule })),
    };
  }

  #json(pack: Pack, keep: boolean): string {
    const kept = this.#kept.get(pack);
    if (kept !== undefined) return kept;
    const json = JSON.stringify(pack);
    if (keep) this.#kept.set(pack, json);
    return json;
  }
}
