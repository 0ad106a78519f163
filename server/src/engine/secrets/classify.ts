import type { Finding } from './finding.ts';
import { LEVELS, type Level } from './rule.ts';

export interface ClassifyInput {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly findings: readonly Finding[];
  /** Raw or redacted: only markers in the first lines are read. */
  readonly text: string;
}

/** Negative when `a` may travel further than `b`, positive when less far, 0 when they are equal. */
export function compareLevels(a: Level, b: Level): number {
  return LEVELS.indexOf(a) - LEVELS.indexOf(b);
}

/** The one that may travel further. */
export function lowerLevel(a: Level, b: Level): Level {
  return compareLevels(a, b) < 0 ? a : b;
}

/** The one that may travel less far. */
export function higherLevel(a: Level, b: Level): Level {
  return compareLevels(a, b) > 0 ? a : b;
}

/**
 * How far a document's *redacted* text may travel. Source code is `internal`. A secret found in it makes it `sensitive`
 * at most, whatever the secret's own level, because the text that travels no longer holds it. Files that exist to hold
 * secrets are judged by their path: where one really stands in them (a private key, a filled-in .env), what surrounds
 * it tells too much as well, and they are `classified`.
 */
export function classify(input: ClassifyInput): Level {
  return higherLevel(
    classifyDocument(input, ORDINARY_LEVEL),
    classifyFindings(input.findings.map((finding) => finding.level)),
  );
}

/** What of it holds for all parts of a document alike. `base` is what an ordinary file has. */
export function classifyDocument({ path, findings, text }: ClassifyInput, base: Level): Level {
  const file = `/${path.toLowerCase()}`;
  const marked = higherLevel(base, markedLevel(text));
  if (KEY_STORE.test(file)) return 'classified';
  if (!SECRET_FILE.test(file) || TEMPLATE_FILE.test(file)) return marked;
  return higherLevel(marked, findings.length > 0 ? 'classified' : 'sensitive');
}

/** How far a text may travel in which secrets of these levels were replaced. */
export function classifyFindings(found: readonly Level[]): Level {
  return lowerLevel(found.reduce(higherLevel, 'public'), 'sensitive');
}

/** Source code's. */
export const ORDINARY_LEVEL: Level = 'internal';

/** Containers of keys, and keys in their usual places. */
const KEY_STORE = /\.(?:p12|pfx|jks|keystore|kdbx|ppk|asc\.key)$|\/id_(?:rsa|dsa|ecdsa|ed25519)$|\/\.(?:ssh|gnupg)\//;
/** Files that exist to hold secrets, but are often committed without any. */
const SECRET_FILE =
  /\/\.env(?:\.[\w.-]+)?$|\.env$|\.(?:pem|key)$|\/\.(?:npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg)$|\/(?:secrets?|credentials)\/|\/(?:secrets?|credentials)(?:\.(?:json|ya?ml|toml|ini|txt))?$|\.tfvars$|\/\.aws\/|\/\.docker\/config\.json$/;
const TEMPLATE_FILE =
  /\.(?:example|sample|template|dist|defaults?)(?:\.\w+)?$|\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|cs|c|h|cpp|swift|md)$/;

/** The first lines of a document, where a letterhead stands. */
export function headOf(text: string): string {
  return text
    .slice(0, MARKER_UNITS)
    .split(/\r\n|\n|\r/, MARKER_LINES)
    .join('\n');
}

function markedLevel(text: string): Level {
  const head = headOf(text);
  // Said by few files, and three expressions over the first lines of each cost more than reading it.
  if (!MARKER_WORDS.some((word) => head.includes(word))) return 'public';
  return MARKERS.find(({ pattern }) => pattern.test(head))?.level ?? 'public';
}

/** One of them stands in whatever a marker matches. */
const MARKER_WORDS = ['SECRET', 'CONFIDENTIAL', 'CLASSIFIED', 'INTERNAL'];
const MARKER_LINES = 12;
const MARKER_UNITS = 2_000;
/** As letterheads write them: capitals, on a line that says little else. */
const MARKERS: readonly { readonly pattern: RegExp; readonly level: Level }[] = [
  { pattern: /^\W{0,8}(?:TOP SECRET|STRICTLY CONFIDENTIAL|CLASSIFIED|SECRET)\W{0,8}$/m, level: 'classified' },
  { pattern: /^\W{0,8}(?:[\w ,.©()-]{0,40}\W)?(?:CONFIDENTIAL|PROPRIETARY AND CONFIDENTIAL)\b/m, level: 'sensitive' },
  { pattern: /\b(?:INTERNAL USE ONLY|INTERNAL ONLY|COMPANY INTERNAL)\b/, level: 'internal' },
];
