import { expect, test } from 'vitest';
import { caselessFolder } from '../helpers/caselessFolder.ts';
import { names } from '../torture/names.ts';
import { SHORT_FORM } from '../torture/shortForm.ts';

const folder = await caselessFolder();
if ('missing' in folder) process.stderr.write(`names in another case are not tested: ${folder.missing}\n`);
else folder.remove();

test.skipIf('missing' in folder)(
  'names that differ in case alone: one file, one document, and what is hidden stays so',
  async () => {
    const { failures } = await names(SHORT_FORM);
    expect(failures).toEqual([]);
  },
  180_000,
);
