import { describe, expect, test } from 'vitest';
import { triggerNodes, type TriggerNode } from '../../../client/src/triggersView/triggerNodes.ts';
import type { Range, RuleMatches, TriggerMatchesResult } from '../../../shared/src/protocol.ts';

const at = (line: number): Range => ({ start: { line, character: 0 }, end: { line, character: 3 } });

function matches(
  rule: string,
  agents: readonly string[],
  files: Readonly<Record<string, readonly [count: number, sent: number]>>,
): RuleMatches {
  const entries = Object.entries(files).map(([path, [count, sent]]) => ({
    uri: `file:///w/${path}`,
    path,
    count,
    ranges: Array.from({ length: sent }, (_, line) => at(line)),
  }));
  const count = entries.reduce((sum, file) => sum + file.count, 0);
  return { rule, kind: 'immediate', agents, count, keywords: [], files: entries };
}

const RESULT: TriggerMatchesResult = {
  files: 9,
  rules: [
    matches('bugs', ['debugger', 'tester'], { 'b.ts': [2, 2], 'a.ts': [1, 1] }),
    matches('speed', ['tester', 'tester'], { 'a.ts': [70, 2] }),
    matches('words', [], { 'c.md': [1, 1] }),
    matches('silent', ['nobody'], {}),
    { ...matches('.md', ['writer'], { 'c.md': [1, 0] }), kind: 'context', count: 4 },
  ],
};

/** The tree as indented lines. */
function outline(nodes: readonly TriggerNode[], indent = ''): string {
  return nodes
    .flatMap((node) => {
      const inside = 'children' in node ? outline(node.children(), `${indent}  `) : '';
      return [`${indent}${label(node)}`, ...(inside === '' ? [] : [inside])];
    })
    .join('\n');
}

function label(node: TriggerNode): string {
  switch (node.kind) {
    case 'agent':
      return `@${node.agent ?? ''} ${node.count}`;
    case 'rule':
      return `${node.rule} ${node.count}`;
    case 'file':
      return `${node.path} ${node.count}`;
    case 'hit':
      return `:${node.range.start.line}`;
    case 'more':
      return `+${node.count}`;
  }
}

const ids = (nodes: readonly TriggerNode[]): readonly string[] =>
  nodes.flatMap((node) => [node.id, ...('children' in node ? ids(node.children()) : [])]);

describe('the Triggers view', () => {
  test('by agent: agent, rule, file, hit; a rule stands under each of its agents once, one about files has no hits', () => {
    expect(outline(triggerNodes(RESULT, 'agent'))).toBe(`@debugger 3
  bugs 3
    b.ts 2
      :0
      :1
    a.ts 1
      :0
@tester 73
  bugs 3
    b.ts 2
      :0
      :1
    a.ts 1
      :0
  speed 70
    a.ts 70
      :0
      :1
      +68
@ 1
  words 1
    c.md 1
      :0
@writer 4
  .md 4
    c.md 1
    +3`);
  });

  test('by file: file in the order of paths, rule, hit; without rules about files', () => {
    expect(outline(triggerNodes(RESULT, 'file'))).toBe(`a.ts 71
  bugs 1
    :0
  speed 70
    :0
    :1
    +68
b.ts 2
  bugs 2
    :0
    :1
c.md 1
  words 1
    :0`);
  });

  test.each(['agent', 'file'] as const)('every node by %s has an id of its own, the same in the next result', (by) => {
    const namesake: RuleMatches = { ...matches('bugs', ['tester'], { 'a.ts': [1, 1] }), kind: 'compound' };
    const result = { ...RESULT, rules: [...RESULT.rules, namesake] };
    const first = ids(triggerNodes(result, by));
    expect(new Set(first).size).toBe(first.length);
    expect(ids(triggerNodes(structuredClone(result), by))).toEqual(first);
  });

  test('a rule knows where its first hit stands', () => {
    const [agent] = triggerNodes(RESULT, 'agent');
    const [rule] = agent?.kind === 'agent' ? agent.children() : [];
    expect(rule).toMatchObject({ kind: 'rule', first: { uri: 'file:///w/b.ts', range: at(0) } });
  });

  test.each(['agent', 'file'] as const)('nothing found is nothing shown by %s', (by) => {
    expect(triggerNodes({ files: 3, rules: [matches('silent', ['nobody'], {})] }, by)).toEqual([]);
  });
});
