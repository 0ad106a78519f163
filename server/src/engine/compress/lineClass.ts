/** What a line is to its reader. */
export type LineClass =
  | 'blank'
  | 'error'
  | 'warning'
  | 'summary'
  | 'passed'
  | 'progress'
  | 'frame'
  | 'routine'
  | 'heading'
  | 'diff'
  | 'plain';

const PASSED =
  /^\s*(?:[✓✔√]\s|(?:ok|PASS(?:ED)?):?(?:\s|$)|-+ PASS|=+ (?:RUN|PAUSE|CONT|NAME)\b|\[\s*(?:OK|RUN|PASSED)\s*\])|\s\.+ ok$|\sPASSED(?:\s|$)|^\S+ [.s]+\s+\[\s*N%\]$|^[.s]+\s+\[\s*N%\]$|\s[✓✔√]\s*$/u;
const FAILING = /\b(?:N|[1-9]) (?:failed|failures?|errors?|failing)\b|\bFAIL/;
const FRAME =
  /^\s+at\s+\S|^\s*File "P", line N|^\s+from P|^\s*❯ .*P\S*$|^\s+N:\s+\S|^\t\S+P|^\s*\.+ N more$|^P:? in \w/;
const PROGRESS = /\bN%.*[━█▓▒░#=╸]|[━█▓▒░#=╸].*\bN%|^\s*[⠀-⣿]\s|^\s*N%|\bN%\s*(?:\(N|of|\||$)|\bETA\b.*N/u;

/** Ways of saying that nothing went wrong. */
const NOTHING_WRONG =
  /\b(?:0|no|zero|without|any) (?:\w+ )?(?:errors?|warnings?|failures?|failed|failing|problems?|vulnerabilities|issues|conflicts?)\b|\b(?:errors?|failures?|warnings?|failed|failing)\b["']?\s*[:=]\s*(?:0\b|null|\[|\{|false|"")|-W(?:no-)?error\b|fail-?fast|on-?error|error-?handl\w+/gi;
const ERROR =
  /(?<![\w-])(?:errors?|fatal|fail(?:s|ed|ures?|ing)?|panic(?:ked)?|exceptions?|traceback|critical|severe|emerg|denied|refused|aborted|killed|unresolved|undefined reference|segmentation fault|core dumped|timed out|no such|not found|cannot|could not|unable to|unhandled|uncaught|not ok|ERR)(?![\w-])|[A-Za-z](?:Error|Exception|BackOff|Killed)\b|^E\s|^F\s|[✗✘✕✖❌×]\s|^\s{1,4}[x⨯] \S/iu;
const WARNING =
  /(?<![\w-])(?:warn(?:ings?)?|deprecated|caution)(?![\w-])|\bvulnerabilit|[a-z]Warning\b|⚠|^\s{1,4}! \S/iu;
const SUMMARY =
  /^\s*=+ .* =+\s*$|\b(?:N|0) (?:tests?|suites?|specs?|passed|passing|skipped|ignored|pending|total|problems?|packages?|files?|insertions?|deletions?|examples?|assertions?|targets?|tasks?|modules?|crates?|objects?|hunks?)\b|\b(?:succe(?:ss|ssful|ssfully|eded)|finished|completed?|built|elapsed|duration|summary|total|results?|exit(?:ed)?(?: code| status)?)\b.*\bN|\bBUILD\b|^(?:real|user|sys)\s|\b(?:done|built|compiled|ready) in N|^(?:Plan|Apply|Tests?|Test Suites|Test Files|Snapshots|Time|Ran|Found|Success\w*|OK|Done|Your branch|On branch|nothing to commit)\b/i;
const ROUTINE =
  /^\s*(?:\[[^\]]*\]\s*|#N\s+(?:N\s+)?|[>•*-]\s+|remote:\s*|\(N\)\s*|N\S*\s+)*(?:[A-Z][a-z]+(?:ing|ed)\b|Get:N|Hit:N|Ign:N|Inst |Conf |Task :|Requirement already|npm (?:http|verb|sill|timing|info)\b|(?:\w+-)*(?:gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|ar|ld|as|javac|rustc|ranlib|libtool|install|mkdir|cp|mv|ln|rm) .*P|Running `|create mode|delete mode|Pull complete|Already exists|Fetch\b|Selecting |Reading |Setting up )/;

const CLASSES: readonly (readonly [LineClass, (shape: string) => boolean])[] = [
  ['blank', (shape) => shape.trim() === ''],
  ['frame', (shape) => FRAME.test(shape)],
  ['passed', (shape) => PASSED.test(shape) && !FAILING.test(shape)],
  ['error', (shape) => ERROR.test(shape.replace(NOTHING_WRONG, ''))],
  ['warning', (shape) => WARNING.test(shape.replace(NOTHING_WRONG, ''))],
  ['progress', (shape) => PROGRESS.test(shape)],
  ['summary', (shape) => SUMMARY.test(shape)],
  ['routine', (shape) => ROUTINE.test(shape)],
];

/** Judged by its shape (`shapeOf`), so that a word in a path or a hash tells nothing, and each shape is judged once. */
export function classOf(shape: string): LineClass {
  return CLASSES.find(([, holds]) => holds(shape))?.[0] ?? 'plain';
}
