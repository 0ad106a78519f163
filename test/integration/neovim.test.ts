import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AnalysisResult, OptimizeResult } from '../../shared/src/protocol.ts';
import { requireComponent } from '../helpers/components.ts';
import { REPOSITORY } from '../helpers/repository.ts';
import { githubToken } from '../helpers/samples.ts';
import { startServer } from '../helpers/server.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const neovim = await requireComponent('nvim');
const BUDGET = 2000;
const INCREMENTAL = 2;

interface Diagnostic {
  readonly line: number;
  readonly severity: number;
  readonly message: string;
  readonly source: string;
}

/** What `neovim.lua` saw. */
interface Seen {
  readonly failed?: string;
  readonly syncKind: number;
  readonly opened: readonly Diagnostic[];
  readonly hover: { readonly contents: { readonly value: string } };
  readonly highlights: readonly unknown[];
  readonly edited: readonly Diagnostic[];
  readonly lastLine: number;
  readonly text: string;
  readonly analysis: AnalysisResult;
  readonly pack: OptimizeResult;
  readonly exitCode: number;
}

const secret = githubToken();
const FILE = 'src/invoice.ts';
const FILES = {
  [FILE]: [
    '// debug this: the total of an invoice is wrong',
    'export function totalOf(invoice: Invoice): number {',
    '  return invoice.lines.reduce((sum, line) => sum + line.price, 0);',
    '}',
    `export const token = '${secret}';`,
    '',
  ].join('\n'),
  'src/parser.ts': 'export function parseInvoice(text: string): Invoice {\n  return JSON.parse(text) as Invoice;\n}\n',
};
/** What edits put in: characters beyond the BMP, keywords, the beginning and end of literals. */
const LINES = ['// fix the bug', '𝒜𝒷𝒸 👩‍🚀', '`', '/*', '*/', '  const debug = 1;', '', `'${secret}'`, 'naïve\tÅ', '}'];

interface Places {
  readonly folder: string;
  /** Holds the key that fingerprints are made with. */
  readonly home: string;
}

function drive(path: string, { folder, home }: Places): Seen {
  const [script, seen] = [join(home, 'script.json'), join(home, 'seen.json')];
  writeFileSync(
    script,
    JSON.stringify({
      folder,
      file: join(folder, FILE),
      command: [process.execPath, join(REPOSITORY, 'dist', 'cli.cjs'), 'lsp', '--stdio'],
      keyword: { line: 0, character: 4 },
      query: 'how is the total of an invoice worked out?',
      budget: BUDGET,
      lines: LINES,
      edits: 300,
      seed: 7,
    }),
  );
  const { stderr } = spawnSync(
    path,
    ['--headless', '--clean', '-n', '-S', join(REPOSITORY, 'test/helpers/neovim.lua')],
    {
      env: {
        ...process.env,
        WINNOW_HOME: home,
        WINNOW_SCRIPT: script,
        WINNOW_SEEN: seen,
        XDG_STATE_HOME: home,
      },
      encoding: 'utf8',
      timeout: 100_000,
    },
  );
  try {
    return JSON.parse(readFileSync(seen, 'utf8')) as Seen;
  } catch (cause) {
    throw new Error(`Neovim wrote nothing: ${stderr}`, { cause });
  }
}

/** What a server knows that is given the text as a whole. */
async function analysed(text: string, { folder, home }: Places): Promise<AnalysisResult> {
  const server = await startServer({ folder, home });
  const uri = pathToFileURL(join(folder, FILE)).href;
  server.client.notify('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text },
  });
  const analysis = await server.client.request<AnalysisResult>('winnow/analysis', { textDocument: { uri } });
  await server.stop();
  return analysis;
}

describe.skipIf(!('path' in neovim))('Neovim', () => {
  test('attaches, edits, and is told of secrets, triggers and packs', { timeout: 120_000 }, async () => {
    const [workspace, data] = [temporaryFolder(FILES), temporaryFolder()];
    onTestFinished(() => (workspace.remove(), data.remove()));
    const places = { folder: workspace.path, home: data.path };
    const seen = drive('path' in neovim ? neovim.path : '', places);
    expect(seen.failed).toBeUndefined();
    expect(seen.syncKind).toBe(INCREMENTAL);

    expect(seen.opened).toMatchObject([{ line: 4, source: 'winnow' }]);
    expect(seen.edited).toMatchObject([{ line: seen.lastLine, message: seen.opened[0]!.message }]);
    expect(seen.hover.contents.value).toContain('debug');
    expect(seen.highlights.length).toBeGreaterThan(0);

    const fresh = await analysed(seen.text, places);
    expect(seen.analysis.sha256).toBe(createHash('sha256').update(seen.text).digest('hex'));
    for (const part of ['sha256', 'hits', 'findings', 'chunks'] as const)
      expect(seen.analysis[part], part).toEqual(fresh[part]);

    expect(seen.pack.tokens).toBe(countTokens(seen.pack.text));
    expect(seen.pack.tokens).toBeLessThanOrEqual(BUDGET);
    expect(seen.pack.chunks.map(({ path }) => path)).toContain('src/parser.ts');
    expect(JSON.stringify(seen.pack)).not.toContain(secret);
    expect(seen.exitCode).toBe(0);
  });
});
