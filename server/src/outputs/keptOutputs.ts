import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { keyedDigest } from '../base/dataFolder.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { deriveKey, seal, unseal } from '../base/seal.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
import { headBytes, readHead, type OutputHead } from './outputHead.ts';

/** The oldest go first. */
interface Bounds {
  /** On disk, compressed. */
  readonly bytes: number;
  readonly outputs: number;
  readonly ageMs: number;
}

const BOUNDS: Bounds = { bytes: 64_000_000, outputs: 500, ageMs: 7 * 24 * 60 * 60 * 1000 };
/** Text that one output may unfold to: more than what is kept of one can take. */
const MOST_TEXT_BYTES = 64_000_000;
const ID_DIGITS = 8;
const ID = /^[0-9a-f]{8}$/;

interface KeptOutputsOptions {
  /** The user's data folder. */
  readonly dataFolder: string;
  /** Kept on this machine: what it seals opens in the next process too. */
  readonly key: Uint8Array;
  /** Milliseconds since 1970. */
  readonly wallClockMs: () => number;
  readonly log: Logger;
  readonly bounds?: Bounds;
}

/** What is kept of an output, without its text. */
export interface KeptOutput extends OutputHead {
  readonly id: string;
}

/**
 * The originals of compressed outputs, without their secrets: a sealed file each (AES-256-GCM) in the user's data folder,
 * readable by this user alone, named by a keyed digest of the text, so that the same output is kept once. The newest 500
 * of the last seven days within 64 MB stay. A store that fails costs the way back, never the compressed output.
 */
export class KeptOutputs {
  readonly #folder: string;
  readonly #key: Uint8Array;
  readonly #digest: (text: string) => string;
  readonly #nowMs: () => number;
  readonly #log: Logger;
  readonly #bounds: Bounds;

  constructor({ dataFolder, key, wallClockMs, log, bounds = BOUNDS }: KeptOutputsOptions) {
    this.#folder = join(dataFolder, 'outputs');
    this.#key = deriveKey(key, 'winnow kept output');
    this.#digest = keyedDigest(key);
    this.#nowMs = wallClockMs;
    this.#log = log;
    this.#bounds = bounds;
  }

  /** The name under which a text is kept. */
  idOf(text: RedactedText): string {
    return this.#digest(`output\0${text}`).slice(0, ID_DIGITS);
  }

  /** Keeps a text. @returns whether it is kept */
  keep(text: RedactedText, about: Omit<OutputHead, 'createdMs'>): boolean {
    const id = this.idOf(text);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const plain = Buffer.concat([headBytes({ ...about, createdMs: this.#nowMs() }), deflateRawSync(text)]);
      this.#write(id, seal(this.#key, Buffer.from(id), plain));
      this.#forgetOld();
      return true;
    } catch (error) {
      this.#log.warn(`the original is not kept: ${this.#folder} cannot be written (${messageOf(error)})`);
      return false;
    }
  }

  /** A kept output; undefined where there is none of that name, or it does not open. */
  get(id: string): { readonly head: KeptOutput; readonly text: string } | undefined {
    const opened = this.#open(id);
    if (!opened) return undefined;
    try {
      const text = inflateRawSync(opened.rest, { maxOutputLength: MOST_TEXT_BYTES }).toString();
      return { head: { id, ...opened.head }, text };
    } catch {
      return undefined;
    }
  }

  /** All that is kept, the newest first. */
  list(): readonly KeptOutput[] {
    const heads = this.#names().flatMap((id) => {
      const opened = this.#open(id);
      return opened ? [{ id, ...opened.head }] : [];
    });
    return heads.sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? -1 : 1));
  }

  #write(id: string, sealed: Uint8Array): void {
    const path = join(this.#folder, id);
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      writeFileSync(temporary, sealed, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  }

  #open(id: string): { readonly head: OutputHead; readonly rest: Uint8Array } | undefined {
    if (!ID.test(id)) return undefined;
    const path = join(this.#folder, id);
    try {
      const { size, mtimeMs } = statSync(path);
      if (size > this.#bounds.bytes || this.#nowMs() - mtimeMs > this.#bounds.ageMs) return undefined;
      const plain = unseal(this.#key, Buffer.from(id), readFileSync(path));
      return plain && readHead(plain);
    } catch {
      return undefined;
    }
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder).filter((name) => ID.test(name));
    } catch {
      return [];
    }
  }

  #forgetOld(): void {
    const files = this.#names().flatMap((name) => {
      const stat = statSync(join(this.#folder, name), { throwIfNoEntry: false });
      return stat ? [{ name, size: stat.size, mtimeMs: stat.mtimeMs }] : [];
    });
    files.sort((a, b) => b.mtimeMs - a.mtimeMs || (a.name < b.name ? -1 : 1));
    const bounds = this.#bounds;
    let bytes = 0;
    files.forEach(({ name, size, mtimeMs }, at) => {
      bytes += size;
      if (at < bounds.outputs && bytes <= bounds.bytes && this.#nowMs() - mtimeMs <= bounds.ageMs) return;
      rmSync(join(this.#folder, name), { force: true });
    });
  }
}
