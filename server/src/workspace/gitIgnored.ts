import { join } from 'node:path';
import { rulesAbove } from './gitExcludes.ts';
import { ignoresCase } from './pathCase.ts';
import { readIgnoreFile } from './textFile.ts';

/** True when git ignores a file directly in a folder, whether or not the file exists. */
export async function isIgnoredByGit(folder: string, name: string): Promise<boolean> {
  const { rules, prefix } = await rulesAbove(folder, ignoresCase(folder));
  const own = await readIgnoreFile(join(folder, '.gitignore'));
  return rules.with(own, { base: prefix, source: 'git', name: '.gitignore' }).ignores(prefix + name, false);
}
