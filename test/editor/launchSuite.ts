import { join } from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY } from '../helpers/repository.ts';
import type { Outcome } from './suite/suite.ts';

export interface SuiteLaunch {
  /** The bundled suite: a CommonJS file that exports `run`. */
  readonly suite: string;
  /** The folder to open. */
  readonly workspace: string;
}

/** Bundles the suite and runs it where `WINNOW_TEST_VSCODE` says: `electron` (desktop, downloaded) or in code-server. */
export async function launchSuite(folder: string, workspace: string): Promise<readonly Outcome[]> {
  const suite = join(folder, 'suite.cjs');
  await build({
    entryPoints: [join(REPOSITORY, 'test', 'editor', 'suite', 'index.ts')],
    outfile: suite,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  if (process.env.WINNOW_TEST_VSCODE === 'electron') {
    const { launchInElectron } = await import('./launchElectron.ts');
    return launchInElectron({ suite, workspace });
  }
  const { launchInCodeServer } = await import('./launchCodeServer.ts');
  return launchInCodeServer({ suite, workspace });
}
