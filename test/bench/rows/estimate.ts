import { estimateTokens } from '../../../server/src/engine/tokens/estimate.ts';
import { loadCorpus } from '../corpus/load.ts';
import { figure, type Row } from '../figures.ts';
import { loadPeer } from '../peers.ts';
import { quantile } from '../runner.ts';
import { loadGptTokenizer } from '../tokenCounters.ts';

const ROW = 'estimate';
/** Of fewer tokens any error is large, and none matters. */
const FEWEST_TOKENS = 20;

/** How far estimates without a vocabulary are from exact o200k_base counts, file by file. */
export const estimate: Row = async ({ log }) => {
  const files = (await loadCorpus(log)).filter(({ path }) => isHeldOut(path));
  const exact = await loadGptTokenizer();
  const { estimateTokenCount } = await loadPeer<{ estimateTokenCount: (text: string) => number }>('tokenx');
  log('counting');
  const counted = files
    .map(({ text }) => ({ text, tokens: exact(text) }))
    .filter(({ tokens }) => tokens >= FEWEST_TOKENS);
  const errors = (estimated: (text: string) => number) =>
    counted.map(({ text, tokens }) => (100 * Math.abs(estimated(text) - tokens)) / tokens).sort((a, b) => a - b);
  const ours = errors(estimateTokens);
  const peers = {
    tokenx: errors(estimateTokenCount),
    'characters / 4': errors((text) => text.length / 4),
    'words × 1.3': errors((text) => 1.3 * (text.match(/\S+/g)?.length ?? 0)),
  };
  const shared = { row: ROW, unit: '%', better: 'less' } as const;
  return {
    figures: [
      figure({
        ...shared,
        metric: 'value',
        value: quantile(ours, 0.95),
        peer: 'tokenx',
        peerValue: quantile(peers.tokenx, 0.95),
        reach: '≤ 8 %',
        meets: (value) => value <= 8,
      }),
      figure({
        ...shared,
        metric: 'median',
        value: quantile(ours, 0.5),
        peer: 'tokenx',
        peerValue: quantile(peers.tokenx, 0.5),
      }),
      ...(['characters / 4', 'words × 1.3'] as const).map((name) =>
        figure({
          ...shared,
          metric: `against ${name}`,
          value: quantile(ours, 0.95),
          peer: name,
          peerValue: quantile(peers[name], 0.95),
        }),
      ),
    ],
    notes: [
      `Error of each of ${counted.length} files of at least ${FEWEST_TOKENS} tokens, over its exact o200k_base count (gpt-tokenizer); value: the 95th percentile. The costs of pieces were fitted on the other half of the corpus, which is not measured here.`,
    ],
  };
};

/** The half of the corpus that nothing was fitted on: paths whose digest (FNV-1a) is odd. */
function isHeldOut(path: string): boolean {
  let digest = 0x811c9dc5;
  for (let at = 0; at < path.length; at++) digest = Math.imul(digest ^ path.charCodeAt(at), 0x01000193);
  return ((digest ^ (digest >>> 15)) & 1) === 1;
}
