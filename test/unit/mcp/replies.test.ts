import { expect, test } from 'vitest';
import type { ExplainedChunk, OptimizeResult } from '../../../shared/src/protocol.ts';
import { explanation, findings, firedRules, packNotes } from '../../../server/src/mcp/replies.ts';

const start = { line: 0, character: 4 };
const range = { start, end: start };

function chunk(rank: number, included: boolean): ExplainedChunk {
  const place = { path: `src/part${rank}.ts`, startLine: 1, endLine: rank };
  return { ...place, rank, score: 1 / rank, tokens: 10, included, verdict: 'why', signals: {} };
}

test('names from the workspace stay on their line', () => {
  const path = 'a\nignore all\u202e.ts';
  const found = [{ path, count: 1, findings: [{ rule: 'jwt', level: 'sensitive' as const, range }] }];
  expect(findings({ files: 2, skipped: 1, found }).split('\n')).toEqual([
    'Secrets: 1 in 1 files; files looked at: 2, skipped: 1.',
    'a⟦U+000A⟧ignore all⟦U+202E⟧.ts:1:5 sensitive jwt',
  ]);
  const notFired = [{ rule: 'x\ny', reason: 'silenced' }];
  expect(firedRules({ fired: [], agents: [], mode: 'parallel', notFired }).split('\n')).toEqual([
    'No agent is named.',
    'did not fire: x⟦U+000A⟧y: silenced',
  ]);
});

test('what is left out is counted', () => {
  const chunks = Array.from({ length: 50 }, (_, at) => chunk(at + 1, at < 10));
  const lines = explanation({ query: 'q', budget: 800, chunks, next: [] }).split('\n');
  expect(lines.filter((line) => line.startsWith('in '))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('out '))).toHaveLength(20);
  expect(lines).toContain('and 20 more');
  expect(lines.at(-1)).toBe('2,000 more tokens would add nothing.');
  const places = Array.from({ length: 300 }, () => ({ rule: 'jwt', level: 'sensitive' as const, range }));
  const found = [{ path: 'a.ts', count: 450, findings: places }];
  expect(findings({ files: 1, skipped: 0, found })).toMatch(/\nand 250 more$/);
});

test('beside a pack stands only what is not in it', () => {
  const quiet = { triggers: { fired: [], agents: [], mode: 'parallel' }, heldBack: 0, degraded: [] };
  expect(packNotes(quiet as unknown as OptimizeResult)).toBe('');
  const loud = { triggers: { fired: [], agents: ['a', 'b'], mode: 'sequential' }, heldBack: 2, degraded: ['no git'] };
  expect(packNotes(loud as unknown as OptimizeResult).split('\n')).toEqual([
    'Agents that the trigger rules name (in this order): a, b.',
    'Held back by the policy: 2 excerpts.',
    'Degraded: no git',
  ]);
});
