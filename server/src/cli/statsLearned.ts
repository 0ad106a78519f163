import type { LearnedSummary } from '../../../shared/src/protocol.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { grouped, plural } from './words.ts';

/** More would not be read; `--json` has all of them. */
const MOST_FILES = 10;

/** What was learned, as rows of `winnow stats`. */
export function learnedRows(learned: LearnedSummary | undefined): string[][] {
  if (!learned) return [['learned', 'nothing yet']];
  const { feedback, questions, files, signals } = learned;
  const told = Object.entries(feedback).map(([kind, count]) => `${grouped(count)} ${kind}`);
  return [
    ['learned', `from ${plural(questions, 'question')}: ${told.join(', ')}`],
    ...signals.map(({ signal, percent }) => [`  signal ${signal}`, `${signed(percent)} %`]),
    ...files.slice(0, MOST_FILES).map(({ path, lift }) => [`  ${makeVisibleName(path)}`, liftWords(lift)]),
    ...(files.length > MOST_FILES ? [[`  and ${plural(files.length - MOST_FILES, 'file')} more`]] : []),
  ];
}

function liftWords(lift: number): string {
  return `${lift < 0 ? 'lowered' : 'lifted'} by ${Math.abs(lift).toFixed(3)}`;
}

function signed(percent: number): string {
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)}`;
}
