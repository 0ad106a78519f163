import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { languageOf } from '../../../server/src/engine/chunks/languages.ts';
import { compact } from '../../../server/src/engine/tokens/compact.ts';
import { Source } from '../../../server/src/engine/tokens/passes/source.ts';
import { declaredNames, parserOf, parses } from '../../helpers/treeSitter.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { loadCorpus } from '../corpus/load.ts';
import { queriesOf } from '../corpus/queries.ts';
import { figure, type Row } from '../figures.ts';
import { CORPUS_DIR } from '../paths.ts';
import { installPeers, peerFile } from '../peers.ts';
import { runNode, withTemporaryFolder } from '../processes.ts';
import { ServerUnderTest } from '../server.ts';
import { loadGptTokenizer, type Count } from '../tokenCounters.ts';

const ROW = 'compaction';
const FILES = 2000;
const MOST_BYTES = 60_000;
const LEAST_DECLARED = 95;

interface Level {
  readonly name: 'lossless' | 'nocomments' | 'outline';
  readonly reach: number;
  /** What repomix is asked for, where it has the like. */
  readonly peer?: readonly string[];
}

const LEVELS: readonly Level[] = [
  { name: 'lossless', reach: 10 },
  { name: 'nocomments', reach: 22, peer: ['--remove-comments', '--remove-empty-lines'] },
  { name: 'outline', reach: 45, peer: ['--compress'] },
];

/** What compaction saves, on whole files and on the lines that questions choose, and whether all of it still parses. */
export const compaction: Row = async ({ full, log }) => {
  const corpus = await loadCorpus(log);
  installPeers(log);
  const count = await loadGptTokenizer();
  const files = await parsedFiles(corpus);
  log(`bench: ${files.length} files that tree-sitter understands`);
  const peer = await peerTokens(files, count);
  const raw = files.reduce((sum, { text }) => sum + count(text), 0);
  const broken = new Set<string>();
  const declared = new Map<string, { names: number; kept: number }>();
  const figures = [];
  for (const level of LEVELS) {
    let left = 0;
    for (const file of files) {
      const { text } = compact(new Source(file.text, file), { start: 0, end: file.text.length }, level.name);
      left += count(text);
      if (!(await isWhole(file, text))) broken.add(`${file.path} (${level.name})`);
      if (level.name === 'outline') await countDeclared(file, text, declared);
    }
    figures.push(savedFigure(level, level.name, 100 - (100 * left) / raw, peer.get(level.name)));
  }
  const selected = await selectedSavings(corpus, full ? 60 : 12);
  for (const level of LEVELS) figures.push(savedFigure(level, `selected ${level.name}`, selected.get(level.name) ?? 0));
  const none = { row: ROW, unit: 'files', better: 'less', reach: '0', meets: (value: number) => value === 0 } as const;
  figures.push(figure({ ...none, metric: 'broken', value: broken.size }));
  const shares = [...declared].map(([language, { names, kept }]) => ({
    language,
    names,
    percent: (100 * kept) / names,
  }));
  figures.push(
    figure({
      row: ROW,
      metric: 'declarations kept',
      unit: '%',
      better: 'more',
      reach: `≥ ${LEAST_DECLARED} %`,
      value: Math.min(...shares.map(({ percent }) => percent)),
      meets: (value) => value >= LEAST_DECLARED,
    }),
  );
  return {
    figures,
    notes: [
      `${files.length} files of the corpus that tree-sitter understands as they stand, whole; o200k_base by gpt-tokenizer. “selected” are the lines that questions of the corpus choose.`,
      `repomix packs the same files; its share is of its own pack without those options. It has no mode that keeps comments.`,
      `Declarations that an outline keeps of what tree-sitter finds outside of functions, the worst language counting: ${shares.map(({ language, names, percent }) => `${language} ${percent.toFixed(1)} % of ${names}`).join(', ')}.`,
      ...(broken.size > 0 ? [`Broken: ${[...broken].slice(0, 5).join(', ')}.`] : []),
    ],
  };
};

function savedFigure({ reach }: Level, metric: string, value: number, peerValue?: number) {
  const peer = peerValue === undefined ? {} : { peer: 'repomix', peerValue };
  const meets = (percent: number) => percent >= reach;
  return figure({ row: ROW, metric, unit: '%', better: 'more', value, reach: `≥ ${reach} %`, meets, ...peer });
}

type ParsedFile = CorpusFile & { readonly language: string };

/** Files of the corpus, spread evenly, that are whole to tree-sitter as they stand. */
async function parsedFiles(corpus: readonly CorpusFile[]): Promise<readonly ParsedFile[]> {
  const parsed: ParsedFile[] = [];
  // 1,613 is prime to the number of files, so the walk visits each file once, far from the one before.
  for (let at = 0; at < corpus.length && parsed.length < FILES; at++) {
    const file = corpus[(at * 1613) % corpus.length]!;
    const language = languageOf(file.path);
    const parser = file.bytes <= MOST_BYTES && language !== 'json' ? await parserOf(language) : undefined;
    if (parser && parses(parser, file.text)) parsed.push({ ...file, language });
  }
  return parsed;
}

async function isWhole({ language }: ParsedFile, text: string): Promise<boolean> {
  const parser = await parserOf(language);
  return parser !== undefined && parses(parser, text);
}

async function countDeclared(
  { language, text }: ParsedFile,
  outline: string,
  declared: Map<string, { names: number; kept: number }>,
): Promise<void> {
  const parser = await parserOf(language);
  const names = parser ? declaredNames(parser, text) : [];
  if (!parser || names.length === 0) return;
  const count = declared.get(language) ?? { names: 0, kept: 0 };
  const left = new Map<string, number>();
  for (const name of declaredNames(parser, outline)) left.set(name, (left.get(name) ?? 0) + 1);
  for (const name of names) {
    const times = left.get(name) ?? 0;
    if (times > 0) count.kept++;
    left.set(name, times - 1);
  }
  count.names += names.length;
  declared.set(language, count);
}

/** The share of its pack that repomix saves, by level. */
async function peerTokens(files: readonly ParsedFile[], count: Count): Promise<ReadonlyMap<string, number>> {
  return withTemporaryFolder(async (folder) => {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, 'files', path)), { recursive: true });
      writeFileSync(join(folder, 'files', path), text);
    }
    const packed = async (options: readonly string[]) => {
      const out = join(folder, 'packed.txt');
      const fixed = ['--no-security-check', '--no-gitignore', '--no-default-patterns', '--style', 'plain', '--quiet'];
      const program = peerFile('repomix', 'bin/repomix.cjs');
      await runNode([program, join(folder, 'files'), ...fixed, '--output', out, ...options], { cwd: folder });
      return count(readFileSync(out, 'utf8'));
    };
    const whole = await packed([]);
    const shares = new Map<string, number>();
    for (const { name, peer } of LEVELS) {
      if (peer) shares.set(name, 100 - (100 * (await packed(peer))) / whole);
    }
    return shares;
  });
}

/** The share of the chosen lines' tokens that the server saves, by level. */
async function selectedSavings(corpus: readonly CorpusFile[], questions: number): Promise<ReadonlyMap<string, number>> {
  return withTemporaryFolder(async (home) => {
    const server = await ServerUnderTest.start(CORPUS_DIR, corpus.length, home);
    const shares = new Map<string, number>();
    for (const { name } of LEVELS) {
      let raw = 0;
      let saved = 0;
      for (const query of queriesOf(corpus, questions)) {
        const { rawTokens, compaction: done } = await server.optimize({ query, compaction: name });
        raw += rawTokens;
        saved += done.savedTokens;
      }
      shares.set(name, (100 * saved) / raw);
    }
    await server.stop();
    return shares;
  });
}
