import { afterAll, expect, test } from 'vitest';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { EditableText } from '../../../server/src/engine/text/editableText.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import { AllowList, allowFingerprint, parseAllowed, readAllowed } from '../../../server/src/workspace/allowList.ts';
import { githubToken } from '../../helpers/samples.ts';
import { temporaryFolder } from '../../helpers/temporary.ts';
import { testDigest } from '../../helpers/testDigest.ts';

const ONE = '0123456789abcdef';
const TWO = 'fedcba9876543210';

const configOf = (...allow: readonly unknown[]) => JSON.stringify({ secrets: { allow } });
const first = temporaryFolder({ '.winnow/config.json': configOf(TWO, ONE) });
const second = temporaryFolder({ '.winnow/config.json': configOf(ONE) });
const roots = [first, second].map(({ path }) => ({ name: 'w', folder: path }));
afterAll(() => [first, second].forEach((folder) => folder.remove()));

test.each([
  [configOf(ONE, 7, 'x', ONE.toUpperCase()), [ONE]],
  [`\uFEFF${configOf(ONE)}`, [ONE]],
  ['{"secrets": {"allow": "0123456789abcdef"}}', []],
  ['{"secrets": null}', []],
  ['null', []],
  ['{ broken', []],
])('%j allows %j', (source, allowed) => {
  expect(parseAllowed(source)).toEqual(allowed);
});

test('the folders of a workspace together, each fingerprint once; what an editor shows counts', () => {
  expect(readAllowed(roots, true)).toEqual([ONE, TWO]);
  expect(readAllowed(roots, true, () => configOf())).toEqual([]);
});

test('a workspace that is not trusted allows nothing', () => {
  expect(readAllowed(roots, false)).toEqual([]);
});

test('what is allowed is found neither in a whole text nor in one that is being edited, and is not redacted', () => {
  const [harmless, secret] = [githubToken(1), githubToken(2)];
  const list = new AllowList();
  const { rules } = parseRules('');
  const analyzer = new Analyzer({ rules, digest: testDigest, allow: list.allows });
  const text = `a = ${harmless}\nb = ${secret}\n`;
  const [found] = analyzer.secrets(text);
  expect(list.replace([allowFingerprint(found?.rule ?? '', harmless)])).toBe(true);
  expect(list.replace(list.fingerprints)).toBe(false);

  expect(analyzer.redact(text)).toMatch(new RegExp(`^a = ${harmless}\nb = \\[REDACTED:`));
  const document = new EditableText(text);
  const live = analyzer.follow(document, { path: 'a.txt', countTokens: (part) => part.length });
  const edit = { start: 0, end: 0, text: `c = ${harmless}\n` };
  document.replace(edit.start, edit.end, edit.text);
  live.edit(edit);
  expect(live.findings).toEqual(analyzer.secrets(document.toString()));
  expect(live.findings).toHaveLength(1);
});
