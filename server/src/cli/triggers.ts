import { dataFolder, localKey } from '../base/dataFolder.ts';
import { UsageError } from '../base/errors.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import { DEFAULT_TRIGGERS } from '../engine/triggers/defaultRules.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import type { FiredRule, TriggerResult, TriggerRules } from '../engine/triggers/rule.ts';
import { RULES_SCHEMA } from '../engine/triggers/rulesSchema.ts';
import { ContentPatterns, contentPatternsOf } from '../pipeline/contentPatterns.ts';
import { createAnalyzer } from '../services.ts';
import { RULES_PATH } from '../workspace/rulesFile.ts';
import { checkTriggers } from './checkTriggers.ts';
import type { ExitCode, Run } from './command.ts';
import { countKeywords } from './countKeywords.ts';
import { placeOf, type Place } from './foundSecrets.ts';
import { readFileText, readInput, type InputText } from './input.ts';
import type { TRIGGERS_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { placedProblems, problemLine, type PlacedProblem } from './ruleProblems.ts';
import type { Paint, Terminal } from './terminal.ts';

/** What a text fires; with `--check` what is wrong with the rules themselves. */
export const runTriggers: Run<typeof TRIGGERS_OPTIONS> = async (context) => {
  const { options, operands, workspace, json, terminal, log } = context;
  if (options.schema) return printSchema(terminal);
  const { analyzer, rulesSource } = createAnalyzer(pipelineConfig(workspace, log), localKey(dataFolder()));
  const source = options.rules === undefined ? rulesSource : readFileText(options.rules);
  const file = options.rules ?? (rulesSource === DEFAULT_TRIGGERS ? 'shipped rules' : RULES_PATH);
  if (options.check) return checkTriggers({ source, file, json, terminal, signal: context.signal });
  const { rules: parsed, problems: found } = parseRules(source);
  if (options.count) {
    if (operands[0] === undefined || operands[0] === '-') throw new UsageError('winnow triggers --count: give a FILE');
    return countKeywords({ rules: parsed, path: operands[0], json, terminal, signal: context.signal });
  }
  if (options.rules !== undefined) analyzer.useRules(parsed);
  const { path, text } = await textOf(options.text, operands[0]);
  const problems = placedProblems(source, found);
  const content = await contentOf(analyzer.rules, text, context.signal);
  const report = triggersReport(analyzer.triggers(text, path?.replaceAll('\\', '/'), content), text, problems);
  for (const problem of json ? [] : problems) {
    terminal.note(terminal.paintNote('yellow', problemLine(file, problem)));
  }
  await terminal.print(json ? JSON.stringify(report) : describe(report, options.explain, terminal.paint).join('\n'));
  return 0;
};

async function textOf(given: string | undefined, operand: string | undefined): Promise<InputText> {
  if (given === undefined) return readInput(operand, 'triggers');
  if (operand !== undefined) throw new UsageError(`winnow triggers: give --text or ${operand}, not both`);
  return { text: given };
}

async function printSchema(terminal: Terminal): Promise<ExitCode> {
  await terminal.print(JSON.stringify(RULES_SCHEMA, undefined, 2));
  return 0;
}

/** Content patterns run on a thread of their own, which is started only where there are any. */
async function contentOf(rules: TriggerRules, text: string, signal: AbortSignal): Promise<ContentMatches> {
  const patterns = new ContentPatterns(contentPatternsOf(rules));
  try {
    return await patterns.matching(text, { signal });
  } finally {
    await patterns.close();
  }
}

interface TriggersReport extends Pick<TriggerResult, 'agents' | 'mode' | 'notFired'> {
  readonly fired: readonly FiredReport[];
  readonly problems: readonly PlacedProblem[];
}

type FiredReport = Omit<FiredRule, 'hits'> & { readonly hits: readonly ({ readonly keyword: string } & Place)[] };

function triggersReport(result: TriggerResult, text: string, problems: readonly PlacedProblem[]): TriggersReport {
  const lines = new LineIndex(text);
  return {
    fired: result.fired.map(({ rule, kind, agents, priority, reason, hits }) => {
      const placed = hits.map((hit) => ({ keyword: hit.keyword, ...placeOf(lines, hit) }));
      return { rule, kind, agents, priority, reason, hits: placed };
    }),
    agents: result.agents,
    mode: result.mode,
    notFired: result.notFired.map(({ rule, reason }) => ({ rule, reason })),
    problems,
  };
}

function describe({ fired, agents, mode, notFired }: TriggersReport, explain: boolean, paint: Paint): string[] {
  const lines = fired.flatMap((rule) => [ruleLine(rule, paint), ...rule.hits.map(hitLine)]);
  const joint = mode === 'sequential' ? ' → ' : ', ';
  return [
    ...(fired.length === 0 ? ['No rule fires.'] : lines),
    ...(agents.length === 0
      ? []
      : [`${paint('bold', 'agents')} (${mode}): ${agents.map(makeVisibleName).join(joint)}`]),
    ...(explain ? ['', paint('bold', 'did not fire'), ...unfiredLines(notFired)] : []),
  ];
}

function ruleLine({ rule, kind, priority, agents, reason }: FiredReport, paint: Paint): string {
  const named = agents.map(makeVisibleName).join(', ') || 'none';
  return `${paint('bold', makeVisibleName(rule))} (${kind}, priority ${priority}): ${makeVisibleName(reason)}; agents: ${named}`;
}

function hitLine({ startLine, startColumn, keyword }: FiredReport['hits'][number]): string {
  return `  ${startLine}:${startColumn}  ${makeVisibleName(keyword)}`;
}

function unfiredLines(notFired: TriggersReport['notFired']): string[] {
  if (notFired.length === 0) return ['  none came near'];
  return notFired.map(({ rule, reason }) => `  ${makeVisibleName(rule)}: ${makeVisibleName(reason)}`);
}
