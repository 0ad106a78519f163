import { readCorpus, sample } from './corpus/files.ts';
import { timed } from './runner.ts';
import { loadGptTokenizer, loadTiktoken, loadWinnow } from './tokenCounters.ts';

/** What a fresh process measures of one tokenizer. */
export interface TokensProbe {
  /** From import to the first count. */
  readonly loadMs: number;
  readonly firstPassMs: number;
  readonly secondPassMs: number;
  /** Heap and external memory added, after a full collection. */
  readonly addedBytes: number;
}

// `node --expose-gc tokensMain.ts Winnow|gpt-tokenizer|tiktoken BUNDLE STEP`: prints a TokensProbe.
const [name, bundle = '', step] = process.argv.slice(2);
const texts = sample(readCorpus(), Number(step)).map(({ text }) => text);
const before = usedBytes();
const start = performance.now();
const count = await (name === 'Winnow'
  ? loadWinnow(bundle)
  : name === 'tiktoken'
    ? loadTiktoken()
    : loadGptTokenizer());
count('a');
const loadMs = performance.now() - start;
const firstPassMs = timed(() => texts.forEach((text) => count(text)));
const secondPassMs = timed(() => texts.forEach((text) => count(text)));
const probe: TokensProbe = { loadMs, firstPassMs, secondPassMs, addedBytes: usedBytes() - before };
console.log(JSON.stringify(probe));

function usedBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
