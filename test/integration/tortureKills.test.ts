import { expect, test } from 'vitest';
import { requireComponent } from '../helpers/components.ts';
import { kills } from '../torture/kills.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

const programs = [await requireComponent('redis-server'), await requireComponent('postgres')];

test.skipIf(!programs.every((one) => 'path' in one))(
  'server, indexing process, Redis and PostgreSQL are killed at random: no wrong pack, nothing lost or left behind',
  async () => {
    const { failures } = await kills(SHORT_FORM);
    expect(failures).toEqual([]);
  },
  180_000,
);
