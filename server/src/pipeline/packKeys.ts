import { cacheKey, cacheKeyPart } from '../cache/cacheKey.ts';
import type { LearnedStore } from '../learning/learnedStore.ts';
import type { AllowList } from '../workspace/allowList.ts';
import type { Request } from './request.ts';

interface PackKeysOptions {
  readonly version: string;
  readonly allowed: AllowList;
  readonly personalData: boolean;
  readonly learning?: LearnedStore | undefined;
}

/** Says under which key a pack is kept: all that decides what is in it. */
export class PackKeys {
  readonly #options: PackKeysOptions;
  #rules: { readonly from: readonly string[]; readonly digest: string } | undefined;

  constructor(options: PackKeysOptions) {
    this.#options = options;
  }

  /** `files`: the state of the workspace; `rulesSource`: the trigger rules in force. */
  of(request: Request, { files, rulesSource }: { readonly files: string; readonly rulesSource: string }): string {
    const { policyDigest, query, budget, model, format, highestLevel, include, exclude } = request;
    const { compaction, passSavings, pins } = request;
    const learned = this.#options.learning?.current().digest || undefined;
    return cacheKey({
      version: this.#options.version,
      workspace: files,
      rules: this.#rulesDigest(policyDigest, rulesSource),
      query,
      options: {
        // In the order in which they are spelled.
        budget,
        compaction,
        exclude,
        format,
        highestLevel,
        include,
        learned,
        model: model?.family,
        passSavings,
        pins: pins.map((pin) => ({ ...pin })),
      },
    });
  }

  /** Rules are long, and questions from the cache many: digested once a change. */
  #rulesDigest(policyDigest: string, rulesSource: string): string {
    const { allowed, personalData } = this.#options;
    const from = [policyDigest, rulesSource, allowed.digest];
    if (!this.#rules || from.some((part, at) => part !== this.#rules?.from[at])) {
      this.#rules = { from, digest: cacheKeyPart([...from, ...(personalData ? ['personal data'] : [])]) };
    }
    return this.#rules.digest;
  }
}
