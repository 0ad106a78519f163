import { writeFileSync } from 'node:fs';

export type Suite = Readonly<Record<string, () => Promise<void>>>;

/** How a test in the extension host ended; `error` is missing when it passed. */
export interface Outcome {
  readonly name: string;
  readonly error?: string;
}

/** Runs the tests one after another; a failed one does not stop the next. */
export async function runSuite(suite: Suite): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, test] of Object.entries(suite)) {
    try {
      await test();
      outcomes.push({ name });
    } catch (error) {
      outcomes.push({ name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  return outcomes;
}

/** Writes the outcomes where the launcher waits for them: `WINNOW_SUITE_RESULT`. */
export function reportOutcomes(outcomes: readonly Outcome[]): void {
  const file = process.env.WINNOW_SUITE_RESULT;
  if (file !== undefined) writeFileSync(file, JSON.stringify(outcomes));
}

/** Calls `probe` until it gives a value that passes; fails with the last one after `timeoutMs`. */
export async function until<T>(
  probe: () => T | PromiseLike<T>,
  passes: (value: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (passes(value)) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms; the last value was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
