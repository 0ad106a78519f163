import { existsSync } from 'node:fs';
import { CORPUS_COMPLETE } from '../paths.ts';
import { buildCorpus } from './build.ts';
import { readCorpus, type CorpusFile } from './files.ts';

/** All files of the corpus in path order; builds it first when it is not there. */
export async function loadCorpus(log: (line: string) => void): Promise<readonly CorpusFile[]> {
  if (!existsSync(CORPUS_COMPLETE)) await buildCorpus(log);
  return readCorpus();
}
