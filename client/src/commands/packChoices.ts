import * as vscode from 'vscode';
import { COMPACTION_LEVELS, PACK_FORMATS } from '../../../shared/src/protocol.ts';
import { MODEL_PRESETS, parseBudget, SIZE_PRESETS, type BudgetPreset } from './budgetPresets.ts';
import type { PackSettings } from './packSettings.ts';

/**
 * What was chosen for one pack, as it is asked for. The rest is left to the server, which knows the settings and the
 * workspace's own `.winnow/config.json`: a pack that is asked again follows them as they are then.
 */
export type PackChoices = Partial<PackSettings>;

/** Asks for another choice; undefined when the user gave up. */
export type Picker = (choices: PackChoices, defaults: PackSettings) => Promise<PackChoices | undefined>;

/** The budget in words: `8,000 tokens`, `20,000 tokens of claude-sonnet`. */
export function budgetText({ budget, model }: Pick<PackSettings, 'budget' | 'model'>): string {
  const count = budget.toLocaleString(vscode.env.language);
  return model === '' ? vscode.l10n.t('{0} tokens', count) : vscode.l10n.t('{0} tokens of {1}', count, model);
}

export const pickBudget: Picker = async (choices, defaults) => {
  const now = { ...defaults, ...choices };
  const picked = await vscode.window.showQuickPick(budgetItems(defaults), {
    title: vscode.l10n.t('Budget of the Pack'),
    placeHolder: vscode.l10n.t('Now: {0}', budgetText(now)),
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  const { budget: _budget, model: _model, ...others } = choices;
  if (picked.choice === 'configured') return others;
  if (picked.choice === 'other') {
    const budget = await askBudget(now.budget);
    return budget === undefined ? undefined : { ...choices, budget };
  }
  const { budget, model = '' } = picked.choice;
  return { ...others, budget, model };
};

export const pickFormat: Picker = async (choices, defaults) => {
  const title = vscode.l10n.t('Format of the Pack');
  const format = await pickOne(title, PACK_FORMATS, choices.format ?? defaults.format);
  return format && { ...choices, format };
};

export const pickCompaction: Picker = async (choices, defaults) => {
  const title = vscode.l10n.t('What the Pack Leaves Out');
  const compaction = await pickOne(title, COMPACTION_LEVELS, choices.compaction ?? defaults.compaction, {
    none: vscode.l10n.t('Nothing'),
    lossless: vscode.l10n.t('What means nothing: blank lines, indentation that brackets tell of, licenses'),
    nocomments: vscode.l10n.t('Comments, too'),
    outline: vscode.l10n.t('All but declarations'),
  });
  return compaction && { ...choices, compaction };
};

interface BudgetItem extends vscode.QuickPickItem {
  readonly choice: BudgetPreset | 'configured' | 'other';
}

function budgetItems(defaults: PackSettings): readonly BudgetItem[] {
  const separator = (label: string): BudgetItem => {
    return { label, kind: vscode.QuickPickItemKind.Separator, choice: 'other' };
  };
  const itemOf = (preset: BudgetPreset): BudgetItem => {
    const count = preset.budget.toLocaleString(vscode.env.language);
    const description = vscode.l10n.t('{0} tokens', count);
    return preset.model === undefined
      ? { label: count, choice: preset }
      : { label: preset.label, description, choice: preset };
  };
  return [
    { label: vscode.l10n.t('As Configured'), description: budgetText(defaults), choice: 'configured' },
    { label: vscode.l10n.t('Other…'), choice: 'other' },
    separator(vscode.l10n.t('tokens of o200k_base')),
    ...SIZE_PRESETS.map(itemOf),
    separator(vscode.l10n.t('a tenth of a model’s window, in its tokens')),
    ...MODEL_PRESETS.map(itemOf),
  ];
}

async function askBudget(now: number): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Budget of the Pack'),
    prompt: vscode.l10n.t('Most tokens, such as 12000 or 12k'),
    value: String(now),
    validateInput: (text) =>
      parseBudget(text) === undefined ? vscode.l10n.t('Give a whole number from 200 to 1,000,000.') : undefined,
  });
  return typed === undefined ? undefined : parseBudget(typed);
}

async function pickOne<T extends string>(
  title: string,
  values: readonly T[],
  now: T,
  details?: Readonly<Record<T, string>>,
): Promise<T | undefined> {
  const items = values.map((label) => ({
    label,
    description: label === now ? vscode.l10n.t('now') : '',
    ...(details ? { detail: details[label] } : {}),
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.label;
}
