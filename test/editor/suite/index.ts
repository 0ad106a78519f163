import { assistantTests } from './assistants.ts';
import { commandTests } from './commands.ts';
import { crashTests } from './crashes.ts';
import { documentTests } from './documents.ts';
import { packTests } from './packs.ts';
import { settingsTests } from './settings.ts';
import { reportOutcomes, runSuite } from './suite.ts';
import { triggerTests } from './triggers.ts';

/** The entry that both launchers call inside the extension host. */
export async function run(): Promise<void> {
  const outcomes = await runSuite({
    ...commandTests,
    ...documentTests,
    ...packTests,
    ...assistantTests,
    ...settingsTests,
    ...triggerTests,
    ...crashTests,
  });
  reportOutcomes(outcomes);
  const failed = outcomes.filter(({ error }) => error !== undefined);
  if (failed.length > 0) throw new Error(failed.map(({ name, error }) => `${name}: ${error}`).join('\n\n'));
}
