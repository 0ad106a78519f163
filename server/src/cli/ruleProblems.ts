import { makeVisibleName } from '../engine/pack/visible.ts';
import { withoutSecrets } from '../engine/withoutSecrets.ts';
import { LineIndex } from '../engine/text/lineIndex.ts';
import type { RuleProblem } from '../engine/triggers/rule.ts';
import { placeOf } from './foundSecrets.ts';

export interface PlacedProblem extends Pick<RuleProblem, 'code' | 'message' | 'severity'> {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What is wrong in a rules file, at 1-based lines and columns. */
export function placedProblems(source: string, problems: readonly RuleProblem[]): readonly PlacedProblem[] {
  const lines = new LineIndex(source);
  return problems.map((problem) => {
    const { startLine, startColumn, endLine, endColumn } = placeOf(lines, problem);
    const { code, severity } = problem;
    // Keys and keywords are quoted.
    const message = withoutSecrets(problem.message);
    return { code, severity, message, line: startLine, column: startColumn, endLine, endColumn };
  });
}

/** `error: .winnow/triggers.yaml:3:5: what is wrong`. */
export function problemLine(file: string, { severity, message, line, column }: PlacedProblem): string {
  return `${severity}: ${file}:${line}:${column}: ${makeVisibleName(message)}`;
}
