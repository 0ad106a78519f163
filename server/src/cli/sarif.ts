import type { Level } from '../../../shared/src/protocol.ts';
import { ALL_RULES } from '../engine/secrets/rules/index.ts';
import { VERSION } from '../version.ts';
import type { FoundSecret } from './foundSecrets.ts';

const SARIF_LEVEL: Readonly<Record<Level, 'note' | 'warning' | 'error'>> = {
  public: 'note',
  internal: 'note',
  sensitive: 'warning',
  classified: 'error',
};

/** From 0.1 to 10.0: what GitHub's code scanning sorts by (“SARIF support for code scanning”). */
const SECURITY_SEVERITY: Readonly<Record<Level, string>> = {
  public: '1.0',
  internal: '4.0',
  sensitive: '7.0',
  classified: '9.0',
};

/** Findings as SARIF 2.1.0 (OASIS); only the rules that found something are described. */
export function toSarif(findings: readonly FoundSecret[]): unknown {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'winnow', version: VERSION, rules: ids.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => describeFinding(finding, ids.indexOf(finding.rule))),
      },
    ],
  };
}

function describeRule(id: string): unknown {
  const rule = ALL_RULES.find((one) => one.id === id);
  return {
    id,
    shortDescription: { text: rule?.description ?? id },
    ...(rule ? { properties: { tags: ['security'], 'security-severity': SECURITY_SEVERITY[rule.level] } } : {}),
  };
}

function describeFinding(
  { rule, level, path, lineHash, startLine, startColumn, endLine, endColumn }: FoundSecret,
  ruleIndex: number,
): unknown {
  return {
    ruleId: rule,
    ruleIndex,
    level: SARIF_LEVEL[level],
    message: { text: `A secret (${rule}, ${level}).` },
    locations: [
      {
        physicalLocation: { artifactLocation: artifact(path), region: { startLine, startColumn, endLine, endColumn } },
      },
    ],
    // Tells the same finding again on any machine, also when lines move; nothing of the secret is in it.
    partialFingerprints: { 'winnowLineHash/v1': lineHash },
  };
}

/** Paths of the workspace are relative to a root that the reader knows; what came by standard input has no place. */
function artifact(path: string): unknown {
  if (path === '-') return { uri: 'stdin' };
  const uri = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  return { uri, uriBaseId: '%SRCROOT%' };
}
