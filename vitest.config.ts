import { defineConfig } from 'vitest/config';

// The unit project must stay under three seconds so that it can run on every save.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/{unit,property,tidy}/**/*.test.ts'], pool: 'threads', isolate: false } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'editor',
          include: ['test/editor/**/*.test.ts'],
          // On two busy cores a key may reach a window before it listens; the report tells what was tried again.
          retry: 1,
          testTimeout: 240_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
