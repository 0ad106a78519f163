import * as vscode from 'vscode';
import {
  COMPACTION_LEVELS,
  PACK_FORMATS,
  type CompactionLevel,
  type OptimizeParams,
  type PackFormat,
} from '../../../shared/src/protocol.ts';
import { MODEL_PRESETS, parseBudget, SIZE_PRESETS, type BudgetPreset } from './budgetPresets.ts';

/** What is chosen for one pack; what is not is as the settings say. */
export interface PackChoices {
  readonly budget: number;
  readonly model: string;
  readonly format: PackFormat;
  readonly compaction: CompactionLevel;
}

/** The settings of the workspace's first folder. */
export function configuredChoices(): PackChoices {
  const settings = vscode.workspace.getConfiguration('winnow', vscode.workspace.workspaceFolders?.[0]);
  return {
    budget: settings.get<number>('budget') ?? 8000,
    model: settings.get<string>('model') ?? '',
    format: PACK_FORMATS.find((one) => one === settings.get('format')) ?? 'markdown',
    compaction: COMPACTION_LEVELS.find((one) => one === settings.get('compaction')) ?? 'lossless',
  };
}

/** Only what differs from the settings is asked for: a pack that is asked again follows the settings as they are then. */
export function paramsOf(choices: PackChoices): Partial<OptimizeParams> & { readonly format: PackFormat } {
  const configured = configuredChoices();
  return {
    format: choices.format,
    ...(choices.budget === configured.budget ? {} : { budget: choices.budget }),
    ...(choices.model === configured.model ? {} : { model: choices.model }),
    ...(choices.compaction === configured.compaction ? {} : { compaction: choices.compaction }),
  };
}

/** The budget in words: `8,000 tokens`, `20,000 tokens of claude-sonnet`. */
export function budgetText({ budget, model }: Pick<PackChoices, 'budget' | 'model'>): string {
  const count = budget.toLocaleString();
  return model === '' ? vscode.l10n.t('{0} tokens', count) : vscode.l10n.t('{0} tokens of {1}', count, model);
}

/** Undefined when nothing was chosen. */
export async function pickBudget(choices: PackChoices): Promise<PackChoices | undefined> {
  const picked = await vscode.window.showQuickPick(budgetItems(), {
    title: vscode.l10n.t('Budget of the Pack'),
    placeHolder: vscode.l10n.t('Now: {0}', budgetText(choices)),
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  if (!picked.preset) return askBudget(choices);
  const { budget, model = '' } = picked.preset;
  return { ...choices, budget, model };
}

export async function pickFormat(choices: PackChoices): Promise<PackChoices | undefined> {
  const title = vscode.l10n.t('Format of the Pack');
  const format = await pickOne(title, PACK_FORMATS, choices.format);
  return format && { ...choices, format };
}

export async function pickCompaction(choices: PackChoices): Promise<PackChoices | undefined> {
  const title = vscode.l10n.t('What the Pack Leaves Out');
  const compaction = await pickOne(title, COMPACTION_LEVELS, choices.compaction, {
    none: vscode.l10n.t('Nothing'),
    lossless: vscode.l10n.t('What means nothing: blank lines, indentation that brackets tell of, licenses'),
    nocomments: vscode.l10n.t('Comments, too'),
    outline: vscode.l10n.t('All but declarations'),
  });
  return compaction && { ...choices, compaction };
}

interface BudgetItem extends vscode.QuickPickItem {
  readonly preset?: BudgetPreset;
}

function budgetItems(): readonly BudgetItem[] {
  const kind = vscode.QuickPickItemKind.Separator;
  const configured = configuredChoices();
  const itemOf = (preset: BudgetPreset): BudgetItem => {
    const count = preset.budget.toLocaleString();
    const description = vscode.l10n.t('{0} tokens', count);
    return preset.model === undefined ? { label: count, preset } : { label: preset.label, description, preset };
  };
  return [
    {
      label: vscode.l10n.t('As Configured'),
      description: budgetText(configured),
      preset: { ...configured, label: '' },
    },
    { label: vscode.l10n.t('Other…') },
    { label: vscode.l10n.t('tokens of o200k_base'), kind },
    ...SIZE_PRESETS.map(itemOf),
    { label: vscode.l10n.t('a tenth of a model’s window, in its tokens'), kind },
    ...MODEL_PRESETS.map(itemOf),
  ];
}

async function askBudget(choices: PackChoices): Promise<PackChoices | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Budget of the Pack'),
    prompt: vscode.l10n.t('Most tokens, such as 12000 or 12k'),
    value: String(choices.budget),
    validateInput: (text) =>
      parseBudget(text) === undefined ? vscode.l10n.t('Give a whole number from 200 to 1,000,000.') : undefined,
  });
  const budget = typed === undefined ? undefined : parseBudget(typed);
  return budget === undefined ? undefined : { ...choices, budget };
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
