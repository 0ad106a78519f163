import type { Analyzer } from '../engine/analyze.ts';
import { OutputCompressor, type Compressed } from '../engine/compress/compress.ts';
import type { FoldCounts } from '../engine/compress/foldKind.ts';
import { redacted, type RedactedText } from '../engine/secrets/redact.ts';
import type { Tokenizer } from '../engine/tokens/tokenizer.ts';
import type { KeptOutputs } from './keptOutputs.ts';
import { OriginalText } from './originalText.ts';
import { RedactedBlocks } from './redactedBlocks.ts';

/** What the last line takes that names the original. */
const FOOTER_TOKENS = 30;

export interface CompressOutputOptions {
  readonly analyzer: Analyzer;
  readonly tokenizer: Tokenizer;
  /** Most o200k_base tokens of the result. */
  readonly budget?: number | undefined;
  /** Where the original goes; without it, it is not kept. */
  readonly kept?: KeptOutputs | undefined;
  /** What the output is of: a command, a file. */
  readonly label: string;
}

export interface CompressedOutput {
  readonly text: RedactedText;
  /** Exact o200k_base tokens of `text`, the line that names the original included. */
  readonly tokens: number;
  /** Exact o200k_base tokens of what came in. */
  readonly rawTokens: number;
  readonly lines: number;
  readonly shown: number;
  readonly folded: FoldCounts;
  /** Names the original, where it is kept. */
  readonly id?: string;
}

/**
 * Makes a command's output short, in bounded memory however long it is: terminal controls out, secrets replaced, lines
 * folded. The original is kept without its secrets and named in the last line. Where nothing is saved, the output passes
 * as it is, but for its secrets and terminal controls.
 */
export async function compressOutput(
  pieces: AsyncIterable<string> | Iterable<string>,
  options: CompressOutputOptions,
): Promise<CompressedOutput> {
  const { analyzer, tokenizer, budget, kept } = options;
  const folding = budget === undefined || !kept ? budget : Math.max(1, budget - FOOTER_TOKENS);
  const compressor = new OutputCompressor({ tokenizer, budget: folding });
  const original = new OriginalText();
  let rawTokens = 0;
  const blocks = new RedactedBlocks({
    analyzer,
    onRaw: (raw) => (rawTokens += tokenizer.count(raw)),
    onBlock: (block) => {
      original.push(block);
      compressor.push(block);
    },
  });
  for await (const piece of pieces) blocks.push(piece);
  blocks.finish();
  return named(compressor.finish(), { ...options, original, rawTokens });
}

interface Result extends CompressOutputOptions {
  readonly original: OriginalText;
  readonly rawTokens: number;
}

/** The outcome with the line that names the original; the original itself where that line would cost what was saved. */
function named(compressed: Compressed, options: Result): CompressedOutput {
  const { analyzer, tokenizer, kept, label, original, rawTokens, budget = Infinity } = options;
  const { text, lines, shown } = compressed;
  const plain = { ...compressed, tokens: tokenizer.count(text), rawTokens };
  if (shown === lines || !kept) return plain;
  const { text: whole, missing } = original.finish();
  const id = kept.idOf(whole);
  const end = /[\r\n]$/.test(text) ? redacted`` : redacted`\n`;
  const footer = redacted`… ${shown} of ${lines} lines shown; all: winnow compress --get ${analyzer.redact(id)}\n`;
  const withFooter = redacted`${text}${end}${footer}`;
  const tokens = tokenizer.count(withFooter);
  const wholeTokens = missing ? Infinity : tokenizer.countUpTo(whole, Math.min(tokens, budget));
  if (wholeTokens <= tokens && wholeTokens <= budget)
    return { text: whole, lines, shown: lines, folded: {}, tokens: wholeTokens, rawTokens };
  if (tokens > budget) return plain;
  const about = { label: analyzer.redact(label), lines, tokens: rawTokens, ...(missing ? { missing } : {}) };
  return kept.keep(whole, about) ? { ...plain, text: withFooter, tokens, id } : plain;
}
