import { PolicyClassifier } from '../engine/policy/classifier.ts';
import { lowerLevel } from '../engine/secrets/classify.ts';
import type { Level } from '../engine/secrets/rule.ts';
import type { PolicyFiles } from '../workspace/policyFile.ts';

/** The policy under which one request is answered from beginning to end. */
export interface RequestPolicy {
  readonly classifier: PolicyClassifier;
  readonly policyDigest: string;
  /** What the request may take out: the level it asks for, or less. */
  readonly highestLevel: Level;
}

/** Stands between requests and the policy's files. */
export class PolicyGuard {
  readonly #files: PolicyFiles;
  #classifier: { readonly digest: string; readonly classifier: PolicyClassifier } | undefined;

  constructor(files: PolicyFiles) {
    this.#files = files;
  }

  forRequest(asked: Level): RequestPolicy {
    const { policy, digest } = this.#files.current();
    if (this.#classifier?.digest !== digest) this.#classifier = { digest, classifier: new PolicyClassifier(policy) };
    return {
      classifier: this.#classifier.classifier,
      policyDigest: digest,
      highestLevel: lowerLevel(asked, policy.highestLevel),
    };
  }

  /** What is wrong with the files. */
  get problems(): readonly string[] {
    return this.#files.current().problems;
  }
}
