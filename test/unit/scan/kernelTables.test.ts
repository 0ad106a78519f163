import { expect, test } from 'vitest';
import { buildAutomaton } from '../../../server/src/engine/scan/automaton.ts';
import { kernelModule } from '../../../server/src/engine/scan/kernelModule.ts';
import { kernelTableBytes, KernelTables } from '../../../server/src/engine/scan/kernelTables.ts';

const PAGE_BYTES = 65_536;

function automatonOf(count: number) {
  return buildAutomaton(Array.from({ length: count }, (_, at) => ({ text: `word${at * 7919}`, wordBounded: true })));
}

test('rules that change again and again take no more memory than the largest of them', () => {
  const { exports, memory } = kernelModule()!;
  const tables = new KernelTables(exports, memory);
  const automatons = [400, 10, 200, 1].map(automatonOf);
  for (let round = 0; round < 250; round++) {
    for (const automaton of automatons) expect(tables.load(automaton)).toBe(true);
  }
  const largest = Math.max(...automatons.map(kernelTableBytes));
  expect(memory.buffer.byteLength).toBeLessThan(exports.TABLE_AT.value + largest + PAGE_BYTES);
});
