import type { Finding } from './finding.ts';
import type { RuleKind } from './rule.ts';

/** A finding and how much its format proves. */
export interface RankedFinding extends Finding {
  readonly kind: RuleKind;
}

const PROOF: Readonly<Record<RuleKind, number>> = { generic: 0, assignment: 1, token: 2 };

/**
 * Disjoint findings, sorted. Findings that overlap become one that covers them all, so that no end of a secret is left
 * standing; the best proven names it, of equals the longer, of those the earlier.
 */
export function resolveOverlaps(findings: readonly RankedFinding[]): Finding[] {
  const sorted = findings.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const resolved: Finding[] = [];
  let best: RankedFinding | undefined;
  let end = 0;
  let start = 0;
  const close = () => {
    if (best) resolved.push({ start, end, rule: best.rule, level: best.level });
  };
  for (const finding of sorted) {
    if (best && finding.start < end) {
      end = Math.max(end, finding.end);
      if (beats(finding, best)) best = finding;
      continue;
    }
    close();
    ({ start, end } = finding);
    best = finding;
  }
  close();
  return resolved;
}

function beats(a: RankedFinding, b: RankedFinding): boolean {
  return PROOF[a.kind] - PROOF[b.kind] > 0 || (PROOF[a.kind] === PROOF[b.kind] && a.end - a.start > b.end - b.start);
}
