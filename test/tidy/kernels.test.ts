import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KERNELS, sourceDigest } from '../../server/build/compileKernel.mjs';

test.each(KERNELS)('what is embedded was compiled from $constant (else: npm run build)', ({ source, embedded }) => {
  expect(readFileSync(embedded, 'utf8')).toContain(sourceDigest(source));
});
