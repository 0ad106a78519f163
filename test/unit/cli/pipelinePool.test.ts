import { expect, test } from 'vitest';
import { PipelinePool } from '../../../server/src/cli/pipelinePool.ts';
import type { Pipeline } from '../../../server/src/pipeline/pipeline.ts';

function poolOf(most: number) {
  const log: string[] = [];
  const create = (folder: string) => {
    log.push(`open ${folder}`);
    return { close: async () => void log.push(`close ${folder}`) } as unknown as Pipeline;
  };
  return { pool: new PipelinePool(create, most), log };
}

const nothing = async () => {};

test('one pipeline a folder; the longest unused goes first', async () => {
  const { pool, log } = poolOf(2);
  for (const folder of ['a', 'b', 'a', 'c', 'a']) await pool.use(folder, nothing);
  expect(log).toEqual(['open a', 'open b', 'open c', 'close b']);
  await pool.close();
  expect(log.slice(4)).toEqual(['close c', 'close a']);
});

test('a pipeline in use is never closed', async () => {
  const { pool, log } = poolOf(1);
  const gate = Promise.withResolvers<void>();
  const using = pool.use('a', () => gate.promise);
  await pool.use('b', nothing);
  expect(log).toEqual(['open a', 'open b', 'close b']);
  gate.resolve();
  await using;
  expect(log).toEqual(['open a', 'open b', 'close b']);
});

test('a failure is the caller’s, and the pipeline stays', async () => {
  const { pool, log } = poolOf(1);
  await expect(pool.use('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await pool.use('a', nothing);
  expect(log).toEqual(['open a']);
});
