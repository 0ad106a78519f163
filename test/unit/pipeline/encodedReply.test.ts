import { expect, test } from 'vitest';
import { redacted } from '../../../server/src/engine/secrets/redact.ts';
import { joined } from '../../../server/src/lsp/jsonText.ts';
import { ReplyEncoder, type ReplyHead } from '../../../server/src/pipeline/encodedReply.ts';
import type { Pack } from '../../../server/src/pipeline/pack.ts';

const pack = {
  query: redacted`what is “it”`,
  text: redacted`# é\n`,
  tokens: 3,
  rawTokens: 4,
  heldBack: 1,
  redactions: [{ rule: 'r', path: redacted`a.ts`, line: 1, level: 'secret' }],
} as unknown as Pack;
const head = (cacheLevel: ReplyHead['cacheLevel'], id?: string): ReplyHead => ({
  ...(id === undefined ? {} : { id }),
  budget: 100,
  format: 'markdown',
  cacheLevel,
  latencyMs: 1.5,
  stages: { rank: 1 },
  degraded: [],
  memory: { rss: 1, heapUsed: 1 },
});

test.each(['none', 'memory', 'memory', 'sqlite'] as const)('from %s: the JSON is that of the reply', (level) => {
  const encoder = new ReplyEncoder();
  for (const told of [head(level, 'a'), head(level), head('memory', 'b')]) {
    const { json, ...counted } = encoder.encode(pack, told);
    expect(JSON.parse(joined(json))).toEqual({ ...pack, ...told });
    const { stages, cacheLevel } = told;
    expect(counted).toEqual({ stages, cacheLevel, tokens: 3, rawTokens: 4, heldBack: 1, redactions: [{ rule: 'r' }] });
  }
});
