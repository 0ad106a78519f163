import { expect } from 'vitest';
import { utf16Writer } from '../../server/src/base/utf16Writer.ts';
import type { Automaton } from '../../server/src/engine/scan/automaton.ts';
import { HitBuffer } from '../../server/src/engine/scan/hitBuffer.ts';
import { kernel } from '../../server/src/engine/scan/kernel.ts';
import { useTextWriter } from '../../server/src/engine/wasm.ts';
import { scan } from '../../server/src/engine/scan/scanner.ts';
import { scanUnits } from '../../server/src/engine/scan/scanUnits.ts';

export type Hit = readonly [keyword: number, start: number, end: number];

useTextWriter(utf16Writer);

/** The hits of a scan: in JavaScript, in WebAssembly and as the product chooses, which must be the same. */
export function scanEveryWay(automaton: Automaton, text: string, from = 0, to = text.length): Hit[] {
  const range = { from: Math.max(0, from), to: Math.min(to, text.length) };
  const hits = hitsOf((buffer) => scanUnits(automaton, text, buffer, range));
  const quick = kernel();
  if (!quick?.holds(automaton)) throw new Error('no WebAssembly kernel');
  expect(hitsOf((buffer) => quick.scan(automaton, text, buffer, range))).toEqual(hits);
  expect(hitsOf((buffer) => scan(automaton, text, buffer, from, to))).toEqual(hits);
  return hits;
}

function hitsOf(fill: (buffer: HitBuffer) => void): Hit[] {
  const buffer = new HitBuffer();
  fill(buffer);
  return Array.from({ length: buffer.count }, (_, hit): Hit => [
    buffer.keyword(hit),
    buffer.start(hit),
    buffer.end(hit),
  ]);
}
