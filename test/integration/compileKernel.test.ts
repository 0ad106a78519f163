import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileKernel, embeddedKernel, KERNELS } from '../../server/build/compileKernel.mjs';

test.each(KERNELS)('compiling $constant again gives what is committed', async (kernel) => {
  expect(embeddedKernel(kernel, await compileKernel(kernel.source))).toBe(readFileSync(kernel.embedded, 'utf8'));
});
