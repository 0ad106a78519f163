import { cl100kPieceEnd } from './cl100kPieces.ts';
import { PieceCounter } from './pieceCounter.ts';
import { pieceKind } from './pieceKind.ts';
import { pieceEnd } from './pieces.ts';
import { TextWindow } from './textWindow.ts';
import { Vocabulary } from './vocabulary.ts';

/** How the encodings cut a text, by their names (openai/tiktoken). */
const PIECE_ENDS = { o200k_base: pieceEnd, cl100k_base: cl100kPieceEnd };

/** OpenAI's encodings, whose vocabularies are public. */
export type Encoding = keyof typeof PIECE_ENDS;

/** Counts tokens of an encoding. */
export interface Tokenizer {
  /** Exact number of tokens of `text`; what looks like a special token counts as the plain text it is. */
  count(text: string): number;
  /** `count(text)` where that is at most `limit`; otherwise some number above `limit`, found without reading on. */
  countUpTo(text: string, limit: number): number;
}

/** Tells of another vocabulary, too, about how many of its tokens a text has. */
export interface WeighingTokenizer extends Tokenizer {
  /**
   * The sum over a text's pieces of what `weights` gives each by its kind (`pieceKind`): in thousandths, by token, by
   * piece and by UTF-16 unit; three numbers a kind. Weights are fitted on common text: a piece never counts as less than
   * half nor more than four times its tokens, so that no text can be made to weigh nothing.
   */
  weigh(text: string, weights: readonly number[]): number;
}

const THOUSANDTHS = 1000;
const WEIGHTS_A_KIND = 3;
const LEAST_WEIGHT = 500;
const MOST_WEIGHT = 4000;

/**
 * Makes a tokenizer from an encoding's packed vocabulary (`dist/o200k.bin`, `dist/cl100k.bin`; format: `Vocabulary`).
 * It counts what `gpt-tokenizer`'s module of the encoding counts, for any string. It keeps about 7 MB of tables and
 * scratch memory, so make one a thread and share it.
 *
 * @throws Error when the vocabulary is damaged.
 */
export function createTokenizer(packedVocabulary: Uint8Array, encoding: Encoding = 'o200k_base'): WeighingTokenizer {
  const endOfPiece = PIECE_ENDS[encoding];
  const pieces = new PieceCounter(new Vocabulary(packedVocabulary));
  const window = new TextWindow();

  function countUpTo(text: string, limit: number): number {
    let tokens = 0;
    for (let from = 0; from < text.length && tokens <= limit;) {
      const to = window.fill(text, from);
      const { symbols, length } = window;
      for (let start = 0; start < length && tokens <= limit;) {
        const end = endOfPiece(symbols, start);
        tokens += pieces.count(window, start, end, text, from);
        start = end;
      }
      from = to;
    }
    window.release();
    return tokens;
  }

  function weigh(text: string, weights: readonly number[]): number {
    let thousandths = 0;
    for (let from = 0; from < text.length;) {
      const to = window.fill(text, from);
      const { symbols, length } = window;
      for (let start = 0; start < length;) {
        const end = endOfPiece(symbols, start);
        const tokens = pieces.count(window, start, end, text, from);
        const row = WEIGHTS_A_KIND * pieceKind(symbols, start, end);
        const weight = weights[row]! * tokens + weights[row + 1]! + weights[row + 2]! * (end - start);
        thousandths += Math.min(MOST_WEIGHT * tokens, Math.max(LEAST_WEIGHT * tokens, weight));
        start = end;
      }
      from = to;
    }
    window.release();
    return thousandths / THOUSANDTHS;
  }

  return { count: (text) => countUpTo(text, Number.POSITIVE_INFINITY), countUpTo, weigh };
}
