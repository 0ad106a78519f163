import { LEVELS, type Level } from '../../../shared/src/protocol.ts';

export interface CountedRule {
  readonly rule: string;
  /** The highest of its findings. */
  readonly level: Level;
  readonly count: number;
}

/** Findings by rule: the gravest first, of equal ones the commonest. */
export function gravestFirst(
  findings: readonly { readonly rule: string; readonly level: Level }[],
): readonly CountedRule[] {
  return [...Map.groupBy(findings, ({ rule }) => rule)]
    .map(([rule, found]): CountedRule => {
      const highest = Math.max(...found.map(({ level }) => LEVELS.indexOf(level)));
      return { rule, level: LEVELS[highest] ?? 'public', count: found.length };
    })
    .toSorted((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || b.count - a.count);
}
