import { parseArgs } from 'node:util';
import { CAMPAIGNS } from './campaigns.ts';
import type { CampaignOptions } from './campaign.ts';

const USAGE = `npm run torture -- NAME [--seed N] [--long | --short]
NAME: ${Object.keys(CAMPAIGNS).join(', ')} or all`;
/** A server that has not answered by then counts as deaf. */
const ANSWER_WITHIN_MS = 2000;

async function runOne(name: string, options: CampaignOptions): Promise<boolean> {
  const load = CAMPAIGNS[name];
  if (!load) throw new Error(`there is no campaign ${name}\n${USAGE}`);
  const startedMs = performance.now();
  console.log(`${name}: seed ${options.seed}, ${options.size} form`);
  const { counts, failures } = await (await load())(options);
  for (const [what, count] of Object.entries(counts)) console.log(`  ${what}: ${Math.round(count * 1000) / 1000}`);
  for (const failure of failures) console.log(`  ✗ ${failure}`);
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  console.log(`${name}: ${failures.length === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  return failures.length === 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, long: { type: 'boolean' }, short: { type: 'boolean' } },
});
const [wanted] = positionals;
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
if (wanted === undefined || !Number.isSafeInteger(seed)) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const size = values.long ? 'long' : values.short ? 'short' : 'usual';
  const options = {
    seed,
    size,
    answerWithinMs: ANSWER_WITHIN_MS,
    say: (line: string) => console.log(`  ${line}`),
  } as const;
  let passed = true;
  for (const name of wanted === 'all' ? Object.keys(CAMPAIGNS) : [wanted])
    passed = (await runOne(name, options)) && passed;
  process.exitCode = passed ? 0 : 1;
}
