import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { gitArguments, gitEnvironment } from './git.ts';

const LF = 10;

interface GitObject {
  readonly sizeBytes: number;
  /** Only with contents. */
  readonly bytes: Buffer;
}

/** Reads git's objects one after the other through one `git cat-file --batch` (git-cat-file(1), "BATCH OUTPUT"). */
export class GitObjects {
  readonly #git: ChildProcessWithoutNullStreams;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #contents: boolean;
  #buffer: Buffer = Buffer.alloc(0);

  /** Without `contents` only sizes are asked for, which reads nothing. */
  constructor(folder: string, { contents }: { readonly contents: boolean }) {
    this.#contents = contents;
    const args = gitArguments(folder, ['cat-file', contents ? '--batch' : '--batch-check']);
    this.#git = spawn('git', args, { env: gitEnvironment(), windowsHide: true });
    this.#git.on('error', () => this.#git.stdout.destroy());
    this.#git.stdin.on('error', () => undefined);
    this.#chunks = this.#git.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Undefined for an object that is not there. */
  async read(name: string): Promise<GitObject | undefined> {
    this.#git.stdin.write(`${name}\n`);
    const header = await this.#line();
    const sizeBytes = Number(/^\S+ blob (\d+)$/.exec(header)?.[1] ?? Number.NaN);
    if (Number.isNaN(sizeBytes)) return undefined;
    if (!this.#contents) return { sizeBytes, bytes: Buffer.alloc(0) };
    const bytes = await this.#take(sizeBytes);
    await this.#take(1);
    return { sizeBytes, bytes };
  }

  close(): void {
    this.#git.stdin.end();
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(LF);
      if (end >= 0) return (await this.#take(end + 1)).toString('latin1').trimEnd();
      await this.#more();
    }
  }

  async #take(length: number): Promise<Buffer> {
    const parts = [this.#buffer];
    for (let held = this.#buffer.length; held < length;) {
      const chunk = await this.#next();
      parts.push(chunk);
      held += chunk.length;
    }
    const whole = parts.length === 1 ? this.#buffer : Buffer.concat(parts);
    this.#buffer = whole.subarray(length);
    return whole.subarray(0, length);
  }

  async #more(): Promise<void> {
    this.#buffer = Buffer.concat([this.#buffer, await this.#next()]);
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new Error('git cat-file ended early');
    return value;
  }
}
