import * as vscode from 'vscode';
import { budgetText, pickBudget, pickCompaction, pickFormat, type PackChoices, type Picker } from './packChoices.ts';
import { defaultSettings, type PackSettings } from './packSettings.ts';
import type { StatsFeed } from '../statsFeed.ts';
import type { QueryHistory } from './queryHistory.ts';

export interface Question {
  readonly query: string;
  readonly choices: PackChoices;
}

export interface QueryBoxOptions {
  readonly title: string;
  /** What stands in the box at first. */
  readonly value: string;
  readonly history: QueryHistory;
  readonly stats: StatsFeed;
}

/** A button of the box: what it shows, and what it does to the choices. */
interface ChoiceButton extends vscode.QuickInputButton {
  readonly choose: Picker;
}

interface QueryItem extends vscode.QuickPickItem {
  /** A question of the history; without it what is typed. */
  readonly query?: string;
}

/**
 * Asks the question: typed, or one of the history while the box is empty. Its buttons lead to the budget, the format and
 * what is left out, and back. Undefined when the user gave up.
 */
export async function askQuestion({ value, ...options }: QueryBoxOptions): Promise<Question | undefined> {
  let choices: PackChoices = {};
  let typed = value;
  for (;;) {
    const defaults = defaultSettings(options.stats.newest?.defaults);
    const answer = await showOnce({ ...options, value: typed, settings: { ...defaults, ...choices } });
    if (answer === undefined) return undefined;
    if (answer.button === undefined) return { query: answer.typed, choices };
    typed = answer.typed;
    choices = (await answer.button.choose(choices, defaults)) ?? choices;
  }
}

interface Answer {
  readonly typed: string;
  /** Pressed instead of an answer. */
  readonly button?: ChoiceButton;
}

interface ShownBox extends Omit<QueryBoxOptions, 'stats'> {
  /** What the pack is made with if nothing else is chosen. */
  readonly settings: PackSettings;
}

function showOnce({ title, value, history, settings }: ShownBox): Promise<Answer | undefined> {
  const box = vscode.window.createQuickPick<QueryItem>();
  box.title = title;
  box.placeholder = vscode.l10n.t('What do you want to ask or change? The pack holds the code that answers it.');
  box.value = value;
  box.buttons = buttonsFor(settings, history);
  const refresh = () => (box.items = itemsFor(box.value, { history, settings }));
  refresh();
  const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
  box.onDidChangeValue(refresh);
  box.onDidAccept(() => {
    // What is typed counts, whatever line is marked: the list follows the box a moment later.
    const query = box.value.trim() === '' ? (box.activeItems[0]?.query ?? '') : box.value.trim();
    if (query === '') return;
    resolve({ typed: query });
    box.hide();
  });
  box.onDidTriggerButton((button) => {
    resolve({ typed: box.value, button: button as ChoiceButton });
    box.hide();
  });
  box.onDidTriggerItemButton(({ item }) => {
    if (item.query !== undefined) history.remove(item.query);
    refresh();
  });
  box.onDidHide(() => {
    resolve(undefined);
    box.dispose();
  });
  box.show();
  return promise;
}

function itemsFor(value: string, { history, settings }: Pick<ShownBox, 'history' | 'settings'>) {
  if (value.trim() !== '') {
    const description = [budgetText(settings), settings.format, settings.compaction].join(' · ');
    return [{ label: `$(wand) ${vscode.l10n.t('Build the pack')}`, description, alwaysShow: true }];
  }
  const forget = { iconPath: new vscode.ThemeIcon('close'), tooltip: vscode.l10n.t('Forget this question') };
  // A label's `$(name)` would become an icon.
  return history.queries.map((query) => ({
    label: `$(history) ${query.replaceAll('$(', '$ (')}`,
    query,
    buttons: [forget],
  }));
}

function buttonsFor(settings: PackSettings, history: QueryHistory): readonly ChoiceButton[] {
  const button = (icon: string, tooltip: string, choose: ChoiceButton['choose']): ChoiceButton => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
    choose,
  });
  const clear = button('clear-all', vscode.l10n.t('Forget All Questions'), () => {
    history.clear();
    return Promise.resolve(undefined);
  });
  return [
    button('dashboard', vscode.l10n.t('Budget: {0}', budgetText(settings)), pickBudget),
    button('file-code', vscode.l10n.t('Format: {0}', settings.format), pickFormat),
    button('fold', vscode.l10n.t('Compaction: {0}', settings.compaction), pickCompaction),
    ...(history.queries.length > 0 ? [clear] : []),
  ];
}
