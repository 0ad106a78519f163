import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type Extension } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';

const SCHEMA = join(REPOSITORY, 'server/src/cache/schema');
const DIMENSIONS = 384;

/** pgvector compiled for PGlite is a package of its own: where it is missing these tests are skipped, except under CI=true. */
async function pgvector(): Promise<Extension | undefined> {
  const name = '@electric-sql/pglite-pgvector';
  try {
    return ((await import(name)) as { vector: Extension }).vector;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    process.stderr.write(`${name} is missing, its tests are skipped: npm install it\n`);
    return undefined;
  }
}

const vector = await pgvector();

/** A vector that points mostly along one axis. */
function along(axis: number, tilt = 0): string {
  const numbers = Array.from({ length: DIMENSIONS }, (_, at) => (at === axis ? 1 : tilt));
  return `[${numbers.join(',')}]`;
}

describe.skipIf(vector === undefined)('the table of embeddings, with pgvector', () => {
  let database: PGlite;
  beforeAll(async () => {
    database = await PGlite.create({ extensions: { vector: vector! } });
    await database.exec('CREATE EXTENSION vector');
    for (const name of readdirSync(SCHEMA).sort()) await database.exec(readFileSync(join(SCHEMA, name), 'utf8'));
    for (let axis = 0; axis < 60; axis++) {
      const values = ['sample', `chunk ${axis}`, along(axis)];
      await database.query('INSERT INTO winnow_embeddings (model, chunk, embedding) VALUES ($1, $2, $3)', values);
    }
    await database.exec('ANALYZE winnow_embeddings');
  }, 60_000);
  afterAll(() => database.close());

  const NEAREST = 'SELECT chunk FROM winnow_embeddings ORDER BY embedding <=> $1 LIMIT 1';

  test('the nearest is found', async () => {
    const { rows } = await database.query(NEAREST, [along(42, 0.01)]);
    expect(rows).toEqual([{ chunk: 'chunk 42' }]);
  });

  test('through the HNSW index', async () => {
    await database.exec('SET enable_seqscan = off');
    const { rows } = await database.query(`EXPLAIN ${NEAREST.replace('$1', `'${along(42)}'`)}`);
    expect(JSON.stringify(rows)).toContain('Index Scan using winnow_embeddings_hnsw');
  });

  test('other dimensions are refused', async () => {
    const insert = `INSERT INTO winnow_embeddings (model, chunk, embedding) VALUES ('sample', 'short', '[1,2,3]')`;
    await expect(database.exec(insert)).rejects.toThrow('expected 384 dimensions');
  });

  test('the views are refreshed there, too', async () => {
    const { rows } = await database.query('SELECT winnow_refresh(make_interval()) AS outcome');
    expect(rows).toEqual([{ outcome: 'refreshed' }]);
  });
});
