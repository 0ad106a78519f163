import { createHmac } from 'node:crypto';
import { Analyzer } from '../../../server/src/engine/analyze.ts';
import { parseRules } from '../../../server/src/engine/triggers/parseRules.ts';
import type { Sample } from './samples.ts';

/** A count of samples that did what is asked, of those that were asked. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

export interface Score {
  /** Samples with a secret in which something was found. */
  readonly recall: Share;
  /** Samples without a secret, `cross` ones left out, in which something was found. */
  readonly falsePositives: Share;
  /** Known values that a finding covers from the first to the last unit, and no more. */
  readonly exactSpans: Share;
  /** Samples of whose known values one still stands in the redacted text. */
  readonly readable: Share;
  /** By the set's rule: samples in which nothing was found. */
  readonly misses: ReadonlyMap<string, Share>;
  /** By the set's rule and ours that fired (`theirs → ours`): samples that hold no secret. */
  readonly wrong: ReadonlyMap<string, number>;
}

/** Runs the product's own detection and redaction over the samples. */
export function score(samples: readonly Sample[]): Score {
  const analyzer = new Analyzer({
    rules: parseRules('').rules,
    digest: (secret) => createHmac('sha256', 'bench').update(secret).digest('hex'),
  });
  const judged = samples.map((sample) => ({ sample, ...analyzer.redaction(sample.text) }));
  const secret = judged.filter(({ sample }) => sample.kind === 'tp');
  const clean = judged.filter(({ sample }) => sample.kind === 'fp' && !sample.cross);
  const withSpans = secret.filter(({ sample }) => sample.spans.length > 0);
  const known = withSpans.flatMap(({ sample, secrets }) =>
    sample.spans.map(([start, end]) => secrets.some((found) => found.start === start && found.end === end)),
  );
  return {
    recall: share(secret, ({ secrets }) => secrets.length > 0),
    falsePositives: share(clean, ({ secrets }) => secrets.length > 0),
    exactSpans: share(known, (exact) => exact),
    readable: share(withSpans, ({ sample, text }) =>
      sample.spans.some(([start, end]) => text.includes(sample.text.slice(start, end))),
    ),
    misses: new Map(
      [...Map.groupBy(secret, ({ sample }) => sample.rule)]
        .map(([rule, of]) => [rule, share(of, ({ secrets }) => secrets.length === 0)] as const)
        .filter(([, { count }]) => count > 0),
    ),
    wrong: countBy(
      clean.flatMap(({ sample, secrets }) =>
        [...new Set(secrets.map(({ rule }) => rule))].map((rule) => `${sample.rule} → ${rule}`),
      ),
    ),
  };
}

function share<Item>(items: readonly Item[], is: (item: Item) => boolean): Share {
  return { count: items.filter(is).length, of: items.length };
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
