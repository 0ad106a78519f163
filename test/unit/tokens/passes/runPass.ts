import { runPasses } from '../../../../server/src/engine/tokens/compact.ts';
import { Source, type Pass } from '../../../../server/src/engine/tokens/passes/source.ts';

/** A whole text after one pass. */
export function runPass(pass: Pass, text: string, language: string, path = ''): string {
  return runPasses(new Source(text, { language, path }), { start: 0, end: text.length }, [pass]).text;
}
