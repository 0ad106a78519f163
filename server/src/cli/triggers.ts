import { dataFolder, localKey } from '../base/dataFolder.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import type { FiredRule, RuleProblem, TriggerResult } from '../engine/triggers/rule.ts';
import { createAnalyzer } from '../services.ts';
import { RULES_PATH } from '../workspace/rulesFile.ts';
import type { Run } from './command.ts';
import { placeOf, type Place } from './foundSecrets.ts';
import { readFileText, readInput } from './input.ts';
import type { TRIGGERS_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import type { Paint } from './terminal.ts';

export const runTriggers: Run<typeof TRIGGERS_OPTIONS> = async (context) => {
  const { options, operands, workspace, json, terminal, log } = context;
  const { analyzer, rulesSource } = createAnalyzer(pipelineConfig(workspace, log), localKey(dataFolder()));
  const source = options.rules === undefined ? rulesSource : readFileText(options.rules);
  const { rules, problems: found } = parseRules(source);
  if (options.rules !== undefined) analyzer.useRules(rules);
  const { path, text } = await readInput(operands[0], 'triggers');
  const problems = placedProblems(source, found);
  const report = triggersReport(analyzer.triggers(text, path?.replaceAll('\\', '/')), text, problems);
  for (const { severity, message, line, column } of json ? [] : problems) {
    terminal.note(
      terminal.paintNote(
        'yellow',
        `${severity}: ${options.rules ?? RULES_PATH}:${line}:${column}: ${makeVisibleName(message)}`,
      ),
    );
  }
  await terminal.print(json ? JSON.stringify(report) : describe(report, options.explain, terminal.paint).join('\n'));
  return 0;
};

interface PlacedProblem extends Pick<RuleProblem, 'message' | 'severity'> {
  readonly line: number;
  readonly column: number;
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

/** What is wrong in a rules file, at 1-based lines and columns. */
export function placedProblems(source: string, problems: readonly RuleProblem[]): readonly PlacedProblem[] {
  const lines = new LineIndex(source);
  return problems.map((problem) => {
    const { startLine, startColumn } = placeOf(lines, problem);
    return { severity: problem.severity, message: problem.message, line: startLine, column: startColumn };
  });
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
