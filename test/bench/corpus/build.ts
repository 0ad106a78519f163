import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { CORPUS_COMPLETE, CORPUS_DIR, STATE_DIR } from '../paths.ts';
import { digestOf, readCorpus, totalBytes } from './files.ts';
import { recipe, type PinnedPackage } from './recipe.ts';

const DOWNLOADS_DIR = join(STATE_DIR, 'packages');

/**
 * Builds the corpus of `corpus.json` from npm packages of pinned versions: readable sources only, each content once,
 * laid out as one workspace (a git repository, so that no ignore file above it applies).
 */
export async function buildCorpus(log: (line: string) => void): Promise<void> {
  rmSync(CORPUS_COMPLETE, { force: true });
  rmSync(CORPUS_DIR, { recursive: true, force: true });
  mkdirSync(CORPUS_DIR, { recursive: true });
  const seen = new Set<string>();
  for (const pinned of recipe.packages) {
    const count = copyPackage(pinned, unpack(pinned, log), seen);
    log(`corpus: ${pinned.name}@${pinned.version}: ${count} files`);
  }
  verify(log);
  commit(log);
  writeFileSync(CORPUS_COMPLETE, '');
}

/** Downloads a package once and returns its unpacked folder. */
function unpack({ name, version }: PinnedPackage, log: (line: string) => void): string {
  const folder = join(DOWNLOADS_DIR, `${name.replaceAll('/', '-')}-${version}`);
  if (existsSync(join(folder, 'package.json'))) return folder;
  log(`corpus: downloading ${name}@${version}`);
  // Under another name until it is whole, so that an interrupted download is not taken for a package.
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--json', '--silent'], {
      cwd: DOWNLOADS_DIR,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as [{ filename: string }];
  execFileSync('tar', ['-xzf', join(DOWNLOADS_DIR, filename), '-C', partial, '--strip-components=1']);
  renameSync(partial, folder);
  return folder;
}

function copyPackage(pinned: PinnedPackage, folder: string, seen: Set<string>): number {
  const root = join(folder, pinned.root ?? '.');
  let count = 0;
  for (const included of pinned.include.toSorted()) {
    for (const path of filesUnder(join(root, included))) {
      const content = readFileSync(path);
      const digest = createHash('sha256').update(content).digest('hex');
      if (seen.has(digest) || !isReadable(path, content)) continue;
      seen.add(digest);
      const target = join(CORPUS_DIR, pinned.name, relative(root, path));
      mkdirSync(dirname(target), { recursive: true });
      cpSync(path, target);
      count++;
    }
  }
  return count;
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) throw new Error(`corpus.json names ${path}, which the package does not hold`);
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(path, file)
          .split(sep)
          .some((part) => part.startsWith('.') || part === 'node_modules'),
    )
    .toSorted();
}

/** Text that a person wrote: known extension, sound UTF-8, no NUL, lines of ordinary length. */
function isReadable(path: string, content: Buffer): boolean {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  if (!recipe.extensions.includes(extension) || /\.min\./.test(path)) return false;
  if (content.length < recipe.minBytes || content.length > recipe.maxBytes || content.includes(0)) return false;
  const text = content.toString('utf8');
  if (text.includes('\uFFFD')) return false;
  const lines = text.split('\n');
  return text.length / lines.length <= recipe.meanLine && lines.every((line) => line.length <= recipe.longestLine);
}

function verify(log: (line: string) => void): void {
  const files = readCorpus();
  const { files: count, bytes, sha256 } = recipe.expected;
  if (files.length === count && totalBytes(files) === bytes && digestOf(files) === sha256) return;
  log(`corpus: WARNING: ${files.length} files, ${totalBytes(files)} bytes, sha256 ${digestOf(files)}`);
  log(`corpus: WARNING: expected ${count} files, ${bytes} bytes, sha256 ${sha256}: figures are not comparable`);
}

/** One commit with a fixed author and date, so that signals from git are the same everywhere. */
function commit(log: (line: string) => void): void {
  const date = '2025-01-01T00:00:00Z';
  const identity = { NAME: 'Winnow bench', EMAIL: 'bench@winnow.invalid', DATE: date };
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } as NodeJS.ProcessEnv;
  for (const [key, value] of Object.entries(identity)) {
    env[`GIT_AUTHOR_${key}`] = value;
    env[`GIT_COMMITTER_${key}`] = value;
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'core.autocrlf=false', '-c', 'gc.auto=0', ...args], {
      cwd: CORPUS_DIR,
      env,
      stdio: 'ignore',
    });
  git('init', '--initial-branch=main');
  git('add', '--all', '--force');
  git('commit', '--message', 'Corpus');
  log('corpus: committed');
}
