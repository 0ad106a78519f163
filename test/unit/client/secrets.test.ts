import { describe, expect, test } from 'vitest';
import { PlaceholderMemory, placeholdersOf, restored } from '../../../client/src/secrets/placeholders.ts';
import { gravestFirst } from '../../../client/src/secrets/secretCounts.ts';
import { gutterIcon, secretColorContributions } from '../../../client/src/secrets/secretColors.ts';
import { levelOf } from '../../../client/src/secrets/secretLevel.ts';
import { secretNodes, secretPlaceText, type SecretNode } from '../../../client/src/secrets/secretNodes.ts';
import type { Level, SecretFile, SecretFindingsResult } from '../../../shared/src/protocol.ts';
import { placeholderFor } from '../../../server/src/engine/secrets/placeholder.ts';

function file(path: string, levels: readonly Level[], count = levels.length): SecretFile {
  const findings = levels.map((level, line) => {
    const at = { line, character: 2 };
    return { rule: `rule-${line}`, level, range: { start: at, end: at } };
  });
  return { uri: `file:///w/${path}`, path, count, findings };
}

const RESULT: SecretFindingsResult = {
  files: 9,
  skipped: 1,
  found: [file('b.ts', ['internal']), file('c.ts', ['sensitive', 'classified'], 70), file('a.ts', ['internal'])],
};

/** The tree as indented lines. */
function outline(nodes: readonly SecretNode[], indent = ''): string {
  return nodes
    .map((node) => {
      if (node.kind === 'finding') return `${indent}${node.rule} ${node.level} :${node.range.start.line}`;
      if (node.kind === 'more') return `${indent}+${node.count}`;
      return `${indent}${node.path} ${node.count} ${node.level}\n${outline(node.children(), `${indent}  `)}`;
    })
    .join('\n');
}

const ids = (nodes: readonly SecretNode[]): readonly string[] =>
  nodes.flatMap((node) => [node.id, ...(node.kind === 'file' ? ids(node.children()) : [])]);

describe('the Secrets view', () => {
  test('files with the gravest findings come first, then by path; what was not sent is counted', () => {
    expect(outline(secretNodes(RESULT))).toBe(`c.ts 70 classified
  rule-0 sensitive :0
  rule-1 classified :1
  +68
a.ts 1 internal
  rule-0 internal :0
b.ts 1 internal
  rule-0 internal :0`);
  });

  test('every node has an id of its own, the same in the next result', () => {
    const first = ids(secretNodes(RESULT));
    expect(new Set(first).size).toBe(first.length);
    expect(ids(secretNodes(structuredClone(RESULT)))).toEqual(first);
  });

  test('what is copied tells where and what kind', () => {
    const [finding] = secretNodes(RESULT)[0]?.children() ?? [];
    expect(finding?.kind === 'finding' && secretPlaceText(finding)).toBe('c.ts:1:3 rule-0 (sensitive)');
  });
});

test.each([
  ['winnow', 'secret/x', 0, 'classified'],
  ['winnow', 'secret/x', 3, 'public'],
  ['winnow', 'unknown-key', 0, undefined],
  ['winnow', 7, 0, undefined],
  ['eslint', 'secret/x', 0, undefined],
])('a problem of %s with code %s and severity %d is marked as %s', (source, code, severity, level) => {
  expect(levelOf({ source, code, severity })).toBe(level);
});

test('every level has a theme colour and an icon', () => {
  for (const { id, defaults } of secretColorContributions()) {
    expect(id).toMatch(/^winnow\.secret\.(?:public|internal|sensitive|classified)$/);
    expect(Object.keys(defaults)).toEqual(['dark', 'light', 'highContrast', 'highContrastLight']);
    const [, svg = ''] = gutterIcon(defaults.dark).split('base64,');
    expect(Buffer.from(svg, 'base64').toString('utf8')).toMatch(new RegExp(`^<svg .*"${defaults.dark}".*</svg>$`));
  }
});

describe('placeholders', () => {
  const one = placeholderFor('some-rule', 'ab12cd');
  const two = placeholderFor('some-rule', 'ab12ce');

  test('are found where they stand, and only as a redaction writes them', () => {
    const text = `a ${one}[REDACTED:X:1] ${two}`;
    expect(placeholdersOf(text)).toEqual([
      { placeholder: one, start: 2 },
      { placeholder: two, start: text.length - two.length },
    ]);
  });

  test('are replaced by the values that are known', () => {
    expect(restored(`${one} ${two} ${one}`, { [one]: 'a$&' })).toBe(`a$& ${two} a$&`);
  });

  test('that stood in a document when it was opened are not new, others once', () => {
    const memory = new PlaceholderMemory();
    memory.open('a', one);
    expect(memory.takeNew('a', one)).toEqual([]);
    expect(memory.takeNew('a', one + two)).toMatchObject([{ placeholder: two, start: one.length }]);
    expect(memory.takeNew('a', one + two)).toEqual([]);
  });

  test('are not told of in a silenced document, until it is opened again', () => {
    const memory = new PlaceholderMemory();
    memory.silence('a');
    expect(memory.takeNew('a', one)).toEqual([]);
    memory.close('a');
    expect(memory.takeNew('a', one)).toHaveLength(1);
  });
});

test('a status counts findings by rule, the gravest first, then the commonest', () => {
  const found = [
    { rule: 'email', level: 'internal' },
    { rule: 'github-token', level: 'internal' },
    { rule: 'phone', level: 'internal' },
    { rule: 'phone', level: 'internal' },
    { rule: 'github-token', level: 'classified' },
  ] as const;
  expect(gravestFirst(found)).toEqual([
    { rule: 'github-token', level: 'classified', count: 2 },
    { rule: 'phone', level: 'internal', count: 2 },
    { rule: 'email', level: 'internal', count: 1 },
  ]);
});
