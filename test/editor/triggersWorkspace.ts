import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '../helpers/temporary.ts';

/** Its last section is open at the end: tests type further rules there. */
const RULES = `compound_triggers:
  slow_query:
    description: The database is what is slow
    pattern: slow + query
    within: sentence
    agents: [database-architect, performance-engineer]
    sequential: true

priority_rules:
  - { condition: security, priority: 100 }
  - { condition: bug-fix, priority: 90 }

immediate_triggers:
  bug-fix:
    description: Something is broken and must be understood
    keywords: [fix bug, crash, memory leak]
    agents: [debugger]
    color: red
  security:
    description: Attack surface, secrets, identity
    keywords: [sql injection, credentials, path traversal]
    agents: [security-auditor]
    color: purple
  speed:
    keywords: [slow, latency]
    agents: [performance-engineer]
    color: orange
  testing:
    keywords: [unit test, regression test]
    agents: [test-writer]
    color: green
`;

const PLAN = `# Plan for the next release

- The import must not crash on empty files; a regression test belongs to it.
- Check the search form for sql injection before anything else.
- The report page is slow: one query reads every row.
- Measure the latency again, and add a unit test for the new cache.

A flaky test is not a red test.
`;

const IMPORT = `/** Reads a table; a memory leak here stays unseen for days. */
export function readTable(path: string): string[][] {
  // slow on large files
  return [[path]];
}
`;

const agent = (name: string) => `---\nname: ${name}\ndescription: Called ${name}\n---\n\nYou are ${name}.\n`;

/** A file as long as `lines` says, with a keyword on every hundredth line. */
function longFile(lines: number): string {
  return Array.from({ length: lines }, (_, at) => (at % 100 === 50 ? `line ${at}: crash` : `line ${at}`)).join('\n');
}

export interface TriggersWorkspace extends TemporaryFolder {
  /** Replaces the settings of the workspace; the window takes them up by itself. */
  readonly configure: (settings: Readonly<Record<string, unknown>>) => void;
}

/** A small workspace with rules in several colours, documents that they fire in, and agents that completion knows. */
export function triggersWorkspace(): TriggersWorkspace {
  const folder = temporaryFolder({
    '.winnow/triggers.yaml': RULES,
    '.claude/agents/debugger.md': agent('debugger'),
    '.claude/agents/test-writer.md': agent('test-writer'),
    'plan.md': PLAN,
    'src/import.ts': IMPORT,
    'long.txt': longFile(8000),
  });
  const configure = (settings: Readonly<Record<string, unknown>>): void => {
    mkdirSync(join(folder.path, '.vscode'), { recursive: true });
    writeFileSync(join(folder.path, '.vscode', 'settings.json'), JSON.stringify(settings));
  };
  return { ...folder, configure };
}
