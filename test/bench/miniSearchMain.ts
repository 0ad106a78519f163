import { readCorpus } from './corpus/files.ts';
import { loadPeer } from './peers.ts';
import { residentBytes } from './processes.ts';
import { createMiniSearch } from './searchPeers.ts';

// `node --expose-gc miniSearchMain.ts`: prints the resident bytes of a process that holds MiniSearch's index alone.
const LINES = 50;
const index = createMiniSearch(await loadPeer('minisearch'));
let id = 0;
for (const { text } of readCorpus()) {
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += LINES)
    index.add({ id: id++, text: lines.slice(at, at + LINES).join('\n') });
}
for (let round = 0; round < 3; round++) {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const found = index.search('language server').length;
process.stdout.write(String(found > 0 ? residentBytes(process.pid) : NaN));
