import type { Row } from './figures.ts';

/** Every row by name; a row's module is loaded only when it runs. */
export const ROWS = {
  'scan-1k': async () => (await import('./rows/scan1k.ts')).scan1k,
  'scan-10k': async () => (await import('./rows/scan10k.ts')).scan10k,
  'scan-memory': async () => (await import('./rows/scanMemory.ts')).scanMemory,
  lines: async () => (await import('./rows/lines.ts')).lines,
  keystroke: async () => (await import('./rows/keystroke.ts')).keystroke,
  secrets: async () => (await import('./rows/secrets.ts')).secrets,
  tokens: async () => (await import('./rows/tokens.ts')).tokens,
  estimate: async () => (await import('./rows/estimate.ts')).estimate,
  index: async () => (await import('./rows/index.ts')).index,
  git: async () => (await import('./rows/git.ts')).git,
  cold: async () => (await import('./rows/cold.ts')).cold,
  throughput: async () => (await import('./rows/throughput.ts')).throughput,
  query: async () => (await import('./rows/query.ts')).query,
  start: async () => (await import('./rows/start.ts')).start,
  memory: async () => (await import('./rows/memory.ts')).memory,
  l1: async () => (await import('./rows/l1.ts')).l1,
  stores: async () => (await import('./rows/stores.ts')).stores,
  outage: async () => (await import('./rows/outage.ts')).outage,
  team: async () => (await import('./rows/team.ts')).team,
  budget: async () => (await import('./rows/budget.ts')).budget,
  compaction: async () => (await import('./rows/compaction.ts')).compaction,
} satisfies Record<string, () => Promise<Row>>;

export type RowName = keyof typeof ROWS;

export function isRow(name: string): name is RowName {
  return Object.hasOwn(ROWS, name);
}
