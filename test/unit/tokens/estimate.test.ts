import { expect, test } from 'vitest';
import { estimateTokens } from '../../../server/src/engine/tokens/estimate.ts';

const ROWS: readonly (readonly [text: string, least: number, most: number])[] = [
  ['', 0, 0],
  ['hello world', 2, 2],
  ['import { readFileSync } from "node:fs";', 10, 14],
  ['1234567', 3, 3],
  ['\n        return undefined;\n', 4, 5],
  ['='.repeat(64), 1, 8],
  ['日本語のテキスト', 3, 9],
  ['مرحبا بالعالم كيف حالك', 5, 12],
  ['👍🏽 é \ud800', 3, 10],
  ['x'.repeat(10_000), 500, 5000],
];

test.each(ROWS.map(([text, least, most]) => [text.slice(0, 24), text, least, most] as const))(
  '%j is about right',
  (_, text, least, most) => {
    const tokens = estimateTokens(text);
    expect(tokens).toBeGreaterThanOrEqual(least);
    expect(tokens).toBeLessThanOrEqual(most);
  },
);
