import type { Campaign } from './campaign.ts';

/** By name; each is loaded when it is run. */
export const CAMPAIGNS: Readonly<Record<string, () => Promise<Campaign>>> = {
  'lsp-fuzz': async () => (await import('./lspFuzz.ts')).lspFuzz,
  frames: async () => (await import('./brokenFrames.ts')).brokenFrames,
  edits: async () => (await import('./edits.ts')).edits,
  files: async () => (await import('./files.ts')).files,
  names: async () => (await import('./names.ts')).names,
  steering: async () => (await import('./steering.ts')).steering,
  kills: async () => (await import('./kills.ts')).kills,
  soak: async () => (await import('./soak.ts')).soak,
};
