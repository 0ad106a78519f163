import type { CheckOptions } from '../engine/triggers/checkContext.ts';
import type { ContentMatches } from '../engine/triggers/evaluate.ts';
import type { TriggerRules } from '../engine/triggers/rule.ts';
import { ContentPatterns, contentPatternsOf } from './contentPatterns.ts';

/** Samples of rules with content patterns that are run. */
const MOST_SAMPLES = 200;
/** Rests between two keystrokes must not end the thread. */
const IDLE_MS = 20_000;

/**
 * Runs the content patterns of a rules file that is being written: which of them cannot be run, and what the others
 * match of their samples. The thread that does it ends when nothing was asked for a while.
 */
export class PatternChecks {
  #patterns: { readonly key: string; readonly running: ContentPatterns } | undefined;
  #last: { readonly key: string; readonly options: Promise<CheckOptions> } | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** What `checkRules` takes; the same until patterns or samples change. */
  async of(rules: TriggerRules): Promise<CheckOptions> {
    const patterns = contentPatternsOf(rules);
    if (patterns.length === 0) return {};
    const samples = samplesOf(rules);
    const key = JSON.stringify([patterns, samples]);
    if (this.#last?.key !== key) this.#last = { key, options: this.#run(patterns, samples) };
    return this.#last.options;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const running = this.#patterns?.running;
    this.#patterns = undefined;
    await running?.close();
  }

  async #run(patterns: readonly string[], samples: readonly string[]): Promise<CheckOptions> {
    const running = this.#runningFor(patterns);
    const patternFaults = await running.faults();
    const outcomes = new Map<string, ContentMatches>();
    for (const sample of samples) outcomes.set(sample, await running.matching(sample));
    this.#timer = setTimeout(() => void this.close(), IDLE_MS);
    this.#timer.unref();
    return { patternFaults, contentOf: (sample) => outcomes.get(sample) };
  }

  #runningFor(patterns: readonly string[]): ContentPatterns {
    clearTimeout(this.#timer);
    const key = JSON.stringify(patterns);
    if (this.#patterns?.key === key) return this.#patterns.running;
    void this.#patterns?.running.close();
    const running = new ContentPatterns(patterns);
    this.#patterns = { key, running };
    return running;
  }
}

function samplesOf({ context }: TriggerRules): readonly string[] {
  const samples = context.flatMap(({ contentPattern, examples = [], nearMisses = [] }) =>
    contentPattern === undefined ? [] : [...examples, ...nearMisses],
  );
  return [...new Set(samples)].slice(0, MOST_SAMPLES);
}
