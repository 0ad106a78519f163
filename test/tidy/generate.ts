import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../helpers/repository.ts';
import { generatedFiles } from './generated.ts';

for (const [path, content] of await generatedFiles()) {
  mkdirSync(dirname(join(REPOSITORY, path)), { recursive: true });
  writeFileSync(join(REPOSITORY, path), content);
}
