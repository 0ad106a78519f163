import type { CheckOptions } from '../engine/triggers/checkContext.ts';
import { checkRules } from '../engine/triggers/checkRules.ts';
import { countSamples } from '../engine/triggers/checkSamples.ts';
import { compileRules } from '../engine/triggers/compileRules.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
import { parseRules } from '../engine/triggers/parseRules.ts';
import type { TriggerRules } from '../engine/triggers/rule.ts';
import { ContentPatterns, contentPatternsOf } from '../pipeline/contentPatterns.ts';
import type { ExitCode } from './command.ts';
import { placedProblems, problemLine } from './ruleProblems.ts';
import type { Terminal } from './terminal.ts';
import { plural } from './words.ts';

interface CheckInput {
  readonly source: string;
  /** How the rules file is named to the user. */
  readonly file: string;
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Prints every problem of a rules file and a count; 1 when a rule cannot be read or an example fails. */
export async function checkTriggers({ source, file, json, terminal, signal }: CheckInput): Promise<ExitCode> {
  const parsed = parseRules(source);
  const { rules } = parsed;
  const checked = checkRules(parsed, await contentOptions(rules, signal));
  const problems = placedProblems(
    source,
    [...parsed.problems, ...checked].sort((a, b) => a.start - b.start),
  );
  const counts = {
    rules: rules.immediate.length + rules.compound.length + rules.context.length + rules.negative.length,
    keywords: compileRules(rules).keywords.length,
    examples: countSamples(rules),
  };
  if (json) await terminal.print(JSON.stringify({ ...counts, problems }));
  else {
    const lines = problems.map((problem) => {
      const color = problem.severity === 'error' ? 'red' : 'yellow';
      return terminal.paint(color, `${problemLine(file, problem)} [${problem.code}]`);
    });
    await terminal.print([...lines, summary(counts, problems.length)].join('\n'));
  }
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function summary({ rules, keywords, examples }: Readonly<Record<string, number>>, problems: number): string {
  const counted = [plural(rules ?? 0, 'rule'), plural(keywords ?? 0, 'keyword')];
  return [...counted, `${plural(examples ?? 0, 'example')} checked`, plural(problems, 'problem')].join(', ');
}

/** Runs the content patterns on their own samples; where there are none, no thread is started. */
async function contentOptions(rules: TriggerRules, signal: AbortSignal): Promise<CheckOptions> {
  const patterns = new ContentPatterns(contentPatternsOf(rules));
  try {
    const withPattern = rules.context.filter(({ contentPattern }) => contentPattern !== undefined);
    const samples = withPattern.flatMap(({ examples = [], nearMisses = [] }) => [...examples, ...nearMisses]);
    const outcomes = new Map<string, ContentMatches>();
    for (const sample of new Set(samples)) outcomes.set(sample, await patterns.matching(sample, { signal }));
    return { patternFaults: await patterns.faults({ signal }), contentOf: (sample) => outcomes.get(sample) };
  } finally {
    await patterns.close();
  }
}
