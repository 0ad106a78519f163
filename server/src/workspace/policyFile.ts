import { createHash } from 'node:crypto';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { LOCKED_POLICY, OPEN_POLICY, tighten, underFolder, type Policy } from '../engine/policy/policy.ts';
import type { WorkspaceRoot } from './indexFiles.ts';
import { parsePolicy } from './policySchema.ts';
import { readTextFile } from './textFile.ts';

export const POLICY_PATH = '.winnow/policy.json';
const MOST_POLICY_BYTES = 256_000;
/** A file that was changed is heard of this long after at the latest; between, nobody asks the disk. */
const MOST_STALE_MS = 100;

/** The policy in force, and where it comes from. */
export interface AppliedPolicy {
  readonly policy: Policy;
  /** SHA-256, hexadecimal, of the policy: what depends on it is cached under it. */
  readonly digest: string;
  /** What is wrong, what follows from it and the mend; empty when all is well. */
  readonly problems: readonly string[];
}

export interface PolicyFilesOptions {
  readonly roots: readonly WorkspaceRoot[];
  /** Files of the organisation; empty names count as absent. Each must be there and sound; later ones only tighten. */
  readonly organisation: readonly (string | undefined)[];
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * The organisation's policy, tightened by each folder's `.winnow/policy.json`. A file that cannot be read lets nothing
 * above `public` out until it is mended: what it meant to hold back is not known. Folders' files are read in workspaces
 * that are not trusted too, for they can only hold back more.
 */
export class PolicyFiles {
  readonly #options: PolicyFilesOptions;
  readonly #organisation: readonly string[];
  readonly #paths: readonly string[];
  #applied: AppliedPolicy | undefined;
  #stamp = '';
  #lookedAtMs = -Infinity;

  constructor(options: PolicyFilesOptions) {
    this.#options = options;
    this.#organisation = [
      ...new Set(options.organisation.filter((path) => path !== undefined && path !== '')),
    ] as string[];
    this.#paths = [...this.#organisation, ...options.roots.map(({ folder }) => join(folder, POLICY_PATH))];
  }

  current(): AppliedPolicy {
    const nowMs = this.#options.now();
    if (this.#applied && nowMs - this.#lookedAtMs < MOST_STALE_MS) return this.#applied;
    this.#lookedAtMs = nowMs;
    const stamp = this.#paths.map(stampOf).join('\n');
    if (!this.#applied || stamp !== this.#stamp) {
      // The stamp is the older one: a file that changes in between is read again next time.
      this.#applied = this.#read();
      this.#stamp = stamp;
    }
    return this.#applied;
  }

  #read(): AppliedPolicy {
    const { roots } = this.#options;
    const problems: string[] = [];
    const take = (path: string, found: FoundPolicy): Policy => {
      if ('policy' in found) return found.policy;
      problems.push(...found.problems.map((problem) => problemText(path, problem)));
      return LOCKED_POLICY;
    };
    const several = roots.length > 1;
    const [first = OPEN_POLICY, ...others] = this.#organisation
      .map((path) => take(path, readOrganisation(path)))
      .map((policy) => (several ? underEach(policy, roots) : policy));
    let policy = others.reduce(tighten, first);
    for (const { name, folder } of roots) {
      const path = join(folder, POLICY_PATH);
      const own = take(path, readWorkspace(path, folder));
      policy = tighten(policy, several ? underFolder(own, name) : own);
    }
    return { policy, digest: createHash('sha256').update(JSON.stringify(policy)).digest('hex'), problems };
  }
}

type FoundPolicy = ReturnType<typeof parsePolicy>;

/** The organisation's globs hold in each folder of a workspace. */
function underEach(policy: Policy, roots: readonly WorkspaceRoot[]): Policy {
  const each = roots.map(({ name }) => underFolder(policy, name));
  return {
    ...policy,
    levels: each.flatMap(({ levels }) => levels),
    neverInclude: each.flatMap(({ neverInclude }) => neverInclude),
  };
}

/** An administrator may place it behind a link; that it is absent is a fault. */
function readOrganisation(path: string): FoundPolicy {
  if (!isAbsolute(path)) return broken('is not an absolute path');
  try {
    return parsed(readTextFile(realpathSync(path), MOST_POLICY_BYTES));
  } catch {
    return broken('cannot be read');
  }
}

function readWorkspace(path: string, folder: string): FoundPolicy {
  if (!isThere(path)) return { policy: OPEN_POLICY };
  return parsed(readTextFile(path, MOST_POLICY_BYTES, folder));
}

function parsed(read: ReturnType<typeof readTextFile>): FoundPolicy {
  return 'text' in read ? parsePolicy(read.text) : broken(`cannot be read (${read.skip})`);
}

function broken(message: string): FoundPolicy {
  return { problems: [{ place: '', message }] };
}

function problemText(path: string, { place, message }: { readonly place: string; readonly message: string }): string {
  const where = place === '' ? path : `${path}: ${place}`;
  return `policy ${where} ${message}: nothing above “public” leaves until it is mended`;
}

/** Of the file that a name leads to; a name that cannot be looked at has a stamp too, unlike one that is not there. */
function stampOf(path: string): string {
  try {
    const file = statSync(path, { throwIfNoEntry: false });
    return file ? `${file.ino}:${file.size}:${file.mtimeMs}:${file.ctimeMs}` : String(isThere(path));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}

/** False only when there is surely no such file: what cannot be looked at counts as there. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOTDIR';
  }
}
