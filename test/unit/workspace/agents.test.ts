import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseFrontMatter, readAgents } from '../../../server/src/workspace/agents.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';

const folder = temporaryFolder({
  '.claude/agents/debug.md': '---\nname: debugger\ndescription: Use it: often\n---\nname: other\n',
  '.claude/agents/plain.md': 'No front matter\n',
  '.claude/agents/notes.txt': 'no agent',
  '.claude/agents/evil.md': '---\nname: a\u202eb\n---\n',
  '.claude/agents/comma.md': '---\nname: a, b\n---\n',
  '.github/agents/review.agent.md': '---\r\ndescription: "Reads\u200e code"\r\n---\r\n',
  '.github/agents/debug.md': '---\nname: debugger\n---\n',
  'AGENTS.md': '# Title\n\n## tuner ##\n\n### Test writer\n\n## Do: this, now!\n\n#### deep\n',
  'outside.md': '---\nname: outsider\n---\n',
});
afterAll(() => folder.remove());
symlinkSync(join(folder.path, 'outside.md'), join(folder.path, '.claude/agents/link.md'));
const roots = [{ name: 'w', folder: folder.path }];

test('agents of every kind, each name once; hostile names and links are passed over', () => {
  const agents = readAgents(roots, true).map(({ absolutePath, ...agent }) => {
    return { ...agent, path: absolutePath.slice(folder.path.length + 1) };
  });
  expect(agents).toEqual([
    { name: 'debugger', description: 'Use it: often', path: '.claude/agents/debug.md', line: 1 },
    { name: 'plain', description: '', path: '.claude/agents/plain.md', line: 0 },
    { name: 'review', description: 'Reads code', path: '.github/agents/review.agent.md', line: 0 },
    { name: 'tuner', description: '', path: 'AGENTS.md', line: 2 },
    { name: 'Test writer', description: '', path: 'AGENTS.md', line: 4 },
  ]);
});

test('an untrusted workspace has none', () => {
  expect(readAgents(roots, false)).toEqual([]);
});

test.each([
  ['---\nname: a\n', {}],
  ['name: a\n', {}],
  ["---\nname: 'a b'\n---\n", { name: 'a b', line: 1 }],
  ['---\ntools: x\nname: a\ndescription:\n---\n', { name: 'a', line: 2 }],
  [`---\n${'x: 1\n'.repeat(100)}name: a\n---\n`, {}],
])('front matter %#', (text, expected) => {
  expect(parseFrontMatter(text)).toEqual(expected);
});
