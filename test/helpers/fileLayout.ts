import { fileRole } from '../../server/src/engine/chunks/fileRole.ts';
import { layoutOf, type Layout } from '../../server/src/engine/ranking/layout.ts';
import { SegmentBuilder } from '../../server/src/engine/ranking/segmentBuilder.ts';

/** The layout of an index of these files, without content; the flat number of a file is its place in `paths`. */
export function fileLayout(paths: readonly string[]): { readonly layout: Layout } {
  const files = paths.map((path) => ({ path, language: 'plaintext', role: fileRole(path) }));
  const noChunks = { fileChunks: new Uint32Array(paths.length + 1), chunkWords: new Uint32Array() };
  return { layout: layoutOf([{ segment: { ...new SegmentBuilder().finish(), ...noChunks, files } }]) };
}
