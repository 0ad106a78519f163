import { keyedHash } from '../base/keyedHash.ts';
import { deriveKey, seal, unseal } from '../base/seal.ts';

/** Part of the format: another one makes jobs of before unreadable. */
const PURPOSE = 'winnow batch queue 1';
const NAME_DIGITS = 16;

/** What a job or its result is in Redis. */
export interface SealedText {
  /** Base64 of what `base/seal` makes. */
  readonly sealed: string;
}

/** Seals what goes through the queue, so that who reads Redis learns neither questions nor packs. */
export class JobSeal {
  readonly #key: Uint8Array;

  /** `teamKey`: 32 bytes, as `cache/teamKey` makes them. */
  constructor(teamKey: Uint8Array) {
    this.#key = deriveKey(teamKey, PURPOSE);
  }

  /** One queue a key: workers never see jobs that they cannot open. */
  get queueName(): string {
    return `batch-${this.#digest('queue').slice(0, NAME_DIGITS)}`;
  }

  /** The same for the same task of the same batch, so that a task that is submitted again meets its job. */
  jobId(batch: string, task: string): string {
    return this.#digest(JSON.stringify([batch, task]));
  }

  /** `purpose` and `jobId` are bound to it: a result does not pass for another job's, nor for a task. */
  close(purpose: 'task' | 'result', jobId: string, text: string): SealedText {
    const sealed = seal(this.#key, bound(purpose, jobId), Buffer.from(text, 'utf8'));
    return { sealed: Buffer.from(sealed).toString('base64') };
  }

  /** Undefined for what is not ours, was changed, or belongs elsewhere. */
  open(purpose: 'task' | 'result', jobId: string, value: unknown): string | undefined {
    const sealed = (value as Partial<SealedText> | null | undefined)?.sealed;
    if (typeof sealed !== 'string') return undefined;
    try {
      return unseal(this.#key, bound(purpose, jobId), Buffer.from(sealed, 'base64'))?.toString('utf8');
    } catch {
      return undefined;
    }
  }

  #digest(text: string): string {
    return keyedHash(this.#key, text);
  }
}

function bound(purpose: string, jobId: string): Uint8Array {
  return Buffer.from(`${purpose} ${jobId}`, 'utf8');
}
