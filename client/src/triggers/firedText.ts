import type { TriggersResult } from '../../../shared/src/protocol.ts';
import { plainLabel } from './plainLabel.ts';

const MOST_NAMES = 4;

/** How agents work together, in the reader's language. */
export interface ModeWords {
  readonly parallel: string;
  readonly sequential: string;
}

/** `bug-fix, security`: the names of what fired, highest priority first, the rest counted. */
export function firedNames({ fired }: Pick<TriggersResult, 'fired'>): string {
  return listNames([...new Set(fired.map(({ rule }) => rule))], ', ');
}

/** `debugger → security-auditor (one after the other)`; empty when nobody is called, without a mode for one alone. */
export function agentsText({ agents, mode }: Pick<TriggersResult, 'agents' | 'mode'>, words: ModeWords): string {
  const names = listNames(agents, mode === 'sequential' ? ' → ' : ', ');
  return agents.length > 1 ? `${names} (${words[mode]})` : names;
}

function listNames(names: readonly string[], separator: string): string {
  const shown = names.slice(0, MOST_NAMES).map(plainLabel).join(separator);
  return names.length > MOST_NAMES ? `${shown} +${names.length - MOST_NAMES}` : shown;
}
