import { Analyzer } from '../../server/src/engine/analyze.ts';
import type { Segment } from '../../server/src/engine/ranking/segment.ts';
import { SegmentBuilder } from '../../server/src/engine/ranking/segmentBuilder.ts';
import type { CorpusFile } from './corpus/files.ts';

export interface EngineIndex {
  readonly segment: Segment;
  /** Text of each chunk, in the segment's order. */
  readonly chunks: readonly string[];
  readonly path: (chunk: number) => string;
}

const NO_RULES = { immediate: [], compound: [], context: [], negative: [], priorities: [] };

/** The corpus in Winnow's own index and as the chunks it is made of, so that peers rank the very same ones. */
export function indexCorpus(files: readonly CorpusFile[]): EngineIndex {
  const analyzer = new Analyzer({ rules: NO_RULES, digest: () => '0'.repeat(64) });
  const builder = new SegmentBuilder();
  const chunks: string[] = [];
  const paths: string[] = [];
  for (const { path, text } of files) {
    const analysis = analyzer.analyze({ path, text });
    builder.add(analysis);
    for (const { start, end } of analysis.chunks) {
      chunks.push(analysis.text.slice(start, end));
      paths.push(path);
    }
  }
  return { segment: builder.finish(), chunks, path: (chunk) => paths[chunk]! };
}
