import { LRUCache } from 'lru-cache';
import type { Analyzer, DocumentAnalysis } from '../engine/analyze.ts';
import { contentDigest, readDigested, readPlain, type DigestedText } from './contentDigest.ts';
import type { CrawledFile } from './crawler.ts';
import { stampOf, stateOf } from './fileState.ts';
import type { Overlay } from './overlays.ts';

/** What reading a file gave. */
export interface AnalyzedFile {
  readonly analysis?: DocumentAnalysis;
  /** Why there is no text. */
  readonly skip?: string;
  readonly digest?: string | undefined;
}

interface FileAnalysesOptions {
  readonly analyzer: Analyzer;
  readonly maxFileBytes: number;
  /** Whether the digests of contents are wanted. */
  readonly digests: boolean;
}

/** Analyses of the files that questions chose lately, so that a second question does not read them again. */
const RECENT_CHARACTERS = 8_000_000;

/** Files of the disk and texts of editors, analysed. */
export class FileAnalyses {
  readonly #options: FileAnalysesOptions;
  readonly #recent = new LRUCache<string, AnalyzedFile & { readonly stamp: string }>({
    maxSize: RECENT_CHARACTERS,
    sizeCalculation: ({ analysis }) => Math.max(1, analysis?.text.length ?? 0),
  });

  constructor(options: FileAnalysesOptions) {
    this.#options = options;
  }

  read({ path, absolutePath, root }: CrawledFile): AnalyzedFile {
    const { digests, maxFileBytes } = this.#options;
    return this.#analyze(
      path,
      (digests ? readDigested : readPlain)({ path: absolutePath, maxBytes: maxFileBytes, root }),
    );
  }

  ofText(path: string, text: string): AnalyzedFile {
    return this.#analyze(path, {
      text,
      encoding: 'utf-8',
      digest: this.#options.digests ? contentDigest(text) : undefined,
    });
  }

  /** As `read`, without reading where the file is in the state in which it was read lately. */
  recent(file: CrawledFile): AnalyzedFile {
    const state = stateOf(file.absolutePath);
    if (!state) return {};
    return this.#remembered(file.path, stampOf(state), () => this.read(file));
  }

  /** As `ofText`, without analysing anew what was asked for lately. `number` tells the text from the path's others. */
  recentText(path: string, { text, number }: Overlay): AnalyzedFile {
    return this.#remembered(path, `open ${number}`, () => this.ofText(path, text));
  }

  forget(path: string): void {
    this.#recent.delete(path);
  }

  forgetAll(): void {
    this.#recent.clear();
  }

  #remembered(path: string, stamp: string, analyze: () => AnalyzedFile): AnalyzedFile {
    const known = this.#recent.get(path);
    if (known?.stamp === stamp) return known;
    const analyzed = analyze();
    if (analyzed.analysis) this.#recent.set(path, { ...analyzed, stamp });
    return analyzed;
  }

  #analyze(path: string, read: DigestedText): AnalyzedFile {
    if ('skip' in read) return { skip: read.skip };
    return { analysis: this.#options.analyzer.analyze({ path, text: read.text }), digest: read.digest };
  }
}
