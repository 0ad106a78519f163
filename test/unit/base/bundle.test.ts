import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as bundle from '../../../server/src/base/bundle.ts';

// Test runners define `__dirname` in modules that are no bundle.
test('where the sources run as they are, entries are the sources', () => {
  const entries = [bundle.mcpEntry(), bundle.serveEntry(), bundle.metricsEntry()].map((url) => fileURLToPath(url));
  for (const path of [bundle.workerEntry(), bundle.schemaFolder(), ...entries]) expect(existsSync(path)).toBe(true);
  expect(bundle.buildDigest('1')).toBe(bundle.buildStamp('1'));
  expect(bundle.buildStamp('1')).not.toBe(bundle.buildStamp('2'));
});
