import { Buffer } from 'node:buffer';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const REGULAR_FILE = /^100(?:644|755) blob ([0-9a-f]{40})\t(.+)$/s;

/**
 * A repository's files at one commit after another, in a folder of its own whose `.git` borrows the objects of a bare
 * repository and knows of nothing after that commit.
 */
export class Checkout {
  readonly folder: string;
  readonly #bare: string;
  /** By path: the blob that stands there. */
  #files = new Map<string, string>();

  constructor(bare: string, folder: string) {
    this.#bare = bare;
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#git(['init', '--quiet', folder]);
    writeFileSync(join(folder, '.git/objects/info/alternates'), `${join(bare, 'objects')}\n`);
  }

  /** Writes what differs from the commit before. Blobs that the bare repository lacks are left out. */
  async moveTo(commit: string): Promise<void> {
    const wanted = this.#tree(commit);
    for (const path of this.#files.keys()) if (!wanted.has(path)) rmSync(join(this.folder, path), { force: true });
    const changed = [...wanted].filter(([path, blob]) => this.#files.get(path) !== blob);
    const blobs = await this.#read(changed.map(([, blob]) => blob));
    changed.forEach(([path], at) => {
      const content = blobs[at];
      if (content === undefined) return;
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), content);
    });
    this.#files = wanted;
    this.#git(['-C', this.folder, 'update-ref', 'refs/heads/base', commit]);
    this.#git(['-C', this.folder, 'symbolic-ref', 'HEAD', 'refs/heads/base']);
  }

  /** When a commit was made, in seconds since 1970. */
  time(commit: string): number {
    return Number(this.#git(['--git-dir', this.#bare, 'show', '-s', '--format=%ct', commit]));
  }

  #tree(commit: string): Map<string, string> {
    const listed = this.#git(['--git-dir', this.#bare, 'ls-tree', '-r', '-z', '--full-tree', commit]);
    const files = listed.split('\0').flatMap((entry) => {
      const [, blob, path] = REGULAR_FILE.exec(entry) ?? [];
      return blob && path ? [[path, blob] as const] : [];
    });
    return new Map(files);
  }

  async #read(blobs: readonly string[]): Promise<readonly (Buffer | undefined)[]> {
    const git = spawn('git', ['--git-dir', this.#bare, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] });
    git.stdin.end(blobs.map((blob) => `${blob}\n`).join(''));
    const output = Buffer.concat(await git.stdout.toArray());
    let at = 0;
    return blobs.map(() => {
      const head = output.toString('latin1', at, output.indexOf('\n', at));
      at += head.length + 1;
      const size = /^[0-9a-f]{40} blob (\d+)$/.exec(head)?.[1];
      if (size === undefined) return undefined;
      const content = output.subarray(at, at + Number(size));
      at += content.length + 1;
      return content;
    });
  }

  #git(args: readonly string[]): string {
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  }
}
