import { parseQuery } from '../../server/src/engine/ranking/query.ts';
import { rank } from '../../server/src/engine/ranking/rank.ts';
import { readCorpus } from './corpus/files.ts';
import { indexCorpus } from './engineIndex.ts';
import { loadPeer } from './peers.ts';
import { timed } from './runner.ts';
import { createFlexSearch, createMiniSearch, withoutStopWords } from './searchPeers.ts';
import type { RankerName, SearchReply, SearchRequest } from './searchProcess.ts';
import { loadGptTokenizer } from './tokenCounters.ts';

// The process behind `SearchProcess`: indexes the corpus three times, then answers requests.
const RANKED = 200;
const { segment, chunks, path } = indexCorpus(readCorpus());
const miniSearch = createMiniSearch(await loadPeer('minisearch'));
const flexSearch = createFlexSearch(await loadPeer('flexsearch'));
chunks.forEach((text, id) => {
  miniSearch.add({ id, text });
  flexSearch.add(id, text);
});
const count = await loadGptTokenizer();
const parts = [{ segment }];
const rankers: Record<RankerName, (query: string) => readonly number[]> = {
  Winnow: (query) =>
    rank({ parts, query: parseQuery(query) })
      .slice(0, RANKED)
      .map(({ chunk }) => chunk),
  MiniSearch: (query) =>
    miniSearch
      .search(withoutStopWords(query))
      .slice(0, RANKED)
      .map(({ id }) => id),
  FlexSearch: (query) => flexSearch.search(withoutStopWords(query), { limit: RANKED, suggest: true }),
};

process.on('message', (request: SearchRequest) => {
  try {
    reply({
      ms:
        request.kind === 'pack'
          ? timed(() => pack(request.query, request.budget))
          : pass(request.ranker, request.queries),
    });
  } catch (error) {
    reply({ failure: error instanceof Error ? error.message : String(error) });
  }
});
reply({ chunks: chunks.length });

function reply(message: SearchReply): void {
  process.send?.(message);
}

function pass(ranker: RankerName, queries: readonly string[]): number {
  // They rank differently by design; but where one finds something, so must Winnow.
  for (const query of queries.slice(0, 20)) {
    if (rankers.MiniSearch(query).length > 0 && rankers.Winnow(query).length === 0) {
      throw new Error(`Winnow finds nothing for "${query}"`);
    }
  }
  globalThis.gc?.();
  return timed(() => queries.forEach((query) => rankers[ranker](query)));
}

/** Best first, each chunk under its path, until the next one does not fit. */
function pack(query: string, budget: number): string {
  let text = '';
  let tokens = 0;
  for (const chunk of rankers.MiniSearch(query)) {
    const block = `${path(chunk)}\n\`\`\`\n${chunks[chunk]!}\`\`\`\n`;
    const size = count(block);
    if (tokens + size > budget) break;
    tokens += size;
    text += block;
  }
  return text;
}
