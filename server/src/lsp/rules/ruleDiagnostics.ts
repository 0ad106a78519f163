import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from 'vscode-languageserver/node';
import type { RuleProblem, RuleProblemCode } from '../../engine/triggers/rule.ts';
import { withoutSecrets } from '../../engine/withoutSecrets.ts';
import { toRange } from '../convert.ts';
import type { RulesView } from './rulesView.ts';

/** Shown faded: nothing would change without it. */
const UNNECESSARY: ReadonlySet<RuleProblemCode> = new Set(['dead', 'shadowed', 'duplicate', 'duplicate-rule']);

/** `kept`: the file that was saved is broken, so that other rules than these apply. */
export function ruleDiagnostics(view: RulesView, { kept }: { readonly kept: boolean }): readonly Diagnostic[] {
  return [...(kept ? [keptDiagnostic(view)] : []), ...view.problems.map((problem) => toRuleDiagnostic(view, problem))];
}

export function toRuleDiagnostic(view: RulesView, problem: RuleProblem): Diagnostic {
  const { code, severity, related } = problem;
  const location = related && { uri: view.uri, range: toRange(view.lines, related) };
  return {
    range: toRange(view.lines, problem),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'winnow',
    code,
    message: withoutSecrets(problem.message),
    ...(UNNECESSARY.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(location
      ? {
          relatedInformation: [
            { location, message: `“${withoutSecrets(view.textOf(related)).slice(0, 100)}” is here` },
          ],
        }
      : {}),
  };
}

function keptDiagnostic({ lines, source }: RulesView): Diagnostic {
  const end = source.slice(0, lines.lineStart(1)).trimEnd().length;
  return {
    range: toRange(lines, { start: 0, end }),
    severity: DiagnosticSeverity.Warning,
    source: 'winnow',
    code: 'kept',
    message:
      'The saved file cannot be read: the rules that could be read last still apply. Mend the errors and save it.',
  };
}
