import { packHeader } from '../engine/compose.ts';
import type { PackFormat, PackHeader } from '../engine/pack/render.ts';
import { createRenderer } from '../engine/pack/render.ts';
import { joinRedacted, type RedactedText } from '../engine/secrets/redact.ts';
import type { Tokenizer } from '../engine/tokens/tokenizer.ts';
import type { TriggerResult } from '../engine/triggers/rule.ts';
import { lockedBlock, type BlockPlace, type LockedBlock, type LockedBlocks, type Refused } from './lockedBlock.ts';

export interface LockedPackOptions extends Omit<LockedBlocks, 'renderer'> {
  readonly query: string;
  readonly format: PackFormat;
  readonly tokenizer: Tokenizer;
  readonly throwIfAborted?: () => void;
}

/** A pack made of given places instead of ranked ones. */
export interface LockedPack {
  readonly query: RedactedText;
  readonly triggers: TriggerResult;
  readonly header: PackHeader;
  readonly headerText: RedactedText;
  readonly blocks: readonly (LockedBlock & { readonly tokens: number })[];
  /** Places of which no block could be made. */
  readonly refused: ReadonlyMap<BlockPlace, Refused>;
  readonly text: RedactedText;
  /** Exact o200k_base tokens. */
  readonly tokens: number;
}

/** Reads the files as they are now; the places keep their order. */
export function lockedPack(places: readonly BlockPlace[], options: LockedPackOptions): LockedPack {
  const { analyzer, tokenizer, throwIfAborted } = options;
  const renderer = createRenderer(options.format);
  const query = analyzer.redact(options.query);
  const triggers = analyzer.triggers(query);
  const header = packHeader(query, triggers, analyzer);
  const headerText = renderer.header(header);
  const blocks: (LockedBlock & { readonly tokens: number })[] = [];
  const refused = new Map<BlockPlace, Refused>();
  for (const place of places) {
    throwIfAborted?.();
    const block = lockedBlock(place, { ...options, renderer });
    if (typeof block === 'string') refused.set(place, block);
    else blocks.push({ ...block, tokens: tokenizer.count(block.text) });
  }
  const text = joinRedacted([headerText, ...blocks.map((block) => block.text), renderer.footer()]);
  return { query, triggers, header, headerText, blocks, refused, text, tokens: tokenizer.count(text) };
}
