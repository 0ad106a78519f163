import type { Automaton } from './automaton.ts';
import type { HitBuffer } from './hitBuffer.ts';
import { kernel } from './kernel.ts';
import { scanUnits } from './scanUnits.ts';

/** From here on the kernel is quicker than a loop over the string, from which it has to copy. */
const KERNEL_UNITS = 512;

/**
 * Adds to `hits` every hit of every keyword that lies wholly within `[from, to)`: overlapping ones too, each once, by
 * rising end and, for one end, the longest first. Word boundaries are judged on the whole text, so that a part gives
 * the same hits as the whole. Returns the automaton's state at `to`.
 */
export function scan(automaton: Automaton, text: string, hits: HitBuffer, from = 0, to = text.length): number {
  const range = { from: Math.max(0, from), to: Math.min(to, text.length) };
  const quick = range.to - range.from >= KERNEL_UNITS ? kernel() : undefined;
  if (quick?.holds(automaton)) return quick.scan(automaton, text, hits, range);
  return scanUnits(automaton, text, hits, range);
}
