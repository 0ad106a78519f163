import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

/** The trigger rules of the test's workspace: colours that can be told apart on the screen. */
const RULES = `immediate_triggers:
  debugging:
    keywords: [fix bug]
    agents: [debugger]
    color: red
  speed:
    keywords: [make faster]
    agents: [performance-engineer]
    color: green
`;

const NOTES = `# Notes

Please fix bug 42 before the release.
`;

export interface EditorWorkspace extends TemporaryFolder {
  /** The secret that stands in `src/settings.ts`. */
  readonly token: string;
}

/** A real workspace: this repository's own sources, trigger rules, notes with a keyword and a file with a secret. */
export function editorWorkspace(): EditorWorkspace {
  const token = githubToken();
  const folder = temporaryFolder({
    '.winnow/triggers.yaml': RULES,
    'notes.md': NOTES,
    'src/settings.ts': `/** How the selection of chunks reads its token budget. */\nexport const budgetApiToken = '${token}';\n`,
  });
  const sources = ['server/src/engine', 'shared/src'].filter((path) => existsSync(join(REPOSITORY, path)));
  for (const path of sources) cpSync(join(REPOSITORY, path), join(folder.path, path), { recursive: true });
  return { ...folder, token };
}
