/** A budget that the question box offers; with a model it is in that model's tokens. */
export interface BudgetPreset {
  readonly label: string;
  readonly budget: number;
  readonly model?: string;
}

const SIZES = [2000, 4000, 8000, 16_000, 32_000, 64_000];

/** Context windows in tokens, as the vendors' pages of their models give them. */
const WINDOWS = [
  { label: 'GPT-5', model: 'gpt-5', windowTokens: 400_000 },
  { label: 'GPT-4.1', model: 'gpt-4.1', windowTokens: 1_047_576 },
  { label: 'GPT-4o', model: 'gpt-4o', windowTokens: 128_000 },
  { label: 'Claude Sonnet', model: 'claude-sonnet', windowTokens: 200_000 },
  { label: 'Gemini 2.5 Pro', model: 'gemini-2.5-pro', windowTokens: 1_048_576 },
  { label: 'Llama 3.1', model: 'llama-3.1', windowTokens: 128_000 },
  { label: 'Mistral Large', model: 'mistral-large', windowTokens: 128_000 },
  { label: 'DeepSeek V3', model: 'deepseek-v3', windowTokens: 128_000 },
  { label: 'Qwen 2.5', model: 'qwen2.5', windowTokens: 128_000 },
] as const;

/** The rest is for the conversation, its tools and the answer. */
const SHARE_OF_WINDOW = 0.1;

export const SIZE_PRESETS: readonly BudgetPreset[] = SIZES.map((budget) => ({
  label: budget.toLocaleString('en'),
  budget,
}));

/** A tenth of each model's window, in whole hundreds. */
export const MODEL_PRESETS: readonly BudgetPreset[] = WINDOWS.map(({ label, model, windowTokens }) => ({
  label,
  model,
  budget: Math.floor((windowTokens * SHARE_OF_WINDOW) / 100) * 100,
}));

/** A budget as it is typed, such as `12000`, `12,000` or `12k`; undefined for what is none or too small. */
export function parseBudget(typed: string): number | undefined {
  const match = /^(\d+)(k?)$/i.exec(typed.trim().replaceAll(/(?<=\d)[,._' ](?=\d{3}(?!\d))/g, ''));
  if (!match) return undefined;
  const budget = Number(match[1]) * (match[2] ? 1000 : 1);
  return budget >= SMALLEST_BUDGET && budget <= LARGEST_BUDGET ? budget : undefined;
}

/** Those of the setting `winnow.budget`. */
const SMALLEST_BUDGET = 200;
const LARGEST_BUDGET = 1_000_000;
