import { expect, expectTypeOf, test } from 'vitest';
import type { HandedOut } from '../../../server/src/audit/event.ts';
import type { CachedPack } from '../../../server/src/cache/codec.ts';
import type { ComposedChunk } from '../../../server/src/engine/compose.ts';
import type { PackBlock, PackHeader } from '../../../server/src/engine/pack/render.ts';
import { joinRedacted, redacted, sliceRedacted, type RedactedText } from '../../../server/src/engine/secrets/redact.ts';
import type { Pack } from '../../../server/src/pipeline/pack.ts';

declare const raw: string;

/** Checked by the compiler: each line must fail to compile. Nothing here ever runs. */
export function rawTextIsRefused(pack: Pack): readonly unknown[] {
  // @ts-expect-error a string is not redacted
  const text: RedactedText = raw;
  // @ts-expect-error a cache takes redacted packs
  const cached: CachedPack = { text: raw };
  // @ts-expect-error and redacted questions
  const question: CachedPack = { text, query: raw };
  // @ts-expect-error a pack's text, whatever else is right
  const packed: Pack = { ...pack, text: raw };
  // @ts-expect-error names of skipped files
  const skipped: Pack = { ...pack, filesSkipped: [{ path: raw, reason: 'binary' }] };
  // @ts-expect-error names of agents
  const agents: Pack['triggers'] = { ...pack.triggers, agents: [raw] };
  // @ts-expect-error paths of chunks
  const path: ComposedChunk['path'] = raw;
  // @ts-expect-error reasons
  const reasons: ComposedChunk['reasons'] = [raw];
  // @ts-expect-error what a renderer writes
  const block: PackBlock['text'] = raw;
  // @ts-expect-error what it heads a pack with
  const header: PackHeader = { query: raw, agents: [] };
  // @ts-expect-error the audit trail
  const handedOut: HandedOut['text'] = raw;
  // @ts-expect-error a template lets no raw text in
  const template = redacted`a ${raw}`;
  // @ts-expect-error nor does joining
  const joined = joinRedacted([text, raw]);
  // @ts-expect-error nor does cutting
  const cut = sliceRedacted(raw, 0);
  // @ts-expect-error text that was worked on is a plain string again
  const upper: RedactedText = text.toUpperCase();
  return [
    cached,
    question,
    packed,
    skipped,
    agents,
    path,
    reasons,
    block,
    header,
    handedOut,
    template,
    joined,
    cut,
    upper,
  ];
}

test('redacted text is a string to whoever reads it', () => {
  expectTypeOf<RedactedText>().toExtend<string>();
  expectTypeOf<string>().not.toExtend<RedactedText>();
  expect(joinRedacted([redacted`a`, redacted`b ${1}`], redacted`, `)).toBe('a, b 1');
});
