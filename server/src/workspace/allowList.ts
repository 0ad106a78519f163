import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { WorkspaceRoot } from './indexFiles.ts';
import { CONFIG_PATH } from './rulesFile.ts';
import { readTextFile } from './textFile.ts';

const FINGERPRINT_DIGITS = 16;
const FINGERPRINT = /^[0-9a-f]{16}$/;
const MOST_CONFIG_BYTES = 1_000_000;
const MOST_ALLOWED = 10_000;

/**
 * What `secrets.allow` of `.winnow/config.json` holds for a value: the first 16 hexadecimal digits of the SHA-256 of
 * rule, NUL and value. It has no key, so that a whole team can share it; a value that is allowed is by definition no
 * secret, and whoever can guess a value can learn from the digest that the guess is right.
 */
export function allowFingerprint(rule: string, value: string): string {
  return createHash('sha256').update(`${rule}\0${value}`).digest('hex').slice(0, FINGERPRINT_DIGITS);
}

/** The values that a workspace declares harmless. What it says may change while analyses hold on to `allows`. */
export class AllowList {
  #fingerprints: ReadonlySet<string>;
  #digest: string;

  constructor(fingerprints: readonly string[] = []) {
    this.#fingerprints = new Set(fingerprints);
    this.#digest = this.fingerprints.join('\0');
  }

  /** Tells one state of the list from every other. */
  get digest(): string {
    return this.#digest;
  }

  /** For `Analyzer`. */
  readonly allows = (value: string, rule: string): boolean =>
    this.#fingerprints.size > 0 && this.#fingerprints.has(allowFingerprint(rule, value));

  /** Sorted. */
  get fingerprints(): readonly string[] {
    return [...this.#fingerprints].sort();
  }

  /** False when they are those that apply already. */
  replace(fingerprints: readonly string[]): boolean {
    const next = new Set(fingerprints);
    if (next.size === this.#fingerprints.size && [...next].every((one) => this.#fingerprints.has(one))) return false;
    this.#fingerprints = next;
    this.#digest = this.fingerprints.join('\0');
    return true;
  }
}

/**
 * The fingerprints that the configuration files of the workspace's folders allow, each once and sorted; none in a
 * workspace that is not trusted. `openText` gives the text of a file that is open in an editor, which counts before
 * what is on disk. A file that cannot be read allows nothing.
 */
export function readAllowed(
  roots: readonly WorkspaceRoot[],
  trusted: boolean,
  openText: (path: string) => string | undefined = () => undefined,
): readonly string[] {
  if (!trusted) return [];
  const allowed = roots.flatMap(({ folder }) => {
    const path = join(folder, CONFIG_PATH);
    const text = openText(path) ?? textOf(path, folder);
    return text === undefined ? [] : parseAllowed(text);
  });
  return [...new Set(allowed)].sort().slice(0, MOST_ALLOWED);
}

/** What is no fingerprint allows nothing. */
export function parseAllowed(source: string): readonly string[] {
  const allow = parseSecrets(source)?.allow;
  return Array.isArray(allow) ? allow.filter(isFingerprint) : [];
}

/**
 * True when the settings or the configuration file of any folder ask for the data of people to be redacted; files of a
 * workspace that is not trusted are not read.
 */
export function redactsPersonalData({
  roots,
  trusted,
  personalData = false,
}: {
  readonly roots: readonly WorkspaceRoot[];
  readonly trusted: boolean;
  readonly personalData?: boolean;
}): boolean {
  if (personalData || !trusted) return personalData;
  return roots.some(({ folder }) => {
    const text = textOf(join(folder, CONFIG_PATH), folder);
    return text !== undefined && parseSecrets(text)?.personalData === true;
  });
}

interface SecretsConfig {
  readonly allow?: unknown;
  readonly personalData?: unknown;
}

function parseSecrets(source: string): SecretsConfig | undefined {
  try {
    const config = JSON.parse(source.replace(/^\uFEFF/, '')) as { readonly secrets?: SecretsConfig | null } | null;
    return config?.secrets ?? undefined;
  } catch {
    return undefined;
  }
}

function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && FINGERPRINT.test(value);
}

function textOf(path: string, root: string): string | undefined {
  const read = readTextFile(path, MOST_CONFIG_BYTES, root);
  return 'text' in read ? read.text : undefined;
}
