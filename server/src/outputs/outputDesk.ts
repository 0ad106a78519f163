import type { Analyzer } from '../engine/analyze.ts';
import type { RedactedText } from '../engine/secrets/redact.ts';
import type { Tokenizer } from '../engine/tokens/tokenizer.ts';
import { compressOutput, type CompressedOutput } from './compressOutput.ts';
import type { KeptOutputs } from './keptOutputs.ts';
import { readKept } from './outputRange.ts';

interface OutputDeskOptions {
  readonly analyzer: Analyzer;
  /** Loaded on first use. */
  readonly tokenizer: () => Tokenizer;
  /** Without it no original is kept. */
  readonly kept: KeptOutputs | undefined;
  /** Told of each output's tokens. */
  readonly ledger?: { record(entry: OutputTokens): void } | undefined;
}

interface OutputTokens {
  readonly kind: 'output';
  readonly rawTokens: number;
  readonly tokens: number;
}

/** What a request brings. */
interface CompressRequest {
  readonly text: string;
  readonly budget?: number | undefined;
  readonly label?: string | undefined;
}

/** Makes outputs of commands short for those who send them as a text, and hands out their originals. */
export class OutputDesk {
  readonly #options: OutputDeskOptions;

  constructor(options: OutputDeskOptions) {
    this.#options = options;
  }

  async compress({ text, budget, label = 'a text' }: CompressRequest): Promise<CompressedOutput> {
    const { analyzer, tokenizer, kept, ledger } = this.#options;
    const output = await compressOutput([text], { analyzer, tokenizer: tokenizer(), budget, kept, label });
    ledger?.record({ kind: 'output', rawTokens: output.rawTokens, tokens: output.tokens });
    return output;
  }

  /** @throws UserError where it is not kept */
  original(id: string): RedactedText {
    return readKept(id, this.#options).text;
  }
}
