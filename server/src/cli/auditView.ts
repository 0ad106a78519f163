import type { AuditRecord, PackRecord } from '../audit/record.ts';
import type { Verification } from '../audit/verify.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';
import { grouped, plural } from './words.ts';

const OUTCOME_FORMAT = { packed: 'green', empty: 'yellow', failed: 'red', cancelled: 'yellow' } as const;

/** One line a record, oldest first, columns below one another. */
export function recordLines(records: readonly AuditRecord[], paint: Paint): string[] {
  const rows = records.map((record) => [String(record.seq), record.time, ...cells(record)].map(makeVisibleName));
  return alignColumns(rows, [0]).map((line, at) => {
    const record = records[at]!;
    return record.kind === 'pack' ? painted(line, record.outcome, paint) : paint('dim', line);
  });
}

/** The word of the outcome's own column: the first one after the surface. */
function painted(line: string, outcome: PackRecord['outcome'], paint: Paint): string {
  return line.replace(new RegExp(`\\b${outcome}\\b`), () => paint(OUTCOME_FORMAT[outcome], outcome));
}

function cells(record: AuditRecord): string[] {
  switch (record.kind) {
    case 'pack':
      return [record.surface, record.outcome, packWords(record)];
    case 'begin':
      return ['', 'begin', record.after === null ? record.file : `${record.file}, after ${record.after}`];
    case 'torn':
      return ['', 'torn', `a write was cut off: ${plural(record.bytes, 'byte')} set aside before this record`];
    case 'headLost':
      return ['', 'headLost', 'the trail had lost its head: records before this one may be missing'];
    case 'dropped':
      return ['', 'dropped', `${plural(record.count, 'record')} never written`];
  }
}

function packWords({ tokens, files = [], redactions = {}, heldBack = {}, query }: PackRecord): string {
  const question = `question ${query.slice(0, 8)}`;
  if (tokens === undefined) return question;
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${grouped(count)} ${name}`)
      .join(', ');
  return [
    question,
    plural(tokens, 'token'),
    plural(files.length, 'file'),
    ...(Object.keys(redactions).length > 0 ? [`redacted ${counts(redactions)}`] : []),
    ...(Object.keys(heldBack).length > 0 ? [`held back ${counts(heldBack)}`] : []),
  ].join(' · ');
}

/** What is wrong, a line each, and the sum. */
export function verificationLines({ problems, files, records, torn }: Verification, paint: Paint): string[] {
  return [
    ...problems.map(
      ({ kind, file, line, message }) => `${paint('red', kind)}  ${file}:${line}  ${makeVisibleName(message)}`,
    ),
    [
      verdict(problems.length, records, paint),
      plural(records, 'record'),
      plural(files, 'file'),
      ...(torn > 0 ? [`${plural(torn, 'write')} cut off by a crash, set aside and recorded`] : []),
    ].join(' · '),
  ];
}

/** A trail that is not there is not sound: nothing was looked at. */
function verdict(faults: number, records: number, paint: Paint): string {
  if (faults > 0) return paint('red', plural(faults, 'fault'));
  return records > 0 ? paint('green', 'sound') : paint('yellow', 'nothing was recorded for this workspace yet');
}
