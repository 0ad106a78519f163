import type { Span } from '../../engine/text/span.ts';
import { appendItems } from './itemEdits.ts';
import { RulesView } from './rulesView.ts';
import { sectionsOf } from './symbols.ts';
import { applyEdits, type TextEdit } from './textEdit.ts';
import { toYamlText } from './yamlText.ts';

const MOST_WORD_LENGTH = 40;

/** A keyword together with the word behind it, and with the word before it, as far as they stand on its line. */
export function phrasesAround(text: string, { start, end }: Span): readonly Span[] {
  const after = /^[ \t]+[\p{L}\p{N}_-]+/u.exec(text.slice(end, end + MOST_WORD_LENGTH + 1))?.[0] ?? '';
  const before =
    /[\p{L}\p{N}_-]+[ \t]+$/u.exec(text.slice(Math.max(0, start - MOST_WORD_LENGTH - 1), start))?.[0] ?? '';
  const isShort = (words: string) => words !== '' && words.length <= MOST_WORD_LENGTH;
  return [
    ...(isShort(after) ? [{ start, end: end + after.length }] : []),
    ...(isShort(before) ? [{ start: start - before.length, end }] : []),
  ];
}

/** A negative rule, new or one that does just this already, that silences a rule's hits within a phrase. */
export function silenceEdit(view: RulesView, rule: string, phrase: string): TextEdit | undefined {
  if (view.problems.some(({ code }) => code === 'yaml')) return undefined;
  const pattern = phrase.replace(/\s+/g, ' ');
  const edit = appendToOwn(view, rule, pattern) ?? newRule(view, rule, pattern);
  if (!edit) return undefined;
  const after = new RulesView(view.uri, applyEdits(view.source, [edit]), view.checks);
  const holds = after.parsed.rules.negative.some(({ patterns }) => patterns.includes(pattern));
  return holds && after.problems.length <= view.problems.length ? edit : undefined;
}

function appendToOwn(view: RulesView, rule: string, pattern: string): TextEdit | undefined {
  const own = view.parsed.rules.negative.find(
    ({ scope, triggers, unlessContains, excludeAgents }) =>
      scope === 'match' &&
      triggers.length === 1 &&
      triggers[0] === rule &&
      unlessContains.length === 0 &&
      !excludeAgents,
  );
  const last = own && view.parsed.placeOf.get(own)?.keywords.findLast(({ field }) => field === 'patterns');
  return last && appendItems(view.source, last.span, [pattern]);
}

function newRule(view: RulesView, rule: string, pattern: string): TextEdit | undefined {
  const { source } = view;
  const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  const section = sectionsOf(view).find(({ name }) => name === 'negative_triggers');
  const indentation = ' '.repeat(
    section?.rules[0] ? view.lines.positionAt(section.rules[0].nameSpan.start).character : 2,
  );
  const lines = [
    `${indentation}${toYamlText(freeName(view, rule))}:`,
    `${indentation}  patterns: [${toYamlText(pattern)}]`,
    `${indentation}  scope: match`,
    `${indentation}  triggers: [${toYamlText(rule)}]`,
    '',
  ];
  if (!section) {
    const start = source === '' || source.endsWith('\n') ? '' : lineBreak;
    const newText = start + ['', 'negative_triggers:', ...lines].join(lineBreak);
    return { span: { start: source.length, end: source.length }, newText };
  }
  const at = view.lines.lineStart(view.lines.lineAt(section.nameSpan.start) + 1);
  const keyLine = source.slice(section.nameSpan.end, at);
  if (!keyLine.endsWith('\n') || !/^[ \t]*:[ \t]*(?:#.*)?\r?\n$/.test(keyLine)) return undefined;
  return { span: { start: at, end: at }, newText: lines.join(lineBreak) };
}

function freeName(view: RulesView, rule: string): string {
  const taken = new Set(view.places.map(({ name }) => name));
  const name = `not_${rule.replaceAll(/[^\p{L}\p{N}]+/gu, '_')}`;
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}
