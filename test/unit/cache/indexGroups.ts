import type { IndexGroup } from '../../../server/src/engine/ranking/indexGroup.ts';
import { SegmentBuilder } from '../../../server/src/engine/ranking/segmentBuilder.ts';

/** A group whose files hold one word each; its digests are those words. */
export function indexGroup(files: Readonly<Record<string, string>>): IndexGroup {
  const builder = new SegmentBuilder();
  for (const [path, word] of Object.entries(files)) {
    const text = `${word} here\n`;
    const chunks = [{ startLine: 1, endLine: 1, start: 0, end: text.length, definitions: [word] }];
    builder.add({ path, language: 'typescript', role: 'source', text, chunks });
  }
  return { segment: builder.finish(), digests: Object.values(files) };
}
