import type { Candidate, SecretRule } from '../rule.ts';
import { ALNUM, pseudoRandom } from './samples.ts';

const NEARBY_UNITS = 3_000;

/** Files whose format, not whose names, say where a secret stands. */
export const MANIFEST_RULES: readonly SecretRule[] = [
  {
    id: 'kubernetes-secret',
    description: 'Value of a Kubernetes Secret',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['kind: secret', "kind: 'secret", 'kind: "secret'],
    pattern:
      /(?<=\n)[ \t]{1,20}[\w.-]{1,80}:[ \t]{0,8}(?:[>|][+-]?[ \t]{0,4}\r?\n[ \t]{1,20})?["']?(?<secret>[A-Za-z0-9+/]{10,8000}={0,3})(?=["']?[ \t]{0,8}(?:\r?\n|$))/g,
    window: { before: NEARBY_UNITS, after: NEARBY_UNITS },
    dummies: 'filler',
    confirm: isSecretData,
    context: NEARBY_UNITS,
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
    matches: () => [
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ndata:\n  password: «${pseudoRandom(ALNUM, 14, 1)}==»\n`,
      `apiVersion: v1\ndata:\n  config: |\n    «${pseudoRandom(ALNUM, 60, 2)}»\nkind: Secret\n`,
    ],
    nearMisses: () => [
      `apiVersion: v1\nkind: ExternalSecret\ndata:\n  password: ${pseudoRandom(ALNUM, 14, 1)}==\n`,
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: applicationname\n',
      'apiVersion: v1\nkind: Secret\ndata:\n  password: {{ .Values.password }}\n',
      `apiVersion: v1\nkind: Secret\ndata:\n  a: ""\n---\nkind: ConfigMap\ndata:\n  name: ${pseudoRandom(ALNUM, 14, 3)}\n`,
    ],
  },
  {
    id: 'nuget-password',
    description: 'Password of a NuGet source or of application settings',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['cleartextpassword"', 'key="password"'],
    pattern: /<add\s{1,4}key="(?:ClearText)?Password"\s{1,4}value="(?<secret>[^"\n]{8,200})(?=")/gi,
    window: { before: 16, after: 240 },
    dummies: 'filler',
    source: 'https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file#packagesourcecredentials',
    matches: () => [`<add key="ClearTextPassword" value="«${pseudoRandom(ALNUM, 16, 4)}»" />`],
    nearMisses: () => [
      '<add key="ClearTextPassword" value="%NUGET_PASSWORD%" />',
      '<add key="Password" value="..." />',
      '<add key="ClearTextPassword" value="xxxxxxxx" />',
    ],
  },
  {
    id: 'terraform-password',
    description: 'Password in a Terraform resource',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['password'],
    // A line of its own: what `terraform fmt` aligns, or an argument that only resources have.
    pattern:
      /(?<=^|\n)[ \t]{0,40}(?:(?:administrator_login|admin|master|root|db)_(?:login_)?password[ \t]{1,40}|(?:[a-z_]{0,40}_)?password[ \t]{2,40})=[ \t]"(?<secret>[^"\s$\\]{8,80})(?="[ \t]{0,8}(?:\r?\n|$))/g,
    window: { before: 90, after: 200 },
    dummies: 'filler',
    entropy: 2.4,
    confirm: ({ secret }) => !ASKS_FOR_PASSWORD.test(secret),
    source: 'https://developer.hashicorp.com/terraform/language/style',
    matches: () => [
      `administrator_login_password = "«${pseudoRandom(ALNUM, 12, 7)}»"`,
      `  username       = "svc"\n  password       = "«${pseudoRandom(ALNUM, 10, 8)}»"\n`,
    ],
    nearMisses: () => [
      '  password       = "${var.password}"',
      '  password       = "changeme"',
      '  password       = var.password\n',
      `  password_hash  = "${pseudoRandom(ALNUM, 12, 9)}"`,
    ],
  },
  {
    id: 'netrc-password',
    description: 'Password of a .netrc entry',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['machine '],
    pattern:
      /(?:^|\n)[ \t]{0,8}machine\s{1,8}\S{1,120}\s{1,8}login\s{1,8}\S{1,120}\s{1,8}password\s{1,8}(?<secret>[^\s<>{}$]{6,200})/g,
    window: { before: 8, after: 500 },
    dummies: 'strict',
    source: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
    matches: () => [
      `machine git.internal login svc password «${pseudoRandom(ALNUM, 20, 5)}»\n`,
      `machine a.internal\n  login svc\n  password «${pseudoRandom(ALNUM, 12, 6)}»\n`,
    ],
    nearMisses: () => [
      'machine git.internal login svc password ${TOKEN}',
      'machine learning login pages password forms',
    ],
  },
];

/** Says that a password is to be put there; a weak one is one all the same. */
const ASKS_FOR_PASSWORD =
  /^(?:(?:my|your|the|some|a)?[-_]?(?:password|passwd|pass|secret)\d*|change.*|replace.*|your.*|example.*|placeholder|[[{<(%*].*|.*[\]}>)])$/i;

/** The line stands directly under `data:` or `stringData:` in a YAML document whose `kind` is Secret. */
function isSecretData({ text, matchStart }: Candidate): boolean {
  const from = Math.max(0, matchStart - NEARBY_UNITS);
  const before = text.slice(from, matchStart).split(/^---/m).at(-1) ?? '';
  const after = text.slice(matchStart, matchStart + NEARBY_UNITS).split(/^---/m, 1)[0] ?? '';
  if (!/^[ \t]*kind:[ \t]*["']?secret["']?[ \t\r]*$/im.test(before + after)) return false;
  const indent = /^[ \t]*/.exec(after)?.[0].length ?? 0;
  const parent = before
    .trimEnd()
    .split(/\r?\n/)
    .findLast((line) => /^[ \t]*[^\s#]/.test(line) && (/^[ \t]*/.exec(line)?.[0].length ?? 0) < indent);
  return /^[ \t]*(?:data|stringData):[ \t]*$/.test(parent?.trimEnd() ?? '');
}
