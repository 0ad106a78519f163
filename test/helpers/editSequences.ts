import * as fc from 'fast-check';
import { expect } from 'vitest';
import { chunkText } from '../../server/src/engine/chunks/chunker.ts';
import { languageOf } from '../../server/src/engine/chunks/languages.ts';
import { LiveDocument, type LiveOptions } from '../../server/src/engine/liveDocument.ts';
import { buildAutomaton, type Automaton } from '../../server/src/engine/scan/automaton.ts';
import { HitBuffer } from '../../server/src/engine/scan/hitBuffer.ts';
import { scan } from '../../server/src/engine/scan/scanner.ts';
import { detectSecrets } from '../../server/src/engine/secrets/detect.ts';
import { SECRET_KEYWORDS } from '../../server/src/engine/secrets/keywords.ts';
import { redact } from '../../server/src/engine/secrets/redact.ts';
import { SECRET_RULES } from '../../server/src/engine/secrets/rules/index.ts';
import { EditableText } from '../../server/src/engine/text/editableText.ts';
import { LineIndex } from '../../server/src/engine/text/lineIndex.ts';
import { compileRules } from '../../server/src/engine/triggers/compileRules.ts';
import { evaluate } from '../../server/src/engine/triggers/evaluate.ts';
import { parseRules } from '../../server/src/engine/triggers/parseRules.ts';
import { parseMarked } from './marked.ts';
import { testDigest } from './testDigest.ts';

/** Rules of every kind that an edit beside their hits may change. */
const RULES = `
immediate_triggers:
  bugs: { keywords: [fix, fix bug, bug, _x], agents: [debugger] }
  letters: { keywords: [a, é, привет, 中文, "\u{10400}"], agents: [reader] }
negative_triggers:
  line: { patterns: [token], unless_contains: [error handling], triggers: [bugs] }
  all: { patterns: ["class A"], scope: document, triggers: [letters] }
compound_triggers:
  near: { all: [[error], [handling, привет]], within: line, agents: [a1] }
  held: { all: [[bug]], any: [中, error], none: [文], agents: [a2], sequential: true }
`;
/** Rules for which any letter counts. */
const WORD_RULES = `
  apart: { all: [[fix], [bug]], within: 2 words, agents: [a3] }
  said: { all: [[error], [a]], within: sentence, agents: [a4] }
`;

const FOLLOWED = [RULES, RULES + WORD_RULES.slice(1)].map((source) => {
  const { rules, problems } = parseRules(source);
  if (problems.some(({ severity }) => severity === 'error')) throw new Error(problems[0]?.message);
  const compiled = compileRules(rules);
  const secrets = SECRET_KEYWORDS.map((text) => ({ text, wordBounded: false }));
  return { rules: compiled, automaton: buildAutomaton([...compiled.keywords, ...secrets]) };
});
/** Units that a rescan reaches beyond an edit on either side, where no run of white space is longer than one. */
export const LONGEST_REACH = FOLLOWED[0]!.automaton.lengths.reduce((most, length) => Math.max(most, length), 0) + 4;
const PATHS = ['a.ts', 'a.py', 'a.c', 'a.rb', 'a.md', 'a.yaml', 'a.go', 'a.rst', 'a', 'a.json'] as const;
/** Secrets, and what only looks like one. */
const SAMPLES = SECRET_RULES.flatMap((rule) => [...rule.matches(), ...rule.nearMisses()]);

const fragment = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('\n', '\n', '\r\n', '\r', ' ', '\t', '  ', '.', 'x', '{', '}', '/', '') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('fix', 'Bug', 'fixBug', 'error', 'handling', 'привет', '中', '文', 'É', '_x'),
  },
  { weight: 2, arbitrary: fc.constantFrom('😀', '\ud83d', '\ude00', '\u{10400}', '\u{10428}', '\u00a0', '\ufeff') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('class A {\n', '  run() {\n', 'def f(x):\n', '# Title\n', '```\n', '---\n', '// c\n'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('/* a\n', ' */\n', '@d(\n', ')\n', 'int f(int x) {\n', '#!/bin/sh\n', 'key:\n', '"""\n'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('token: ', 'password=', '[REDACTED:a-rule:ab12cd]', '# winnow:allow', 'kind: Secret\n'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(700), 'y z '.repeat(1700), '\n'.repeat(40), '  foo(bar);\n'.repeat(50)),
  },
  {
    weight: 3,
    arbitrary: fc.nat({ max: SAMPLES.length - 1 }).map((at) => `\n${parseMarked(SAMPLES[at] ?? '').text}\n`),
  },
);
const part = (maxLength: number) => fc.array(fragment, { maxLength, size: 'max' }).map((parts) => parts.join(''));
/** Often past the end of the line or of the text. */
const position = fc.record({ line: fc.nat({ max: 120 }), character: fc.nat({ max: 60 }) });
const edit = fc.record({
  start: position,
  length: fc.oneof(fc.constant(0), fc.nat({ max: 8 }), fc.nat({ max: 900 })),
  text: part(3),
});

export const editSequence = fc.record({
  path: fc.constantFrom(...PATHS),
  text: part(90),
  looksAtWords: fc.boolean(),
  edits: fc.array(edit, { minLength: 50, maxLength: 50 }),
});
export type EditSequence = typeof editSequence extends fc.Arbitrary<infer Sequence> ? Sequence : never;

/** Counts of work over all edits that were checked. */
export interface CheckedWork {
  edits: number;
  scanned: number;
}

/** Goes through a sequence and compares, after each edit, what is known of the document with an analysis of the whole. */
export function checkSequence(
  { path, text, looksAtWords, edits }: EditSequence,
  countTokens: (text: string) => number,
  work: CheckedWork,
): void {
  const live = new EditableText(text);
  const followed = FOLLOWED[Number(looksAtWords)] as Followed;
  const document = new LiveDocument(live, { path, ...followed, digest: testDigest, countTokens });
  let whole = text;
  for (const { start: at, length, text: inserted } of edits) {
    const start = live.offsetAt(at);
    expect(start).toBe(plainOffset(whole, at));
    const end = Math.min(whole.length, start + length);
    whole = whole.slice(0, start) + inserted + whole.slice(end);
    live.replace(start, end, inserted);
    const { scanned } = document.edit({ start, end, text: inserted });
    work.edits++;
    work.scanned += scanned - inserted.length;
    check(document, live, { path, whole, countTokens, ...followed });
  }
}

function check(
  document: LiveDocument,
  live: EditableText,
  { path, whole, countTokens, rules, automaton }: Whole,
): void {
  expect(live.toString()).toBe(whole);
  const lines = new LineIndex(whole);
  expect(live.lineCount).toBe(lines.lineCount);
  expect(Array.from({ length: lines.lineCount }, (_, line) => live.lineStart(line))).toEqual(
    Array.from({ length: lines.lineCount }, (_, line) => lines.lineStart(line)),
  );
  const secretsFrom = rules.keywords.length;
  const hits = scanWhole(automaton, whole);
  const bySpan = (a: Hit, b: Hit) => a.start - b.start || a.end - b.end || a.keyword - b.keyword;
  const triggers = hits.filter(({ keyword }) => keyword < secretsFrom);
  expect(document.triggerHits.toSorted(bySpan)).toEqual(triggers.toSorted(bySpan));
  const anchors = hits.filter(({ keyword }) => keyword >= secretsFrom);
  const findings = detectSecrets(
    whole,
    anchors.map((hit) => ({ ...hit, keyword: hit.keyword - secretsFrom })),
  );
  expect(document.findings).toEqual(findings);
  const redaction = redact(whole, findings, testDigest);
  expect(document.redactions).toEqual(redaction.findings);
  const language = languageOf(path, whole);
  expect(document.language).toBe(language);
  const extension = path.slice(path.lastIndexOf('/') + 1);
  const { hits: fired, ...result } = evaluate(rules, { text: whole, hits: triggers, extension, language });
  expect(document.triggers()).toMatchObject({
    ...result,
    fired: result.fired.map(({ rule, kind, agents, priority, reason }) => ({ rule, kind, agents, priority, reason })),
  });
  expect(document.firedHits()).toEqual(fired);
  const middle = { start: whole.length >> 2, end: whole.length >> 1 };
  const inMiddle = fired.filter(({ start, end }) => start <= middle.end && end >= middle.start);
  expect(document.firedHits(undefined, [middle])).toEqual(inMiddle);
  const chunks = chunkText(redaction.text, { language, findings: redaction.findings });
  expect(document.chunks).toEqual(chunks);
  expect(document.tokens).toEqual(chunks.map(({ start, end }) => countTokens(redaction.text.slice(start, end))));
}

type Followed = Pick<LiveOptions, 'rules' | 'automaton'>;

interface Whole extends Followed {
  readonly path: string;
  readonly whole: string;
  readonly countTokens: (text: string) => number;
}

interface Hit {
  readonly keyword: number;
  readonly start: number;
  readonly end: number;
}

function scanWhole(automaton: Automaton, text: string): Hit[] {
  const found = new HitBuffer();
  scan(automaton, text, found);
  return Array.from({ length: found.count }, (_, hit) => ({
    keyword: found.keyword(hit),
    start: found.start(hit),
    end: found.end(hit),
  }));
}

/** LSP 3.17: a character past the end of its line is the line's end, a line past the end of the text the text's end. */
function plainOffset(text: string, { line, character }: { line: number; character: number }): number {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  if (text === '' || line > lines.length - 1) return text.length;
  const start = lines.slice(0, line).join('').length;
  return start + Math.min(character, (lines[line] ?? '').replace(/[\r\n]+$/, '').length);
}
