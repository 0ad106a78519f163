import { MODEL_WEIGHTS } from './modelWeights.ts';
import type { Encoding, Tokenizer, WeighingTokenizer } from './tokenizer.ts';

/** How the tokens of a family of models are told. */
interface ModelFamily {
  /** As it is told to users. */
  readonly family: string;
  readonly names: RegExp;
  readonly counted: ExactCount | Estimate;
}

interface ExactCount {
  readonly encoding: Encoding;
}

interface Estimate {
  readonly weights: readonly number[];
  /** The relative error that 99 of 100 texts that were not fitted on stay within. */
  readonly errorPercent: number;
  /** False where the vocabulary is not public: the error is then a margin that nothing vouches for. */
  readonly calibrated: boolean;
}

const { claude, llama3, gemma, deepseek, qwen, tekken } = MODEL_WEIGHTS;

/** The first that a name matches is its family. Which encoding OpenAI's models have: openai/tiktoken, `model.py`. */
const FAMILIES: readonly ModelFamily[] = [
  {
    family: 'OpenAI GPT-4o, GPT-4.1, GPT-5, o-series',
    names: /^(?:chatgpt|codex|gpt-oss|gpt-4o|gpt-4\.[1-9]|gpt-[5-9]|o[1-9](?:-|$)|o200k)/,
    counted: { encoding: 'o200k_base' },
  },
  {
    family: 'OpenAI GPT-4, GPT-3.5',
    names: /^(?:gpt-4(?:-|$)|gpt-3\.?5|text-embedding-|cl100k)/,
    counted: { encoding: 'cl100k_base' },
  },
  { family: 'Anthropic Claude', names: /^claude/, counted: { weights: claude, errorPercent: 20, calibrated: false } },
  { family: 'Google Gemini', names: /^gem(?:ini|ma)/, counted: { weights: gemma, errorPercent: 8, calibrated: true } },
  {
    family: 'Meta Llama 3',
    names: /^(?:meta-)?llama-?3/,
    counted: { weights: llama3, errorPercent: 10, calibrated: true },
  },
  {
    family: 'Mistral (Tekken)',
    names: /^(?:mistral|ministral|pixtral|devstral|magistral|codestral)/,
    counted: { weights: tekken, errorPercent: 8, calibrated: true },
  },
  { family: 'DeepSeek', names: /^deepseek/, counted: { weights: deepseek, errorPercent: 10, calibrated: true } },
  { family: 'Qwen', names: /^qw(?:en|q)/, counted: { weights: qwen, errorPercent: 8, calibrated: true } },
];

/** The families whose names are known, as users are told. */
export const MODEL_FAMILIES: readonly string[] = FAMILIES.map(({ family }) => family);

const MOST_NAME_UNITS = 80;

export interface TokenModel {
  /** As it was asked for. */
  readonly name: string;
  readonly family: string;
  readonly counted: ExactCount | Estimate;
  /** `exact`, `estimate ±8 %`, `estimate +20 %, not calibrated`. */
  readonly kind: string;
}

/** The model that a vendor's name means, whatever its version or its provider's prefix; undefined where none is known. */
export function modelOf(name: string): TokenModel | undefined {
  const asked = name.trim();
  if (asked.length > MOST_NAME_UNITS) return undefined;
  const plain = asked.slice(asked.lastIndexOf('/') + 1).toLowerCase();
  const found = FAMILIES.find(({ names }) => names.test(plain));
  return found && { name: asked, family: found.family, counted: found.counted, kind: kindOf(found.counted) };
}

function kindOf(counted: ExactCount | Estimate): string {
  if ('encoding' in counted) return 'exact';
  const { errorPercent, calibrated } = counted;
  return calibrated ? `estimate ±${errorPercent} %` : `estimate ±${errorPercent} %, not calibrated`;
}

/** Counts in a model's tokens. */
export interface ModelMeter {
  readonly model: TokenModel;
  /** What a budget is kept with: exact, or the estimate and its error on top. */
  readonly most: Tokenizer;
  /** The number of tokens, exact or the estimate itself. */
  count(text: string): number;
}

/** `tokenizer` gives the tokenizer of an encoding. */
export function createModelMeter(model: TokenModel, tokenizer: (encoding: Encoding) => WeighingTokenizer): ModelMeter {
  const { counted } = model;
  if ('encoding' in counted) {
    const exact = tokenizer(counted.encoding);
    return { model, most: exact, count: (text) => exact.count(text) };
  }
  const { weights, errorPercent } = counted;
  const basis = tokenizer('o200k_base');
  const most = (text: string) => Math.ceil(basis.weigh(text, weights) * (1 + errorPercent / 100));
  return {
    model,
    most: { count: most, countUpTo: most },
    count: (text) => Math.round(basis.weigh(text, weights)),
  };
}
