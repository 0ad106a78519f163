import { expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { SecretFindings } from '../../../server/src/pipeline/secretFindings.ts';
import { githubToken } from '../../helpers/samples.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const analyzer = new Analyzer({ rules: parseRules('').rules, digest: testDigest });

/** Texts by path stand for the files of a workspace; a text that is `undefined` for one that cannot be read. */
function workspace(files: Map<string, string | undefined>) {
  const read: string[] = [];
  const findings = new SecretFindings({
    analyzer,
    index: {
      files: () =>
        [...files].map(([path, text]) => ({ path, absolutePath: `/w/${path}`, stamp: text ?? 'unreadable' })),
      textOf: (path) => (read.push(path), files.get(path)),
      skipped: [{ path: 'x', reason: 'ignored' }],
    },
  });
  return { findings, read };
}

const [one, two] = [githubToken(1), githubToken(2)];
const files = () =>
  new Map([
    ['a.ts', `x\nkey = "${one}"\n${two}`],
    ['b.ts', 'nothing'],
    ['c.bin', undefined],
    [`${one}.txt`, two],
  ]);

test('findings are told by file, with rule, level and place, and nothing of the secret but where the client opens it', async () => {
  const result = await workspace(files()).findings.find({});
  expect(result).toMatchObject({ files: 3, skipped: 2 });
  expect(result.found).toMatchObject([
    { path: 'a.ts', count: 2 },
    { path: expect.stringMatching(/^\[REDACTED:[\w:-]+\]\.txt$/) as string, count: 1 },
  ]);
  const [file] = result.found;
  expect(file?.findings[0]).toEqual({
    rule: expect.stringContaining('github') as string,
    level: 'sensitive',
    range: { start: { line: 1, character: 7 }, end: { line: 1, character: 47 } },
  });
  expect(JSON.stringify(file)).not.toContain(one);
});

test('counts are whole where not every place is sent', async () => {
  const { found } = await workspace(files()).findings.find({ findingsPerFile: 1 });
  expect(found[0]).toMatchObject({ count: 2, findings: [{ range: { start: { line: 1 } } }] });
});

test('only what changed is scanned again, and what is gone is forgotten', async () => {
  const texts = files();
  const { findings, read } = workspace(texts);
  await findings.find({});
  read.length = 0;
  texts.set('b.ts', one);
  texts.delete('a.ts');
  const { found } = await findings.find({});
  expect(read).toEqual(['b.ts']);
  expect(found.map(({ uri }) => uri).sort()).toEqual(['file:///w/b.ts', `file:///w/${one}.txt`]);
});

test('who gives up is told so, and the next one is answered', async () => {
  const { findings } = workspace(files());
  const gone = findings.find({}, { signal: AbortSignal.abort() });
  await expect(gone).rejects.toThrow();
  expect((await findings.find({})).files).toBe(3);
});
