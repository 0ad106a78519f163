import type { SavingsPeriod, SavingsSummary } from '../../../shared/src/savingsProtocol.ts';
import { grouped, plural } from './words.ts';

/** Rows of what was saved and spent: today, then all days that are kept. None without a ledger. */
export function savingsRows(savings: SavingsSummary | undefined): string[][] {
  if (!savings) return [['savings', 'not kept: this workspace is not trusted, or the data folder cannot be written']];
  if (savings.since === null) return [['savings', 'unknown: nothing was asked yet']];
  const today = periodRows('savings today', savings.today);
  // The total of one day says nothing more.
  if (savings.days.length === 1 && savings.today.net.sameLines !== null) return today;
  return [...today, ...periodRows(`since ${savings.since}`, savings.total)];
}

function periodRows(title: string, period: SavingsPeriod): string[][] {
  const { net, questions, cached, outputs, conversations } = period;
  const { sameLines, wholeFiles } = net;
  if (sameLines === null || wholeFiles === null) {
    const spent = conversations === 0 ? '' : `; ${grouped(period.schemaTokens)} tokens spent on telling of the tools`;
    return [[title, `unknown: nothing was asked${spent}`]];
  }
  return [
    [title, `${signed(wholeFiles)} against whole files (estimate), ${signed(sameLines)} against the same lines`],
    ...(questions === 0
      ? []
      : [
          [
            '  packs',
            `${plural(questions, 'question')} (${grouped(cached)} from the cache): ${grouped(period.packTokens)} tokens, ${grouped(period.framingTokens)} of them headings; ${grouped(period.lineTokens)} as the lines stand, about ${grouped(period.fileTokens)} in whole files`,
          ],
          ['  compaction', `${grouped(period.compactionTokens)} tokens taken out`],
          ['  redactions', grouped(period.redactions)],
        ]),
    ...(outputs === 0
      ? []
      : [
          [
            '  outputs',
            `${plural(outputs, 'output')}: ${grouped(period.outputRawTokens)} → ${grouped(period.outputTokens)} tokens`,
          ],
        ]),
    ...(conversations === 0
      ? []
      : [
          [
            '  tools',
            `${plural(conversations, 'conversation')}: ${grouped(period.schemaTokens)} tokens spent on our own`,
          ],
        ]),
  ];
}

function signed(tokens: number): string {
  return tokens < 0 ? `${grouped(-tokens)} tokens spent` : `${grouped(tokens)} tokens saved`;
}
