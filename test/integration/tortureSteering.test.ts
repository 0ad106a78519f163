import { expect, test } from 'vitest';
import { SHORT_FORM } from '../torture/shortForm.ts';
import { steering } from '../torture/steering.ts';

test.skipIf(process.platform === 'win32')(
  'rules, configuration, policy, lockfile and ignore files, broken in every way: answers, and nothing that is held back',
  async () => {
    const { failures } = await steering(SHORT_FORM);
    expect(failures).toEqual([]);
  },
  180_000,
);
