import { expect, test } from 'vitest';
import { JobSeal } from '../../../server/src/serve/jobSeal.ts';

const seal = new JobSeal(new Uint8Array(32).fill(1));
const other = new JobSeal(new Uint8Array(32).fill(2));
const TEXT = '{"id":1,"query":"where is the budget kept"}';

test('what is sealed opens for the same job, purpose and key, and for nothing else', () => {
  const id = seal.jobId('batch', TEXT);
  const sealed = seal.close('task', id, TEXT);
  expect(seal.open('task', id, sealed)).toBe(TEXT);
  const swapped = { sealed: Buffer.from(Buffer.from(sealed.sealed, 'base64').toReversed()).toString('base64') };
  const cases = [
    seal.open('result', id, sealed),
    seal.open('task', seal.jobId('batch', 'another'), sealed),
    other.open('task', id, sealed),
    seal.open('task', id, swapped),
    ...[null, undefined, 'text', 7, {}, { sealed: 7 }, { sealed: '' }, { sealed: '%%%' }].map((one) =>
      seal.open('task', id, one),
    ),
  ];
  expect(cases).toEqual(cases.map(() => undefined));
  expect(JSON.stringify(sealed)).not.toMatch(/budget/);
});

test('a task has the same job in the same batch, and teams have queues of their own', () => {
  expect(seal.jobId('batch', TEXT)).toBe(seal.jobId('batch', TEXT));
  const ids = [
    seal.jobId('batch', TEXT),
    seal.jobId('other', TEXT),
    seal.jobId('batch', 'other'),
    other.jobId('batch', TEXT),
  ];
  expect(new Set(ids).size).toBe(4);
  expect(seal.queueName).toMatch(/^batch-[0-9a-f]{16}$/);
  expect(seal.queueName).not.toBe(other.queueName);
});
