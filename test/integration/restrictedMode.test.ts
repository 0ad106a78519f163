import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { METHODS, type OptimizeResult, type TriggersResult } from '../../shared/src/protocol.ts';
import { allowFingerprint } from '../../server/src/workspace/allowList.ts';
import { githubToken } from '../helpers/samples.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const SECRET = githubToken(201);
const SOURCE = `// zanzibar\nexport const token = '${SECRET}';\n`;
const RULES = 'immediate_triggers:\n  own:\n    keywords: [zanzibar]\n    agents: [intruder]\n';
const FILES = {
  'src/a.ts': SOURCE,
  'src/left-out.ts': 'export const zanzibar = 2;\n',
  '.winnow/triggers.yaml': RULES,
  '.winnow/config.json': JSON.stringify({
    budget: 500,
    exclude: ['src/left-out.ts'],
    secrets: {
      allow: ['github-token', 'github-pat', 'github-classic-token'].map((id) => allowFingerprint(id, SECRET)),
    },
  }),
  '.winnow/policy.json': JSON.stringify({ highestLevel: 'classified' }),
  '.claude/agents/intruder.md': '---\nname: intruder\n---\n',
};

const home = temporaryFolder();
const folder = temporaryFolder(FILES);
afterAll(() => {
  home.remove();
  folder.remove();
});

const everything = () => readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).sort();

describe.each([
  ['trusted', true],
  ['not trusted', false],
])('a workspace that is %s', (_, trusted) => {
  const own = temporaryFolder();
  afterAll(() => own.remove());

  test('its own rules have the effect they should have', async () => {
    const before = everything();
    const data = join(own.path, 'home');
    const server = await startServer({
      folder: folder.path,
      home: data,
      initializationOptions: { trusted },
    });
    const uri = pathToFileURL(join(folder.path, 'src/a.ts')).href;
    server.client.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text: SOURCE },
    });
    const triggers = await server.client.request<TriggersResult>(METHODS.triggers, { textDocument: { uri } });
    expect(triggers.agents.includes('intruder')).toBe(trusted);
    const pack = await server.client.request<OptimizeResult>(METHODS.optimize, { query: 'zanzibar token' });
    expect(pack.triggers.agents.includes('intruder')).toBe(trusted);
    expect(pack.chunks.map(({ path }) => path)).toContain('src/a.ts');
    expect(pack.chunks.some(({ path }) => path === 'src/left-out.ts')).toBe(!trusted);
    expect(pack.budget === 500).toBe(trusted);
    // What its configuration declares harmless is no secret, once it is trusted.
    expect(pack.text.includes(SECRET)).toBe(trusted);
    const folderUri = pathToFileURL(folder.path).href;
    const created = await server.client
      .request('workspace/executeCommand', { command: 'winnow.server.createTriggerRules', arguments: [{ folderUri }] })
      .then(
        () => true,
        () => false,
      );
    expect(created).toBe(trusted);
    expect(await server.stop()).toBe(0);
    expect(everything()).toEqual(before);
    expect(existsSync(data)).toBe(trusted);
  });

  test('its policy, which would let more out than the organisation does, lets out nothing more', async () => {
    const weak = temporaryFolder({
      'src/open.ts': 'export const zanzibar = 1;\n',
      'src/keyed.ts': `// zanzibar\nexport const token = '${SECRET}';\n`,
      'vault/plan.md': '# zanzibar plan\n',
      '.winnow/policy.json': JSON.stringify({
        highestLevel: 'classified',
        levels: [{ glob: '**', level: 'public' }],
        neverInclude: [],
        markers: [],
      }),
    });
    const organisation = temporaryFolder({
      'policy.json': JSON.stringify({ highestLevel: 'internal', neverInclude: ['vault'] }),
    });
    const server = await startServer({
      folder: weak.path,
      home: join(own.path, 'weak'),
      initializationOptions: { trusted, settings: { policyFile: join(organisation.path, 'policy.json') } },
    });
    const ask = (params: object) =>
      server.client.request<OptimizeResult>(METHODS.optimize, { query: 'zanzibar', budget: 50_000, ...params });
    for (const params of [{}, { highestLevel: 'classified' }, { pins: ['vault/plan.md', 'src/keyed.ts'] }]) {
      const pack = await ask(params);
      expect(pack.chunks.map(({ path }) => path)).toEqual(['src/open.ts']);
      expect(pack.text).not.toMatch(/token|plan/);
    }
    expect(await server.stop()).toBe(0);
    weak.remove();
    organisation.remove();
  });
});
