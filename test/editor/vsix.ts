import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../helpers/repository.ts';

const VSCE = join(REPOSITORY, 'node_modules', '.bin', 'vsce');

/** The packaged extension: `WINNOW_VSIX`, or what `npm run package` makes of the sources as they are now. */
export function packagedVsix(): string {
  const named = process.env.WINNOW_VSIX;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`WINNOW_VSIX names ${named}, which does not exist`);
    return named;
  }
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'package'], { cwd: REPOSITORY, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run package failed:\n${stdout}${stderr}`);
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { version: string };
  return join(REPOSITORY, `winnow-${version}.vsix`);
}

/** Packs an extension of one file, with `more` in its manifest, into `folder` and returns the VSIX. */
export function packTinyExtension(
  folder: string,
  name: string,
  main: string,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const manifest = {
    name,
    publisher: 'winnow-tests',
    version: '0.0.1',
    license: 'MIT',
    engines: { vscode: '^1.101.0' },
    main: './main.cjs',
    activationEvents: ['onStartupFinished'],
    ...more,
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.cjs'), main);
  writeFileSync(join(folder, 'README.md'), `# ${name}\n`);
  const out = join(folder, `${name}.vsix`);
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', out];
  execFileSync(VSCE, args, { cwd: folder, stdio: 'pipe' });
  return out;
}
