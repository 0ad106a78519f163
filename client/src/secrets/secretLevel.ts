import { SECRET_CODE_PREFIX, type Level } from '../../../shared/src/protocol.ts';

/** By `vscode.DiagnosticSeverity`, from error to hint. */
const LEVEL_OF_SEVERITY: readonly Level[] = ['classified', 'sensitive', 'internal', 'public'];

interface Reported {
  readonly source: string | undefined;
  readonly code: string | number | undefined;
  readonly severity: number;
}

/** The level of the secret that a problem is about; undefined for every other problem. */
export function levelOf({ source, code, severity }: Reported): Level | undefined {
  const isSecret = source === 'winnow' && typeof code === 'string' && code.startsWith(SECRET_CODE_PREFIX);
  return isSecret ? LEVEL_OF_SEVERITY[severity] : undefined;
}
