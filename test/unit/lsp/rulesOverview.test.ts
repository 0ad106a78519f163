import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { lensTitle, rulesWithLens } from '../../../server/src/lsp/rules/codeLens.ts';
import { ruleDiagnostics } from '../../../server/src/lsp/rules/ruleDiagnostics.ts';
import { mentions, rulePartAt } from '../../../server/src/lsp/rules/rulePart.ts';
import { sectionsOf } from '../../../server/src/lsp/rules/symbols.ts';
import { DEFAULT_TRIGGERS } from '../../../server/src/engine/triggers/defaultRules.ts';
import { viewOf } from './rulesText.ts';

describe('diagnostics', () => {
  const source = 'immediate_triggers:\n  a:\n    keywords: [bug, bug]\n    agents: [x]\n    colr: red\n';

  test('have exact ranges, codes, tags and the other place', () => {
    const [duplicate, unknown] = ruleDiagnostics(viewOf(source), { kept: false });
    expect(duplicate).toMatchObject({
      range: { start: { line: 2, character: 20 }, end: { line: 2, character: 23 } },
      severity: DiagnosticSeverity.Warning,
      source: 'winnow',
      code: 'duplicate',
      tags: [DiagnosticTag.Unnecessary],
      relatedInformation: [{ location: { range: { start: { line: 2, character: 15 } } } }],
    });
    expect(unknown).toMatchObject({
      code: 'unknown-key',
      range: { start: { line: 4, character: 4 }, end: { line: 4, character: 8 } },
    });
    expect(unknown).not.toHaveProperty('tags');
  });

  test('a broken file that is not applied says so on its first line', () => {
    const [first, ...rest] = ruleDiagnostics(viewOf('immediate_triggers: [\n'), { kept: true });
    expect(first).toMatchObject({
      code: 'kept',
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 21 } },
    });
    expect(rest).toContainEqual(expect.objectContaining({ code: 'yaml', severity: DiagnosticSeverity.Error }));
  });

  test('the shipped rules have none', () => {
    expect(ruleDiagnostics(viewOf(DEFAULT_TRIGGERS), { kept: false })).toEqual([]);
  });
});

test('symbols: the sections and their rules', () => {
  const view = viewOf(DEFAULT_TRIGGERS);
  const sections = sectionsOf(view);
  expect(sections.map(({ name, rules }) => `${name} ${rules.length}`)).toEqual([
    'immediate_triggers 10',
    'compound_triggers 3',
    'context_triggers 5',
    'negative_triggers 2',
    'priority_rules 7',
  ]);
  for (const { span, nameSpan, rules } of sections) {
    expect(view.textOf(span).startsWith(view.textOf(nameSpan))).toBe(true);
    for (const rule of rules) expect(rule.span.end).toBeLessThanOrEqual(span.end);
  }
});

test('a lens stands over each rule that can fire, but for content patterns, which are not counted', () => {
  const view = viewOf(DEFAULT_TRIGGERS);
  expect(rulesWithLens(view)).toHaveLength(17);
  const matches = { rule: 'a', agents: [], keywords: [], files: [] };
  expect(lensTitle({ ...matches, kind: 'immediate', count: 1200 })).toBe('fires in 1,200 places');
  expect(lensTitle({ ...matches, kind: 'context', count: 1 })).toBe('fires in 1 file');
  expect(lensTitle({ ...matches, kind: 'compound', count: 0 })).toBe('fires nowhere in the workspace');
  expect(lensTitle(undefined)).toBe('counted when saved');
});

test('every name, keyword, agent and mention of the shipped rules is found at its place', () => {
  const view = viewOf(DEFAULT_TRIGGERS);
  for (const place of view.places) {
    for (const { text, span } of place.keywords) {
      expect(rulePartAt(view, span.start)).toMatchObject({ kind: 'keyword', keyword: text });
    }
    for (const { name, span } of place.agents)
      expect(rulePartAt(view, span.end)).toMatchObject({ kind: 'agent', name });
  }
  expect(mentions(view).map(({ text, place }) => `${text} ${place.section}`)).toEqual([
    'performance immediate_triggers',
    'deployment immediate_triggers',
    'api immediate_triggers',
    'security immediate_triggers',
    'compound_triggers.security_review compound_triggers',
    'debugging immediate_triggers',
    'performance immediate_triggers',
  ]);
});
