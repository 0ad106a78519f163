import { Analyzer } from '../../server/src/engine/analyze.ts';
import { isMarker } from '../../server/src/engine/compress/foldKind.ts';
import { OutputCompressor, type Compressed } from '../../server/src/engine/compress/compress.ts';
import { stripControls } from '../../server/src/engine/compress/controls.ts';
import { withoutSecrets } from '../../server/src/engine/withoutSecrets.ts';
import type { Tokenizer } from '../../server/src/engine/tokens/tokenizer.ts';
import { testDigest } from './testDigest.ts';

/** A tokenizer of four units a token, which counts what it is asked. */
export function countingTokenizer(): Tokenizer & { readonly units: () => number } {
  let units = 0;
  const count = (text: string) => {
    units += text.length;
    return Math.ceil(text.length / 4);
  };
  return { count, countUpTo: count, units: () => units };
}

export function compressText(
  text: string,
  { tokenizer = countingTokenizer(), budget }: { readonly tokenizer?: Tokenizer; readonly budget?: number } = {},
): Compressed {
  const compressor = new OutputCompressor({ tokenizer, budget });
  compressor.push(withoutSecrets(stripControls(text)));
  return compressor.finish();
}

/** What is wrong with a folded text, told by walking both texts line by line; undefined when nothing is. */
export function faultOf(lines: readonly string[], folded: string): string | undefined {
  const shown = folded.split('\n');
  if (shown.at(-1) === '') shown.pop();
  let at = 0;
  for (const line of shown) {
    if (isMarker(line)) {
      if (Number(/@(\d+)$/.exec(line)?.[1]) !== at + 1) return `“${line}” stands after line ${at}`;
      at += (line.replace(/@.*/, '').match(/\d+/g) ?? []).reduce((sum, count) => sum + Number(count), 0);
    } else if (line === lines[at]) at++;
    else return `“${line}” is not line ${at + 1}, “${lines[at]}”`;
  }
  return at === lines.length ? undefined : `${at} lines are told of ${lines.length}`;
}

let analyzer: Analyzer | undefined;

/** Knows secrets and no trigger rules. */
export function testAnalyzer(): Analyzer {
  analyzer ??= new Analyzer({
    rules: { immediate: [], compound: [], context: [], negative: [], priorities: [] },
    digest: testDigest,
  });
  return analyzer;
}
