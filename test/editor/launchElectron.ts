import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../helpers/repository.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import type { SuiteLaunch } from './launchSuite.ts';
import type { Outcome } from './suite/suite.ts';

interface TestElectron {
  runTests(options: {
    extensionDevelopmentPath: string;
    extensionTestsPath: string;
    launchArgs: readonly string[];
    extensionTestsEnv: Readonly<Record<string, string>>;
  }): Promise<number>;
}

/** Not a dependency: it downloads a VS Code, which only some machines can. The name is computed so that no bundler looks for it. */
const PACKAGE = ['@vscode', 'test-electron'].join('/');

/** Runs the suite in the extension host of a desktop VS Code that `@vscode/test-electron` downloads. Needs `npm run build`. */
export async function launchInElectron({ suite, workspace }: SuiteLaunch): Promise<readonly Outcome[]> {
  const { runTests } = await testElectron();
  const folder = temporaryFolder();
  const result = join(folder.path, 'result.json');
  try {
    // A failed test rejects too; the outcomes say which one.
    const failure = await runTests({
      extensionDevelopmentPath: REPOSITORY,
      extensionTestsPath: suite,
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
      extensionTestsEnv: { WINNOW_SUITE_RESULT: result, WINNOW_HOME: join(folder.path, 'home') },
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!existsSync(result)) throw new Error('the desktop VS Code did not run the suite', { cause: failure });
    return JSON.parse(readFileSync(result, 'utf8')) as readonly Outcome[];
  } finally {
    folder.remove();
  }
}

async function testElectron(): Promise<TestElectron> {
  try {
    return (await import(PACKAGE)) as TestElectron;
  } catch (cause) {
    const mend = 'npm install --no-save @vscode/test-electron';
    throw new Error(`WINNOW_TEST_VSCODE=electron needs a package that is not installed: ${mend}`, { cause });
  }
}
