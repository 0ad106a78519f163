import { afterAll, expect, test } from 'vitest';
import { METHODS, type OptimizeResult } from '../../shared/src/protocol.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const FILES = 400;
const addressOf = (at: number) => [`vera${at}`, 'winnow-mail.org'].join('@');
/** With it the files have more than the 4 MB from which threads share the work of the index. */
const filler = (at: number) =>
  Array.from({ length: 4000 }, (_, line) => `export const filler${at}x${line} = 1;\n`).join('');
const folder = temporaryFolder({
  ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`lib/filler${at}.ts`, filler(at)])),
  ...Object.fromEntries(
    Array.from({ length: FILES }, (_, at) => [`src/part${at}.ts`, `// walrus ${at}: write to ${addressOf(at)}\n`]),
  ),
});
afterAll(() => folder.remove());

async function pack(settings: object): Promise<string> {
  const home = temporaryFolder();
  const server = await startServer({
    folder: folder.path,
    home: home.path,
    initializationOptions: { trusted: true, settings },
  });
  const { text } = await server.client.request<OptimizeResult>(METHODS.optimize, {
    query: 'walrus winnow-mail vera7',
    budget: 30_000,
  });
  await server.stop();
  home.remove();
  return text;
}

const ADDRESS = /vera\d+@/g;
const PLACEHOLDER = /\[REDACTED:email-address:[0-9a-f]{6,}\]/g;

test('with the setting on, no address is in a pack, whichever thread read its file', async () => {
  const text = await pack({ secrets: { personalData: true } });
  expect(text.match(ADDRESS)).toBeNull();
  expect(new Set(text.match(PLACEHOLDER)).size).toBeGreaterThan(100);
});

test('with the setting off, which it is, addresses are text', async () => {
  const text = await pack({});
  expect(text.match(ADDRESS)?.length).toBeGreaterThan(100);
  expect(text.match(PLACEHOLDER)).toBeNull();
});
