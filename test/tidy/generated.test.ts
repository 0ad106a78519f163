import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../helpers/repository.ts';
import { generatedFiles } from './generated.ts';

test('manifest and docs are what the definitions say (else: npm run generate)', async () => {
  for (const [path, content] of await generatedFiles()) {
    expect(readFileSync(join(REPOSITORY, path), 'utf8'), path).toBe(content);
  }
});
