/** How far a piece of text may travel, from anywhere to nowhere. */
export const LEVELS = ['public', 'internal', 'sensitive', 'classified'] as const;
export type Level = (typeof LEVELS)[number];

/** One kind of secret: what announces it, what it looks like, and the proof that the rule works. */
export interface SecretRule {
  /** Stable kebab-case name, shown in placeholders, diagnostics and reports. */
  readonly id: string;
  readonly description: string;
  readonly level: Level;
  /** Literals (any case) of which one must stand near the secret; they are what the shared scan looks for. */
  readonly keywords: readonly string[];
  /** Global, run on a window of the text only. The secret is group `secret` where there is one, else the whole match. */
  readonly pattern: RegExp;
  /** How many UTF-16 units before the keyword's start and after its end the pattern may need. */
  readonly window: { readonly before: number; readonly after: number };
  /** Least Shannon entropy of the secret in bits per character; below it the value is taken for a dummy. */
  readonly entropy?: number;
  /** The page that documents the format. */
  readonly source: string;
  /** Texts that must be found; built when called, so that no real-looking token stands in the sources. */
  readonly matches: () => readonly string[];
  /** Texts that must not be found. */
  readonly nearMisses: () => readonly string[];
}
