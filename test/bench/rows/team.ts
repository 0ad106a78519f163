import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { OptimizeResult } from '../../../shared/src/protocol.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { built, CORPUS_DIR } from '../paths.ts';
import { runNode, withTemporaryFolder } from '../processes.ts';
import { summarize } from '../runner.ts';
import { homeVariables } from '../server.ts';
import { withRedis } from '../stores.ts';

const ROW = 'team';
const QUERY = 'Where is the maximum nesting depth of callbacks checked, and what is reported when it is exceeded?';
const RUNS = { quick: 5, full: 11 };
const TEAM_KEY = 'twelve words that are shared by this team alone';

type Machine = 'alone' | 'first' | 'second' | 'same question';

interface Asked {
  readonly wallMs: number;
  readonly indexMs: number;
}

/** The first machine of a team, and a second one with nothing of its own but the same Redis: from the start of a process to a pack. */
export const team: Row = async ({ full, log }) => {
  const files = await loadCorpus(log);
  const cli = built('cli.cjs');
  return withTemporaryFolder((folder) =>
    withRedis(async (url) => {
      const client = new Redis(url);
      const asked: Record<Machine, Asked[]> = { alone: [], first: [], second: [], 'same question': [] };
      let machines = 0;
      const ask = async (machine: Machine, query: string, level: OptimizeResult['cacheLevel']): Promise<Asked> => {
        const home = join(folder, `machine${machines++}`);
        mkdirSync(home);
        const stores = machine === 'alone' ? {} : { WINNOW_REDIS_URL: url, WINNOW_TEAM_KEY: TEAM_KEY };
        const args = [cli, 'optimize', '--workspace', CORPUS_DIR, '--query', query, '--json'];
        const { stdout, wallMs } = await runNode(args, { cwd: home, env: { ...homeVariables(home), ...stores } });
        const { filesSeen, cacheLevel, stages } = JSON.parse(stdout) as OptimizeResult;
        if (filesSeen !== files.length) throw new Error(`winnow saw ${filesSeen} of ${files.length} files`);
        if (cacheLevel !== level) throw new Error(`${machine}: answered from ${cacheLevel} instead of ${level}`);
        return { wallMs, indexMs: stages['index'] ?? 0 };
      };
      let bytes = 0;
      log('timing');
      for (let run = -1; run < (full ? RUNS.full : RUNS.quick); run++) {
        await client.flushall();
        const round: readonly [Machine, Asked][] = [
          ['alone', await ask('alone', QUERY, 'none')],
          ['first', await ask('first', QUERY, 'none')],
          ['second', await ask('second', `${QUERY} Again.`, 'none')],
          ['same question', await ask('same question', QUERY, 'redis')],
        ];
        if (run >= 0) for (const [machine, one] of round) asked[machine].push(one);
        bytes = await heldBytes(client);
      }
      client.disconnect();
      const seconds = (machine: Machine) => summarize(asked[machine].map(({ wallMs }) => wallMs / 1000));
      const index = (machine: Machine) => summarize(asked[machine].map(({ indexMs }) => indexMs));
      const shared = { row: ROW, better: 'less' } as const;
      const toPack = { ...shared, unit: 's', peer: 'the first machine', peerValue: seconds('first') } as const;
      return {
        figures: [
          figure({
            ...toPack,
            metric: 'second machine',
            value: seconds('second'),
            reach: 'faster than the first',
            meets: (_, ratio) => ratio > 1,
          }),
          figure({ ...toPack, metric: 'second machine, same question', value: seconds('same question') }),
          figure({
            ...shared,
            unit: 'ms',
            metric: 'index alone',
            value: index('second'),
            peer: 'the first machine',
            peerValue: index('first'),
          }),
          figure({
            ...shared,
            unit: 's',
            metric: 'first machine, for giving',
            value: seconds('first'),
            peer: 'without a store',
            peerValue: seconds('alone'),
          }),
          figure({ ...shared, unit: 'MB', metric: 'in Redis', value: bytes / 1e6 }),
        ],
        notes: [
          `\`winnow optimize --json\` over the corpus, each time a fresh process with a data folder of its own, in turn: without a store; with an empty Redis on this machine (the first machine); with what that one left there (the second), asked something else, so that it takes the index but no pack; and the first question again on a third machine, which takes the pack.`,
          'A time is that of the whole process, writing behind the answer included. Index alone: the stage from the crawled paths to the index, reading and comparing every file included.',
        ],
      };
    }),
  );
};

async function heldBytes(client: Redis): Promise<number> {
  const keys = await client.keys('winnow:*');
  const lengths = await Promise.all(keys.map((key) => client.strlen(key)));
  return lengths.reduce((sum, one) => sum + one, 0);
}
