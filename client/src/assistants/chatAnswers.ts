import * as vscode from 'vscode';
import type { CommandName } from '../../../shared/src/commands.ts';
import type { ChatCommand } from '../../../shared/src/chatParticipant.ts';
import { budgetBar, nextText } from '../preview/packTexts.ts';
import { EXPLAIN, OPTIMIZE, SECRET_FINDINGS, TRIGGERS } from '../requests.ts';
import { fromServer, inOwnLanguage } from '../serverTexts.ts';
import { excerptOf, figuresOf, plain } from './chatTexts.ts';
import { locationOf, tellPlace, type ChatTurn } from './chatTurn.ts';

/** An answer is read in a column: more of each would be scrolled past. */
const MOST_EXCERPT_TOKENS = 2000;
const MOST_LISTED = 30;
const MOST_FINDINGS = 100;

export const ANSWERS: Readonly<Record<ChatCommand, (turn: ChatTurn) => Promise<void>>> = {
  optimize: answerOptimize,
  explain: answerExplain,
  scan: answerScan,
  triggers: answerTriggers,
};

/** The pack: its places as references and list, its first blocks as text. */
async function answerOptimize({ client, prompt, pins, stream, token }: ChatTurn): Promise<void> {
  stream.progress(vscode.l10n.t('Building the context pack'));
  const result = await client.sendRequest(OPTIMIZE, { query: prompt, pins, format: 'markdown' }, token);
  if (result.chunks.length === 0) {
    stream.markdown(vscode.l10n.t('Nothing in this workspace matches the question.'));
    return;
  }
  for (const chunk of result.chunks) {
    const location = locationOf(chunk);
    if (location) stream.reference(location);
  }
  stream.markdown(plain(budgetBar(result, inOwnLanguage)));
  const { redactions, heldBack, triggers } = result;
  const notes = [
    ...(redactions.length > 0 ? [vscode.l10n.t('Secrets replaced: {0}.', redactions.length)] : []),
    ...(heldBack > 0 ? [vscode.l10n.t('Chunks held back by their level: {0}.', heldBack)] : []),
    ...(triggers.agents.length > 0 ? [vscode.l10n.t('Agents: {0}.', triggers.agents.join(', '))] : []),
  ];
  if (notes.length > 0) stream.markdown(plain(`\n\n${notes.join(' ')}`));
  stream.markdown('\n');
  for (const chunk of result.chunks.slice(0, MOST_LISTED))
    tellPlace(stream, chunk, `${figuresOf(chunk)} · ${chunk.reasons.slice(0, 2).map(fromServer).join('; ')}`);
  const excerpt = excerptOf(result, MOST_EXCERPT_TOKENS);
  // The pack's own Markdown: no content of it can end its block.
  stream.markdown(`\n\n${excerpt.text}`);
  const open: CommandName = 'winnow.optimizeContext';
  const left = result.chunks.length - excerpt.blocks;
  const title = left > 0 ? vscode.l10n.t('Open the Pack ({0} More Blocks)', left) : vscode.l10n.t('Open the Pack');
  stream.button({ command: open, title, arguments: [{ query: prompt }] });
}

/** What is in the pack and why, what would come next. */
async function answerExplain({ client, prompt, pins, stream, token }: ChatTurn): Promise<void> {
  stream.progress(vscode.l10n.t('Explaining the selection of code'));
  const result = await client.sendRequest(EXPLAIN, { query: prompt, pins }, token);
  const inside = result.chunks.filter(({ included }) => included);
  const outside = result.chunks.filter(({ included }) => !included);
  if (inside.length === 0) stream.markdown(vscode.l10n.t('Nothing in this workspace matches the question.'));
  else stream.markdown(plain(vscode.l10n.t('In the pack: {0} chunks.', inside.length)));
  for (const chunk of inside.slice(0, MOST_LISTED))
    tellPlace(stream, chunk, `${figuresOf(chunk)} · ${fromServer(chunk.verdict)}`);
  if (outside.length > 0) stream.markdown(plain(`\n\n${vscode.l10n.t('Left out, the best first:')}`));
  for (const chunk of outside.slice(0, MOST_LISTED / 3))
    tellPlace(stream, chunk, `${figuresOf(chunk)} · ${fromServer(chunk.verdict)}`);
  stream.markdown(plain(`\n\n${nextText(result, inOwnLanguage)}`));
}

/** Where secrets stand; never one of them. */
async function answerScan({ client, prompt, stream, token }: ChatTurn): Promise<void> {
  stream.progress(vscode.l10n.t('Looking for secrets'));
  const { files, found } = await client.sendRequest(SECRET_FINDINGS, {}, token);
  const within = prompt.replace(/^\.\//, '');
  const chosen = found.filter(({ path }) => path.startsWith(within));
  const count = chosen.reduce((sum, one) => sum + one.count, 0);
  stream.markdown(plain(vscode.l10n.t('Secrets: {0}; files looked at: {1}.', count, files)));
  const places = chosen.flatMap(({ path, findings }) => findings.map((one) => ({ path, ...one })));
  for (const { path, rule, level, range } of places.slice(0, MOST_FINDINGS)) {
    const line = range.start.line + 1;
    tellPlace(stream, { path, startLine: line, endLine: line }, `${level} · ${rule}`);
  }
  const scan: CommandName = 'winnow.scanSecrets';
  if (count > 0) stream.button({ command: scan, title: vscode.l10n.t('Show All in the Secrets View') });
}

/** Which rules a prompt fires. */
async function answerTriggers({ client, prompt, stream, token }: ChatTurn): Promise<void> {
  const { fired, agents, mode } = await client.sendRequest(TRIGGERS, { text: prompt }, token);
  if (fired.length === 0) {
    stream.markdown(vscode.l10n.t('No trigger rule fires for this prompt.'));
    return;
  }
  const joint = mode === 'sequential' ? ' → ' : ', ';
  const named = agents.join(joint);
  stream.markdown(plain(named === '' ? vscode.l10n.t('No agent is named.') : vscode.l10n.t('Agents: {0}.', named)));
  for (const { rule, kind, reason } of fired) {
    stream.markdown('\n- ');
    stream.markdown(plain(`${rule} (${kind}): ${fromServer(reason)}`));
  }
  const open: CommandName = 'winnow.openTriggerRules';
  stream.button({ command: open, title: vscode.l10n.t('Open Trigger Rules') });
}
