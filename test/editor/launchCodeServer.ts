import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../helpers/browser.ts';
import { startCodeServer } from '../helpers/codeServer.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import type { SuiteLaunch } from './launchSuite.ts';
import type { Outcome } from './suite/suite.ts';
import { packagedVsix, packTinyExtension } from './vsix.ts';
import { Workbench } from './workbench.ts';

/** An extension that runs the suite as soon as the window is up: the browser's VS Code has no test mode of its own. */
const HOST = `exports.activate = () => void require(process.env.WINNOW_SUITE).run().catch(() => undefined);`;
const SUITE_MS = 180_000;

/** Runs the suite in the extension host of a real VS Code whose window is a browser. */
export async function launchInCodeServer({ suite, workspace }: SuiteLaunch): Promise<readonly Outcome[]> {
  const folder = temporaryFolder();
  const result = join(folder.path, 'result.json');
  const host = packTinyExtension(folder.path, 'winnow-suite-host', HOST);
  const server = await startCodeServer({
    folder: workspace,
    vsix: [packagedVsix(), host],
    env: { WINNOW_SUITE: suite, WINNOW_SUITE_RESULT: result },
  });
  const browser = await launchBrowser();
  try {
    // The host starts with the first window.
    await Workbench.open(browser, server.url);
    return await resultIn(result, server.output);
  } finally {
    await browser.close();
    await server.stop();
    folder.remove();
  }
}

async function resultIn(file: string, output: () => string): Promise<readonly Outcome[]> {
  const deadline = Date.now() + SUITE_MS;
  while (!existsSync(file)) {
    if (Date.now() > deadline) throw new Error(`the suite did not end:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Outcome[];
}
