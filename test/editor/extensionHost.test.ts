import { describe, expect, it } from 'vitest';
import { requireComponent } from '../helpers/components.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { launchSuite } from './launchSuite.ts';
import { editorWorkspace } from './workspace.ts';

// A desktop VS Code brings its own window.
const canRun = process.env.WINNOW_TEST_VSCODE === 'electron' || !('missing' in (await requireComponent('chromium')));

/** The suite runs as a whole before its tests are known here: its files can only be loaded inside the host. */
async function runSuiteInHost() {
  const workspace = editorWorkspace();
  const folder = temporaryFolder();
  try {
    return await launchSuite(folder.path, workspace.path);
  } finally {
    folder.remove();
    workspace.remove();
  }
}

if (canRun) {
  const outcomes = await runSuiteInHost();
  describe('inside the extension host', () => {
    it.each(outcomes)('$name', ({ error }) => {
      expect(error).toBeUndefined();
    });
  });
} else {
  describe.skip('inside the extension host', () => it('needs Chromium', () => undefined));
}
