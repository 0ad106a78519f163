import type { Span } from '../text/span.ts';
import type { TextSource } from '../text/textBuffer.ts';

/** How far a piece of text may travel, from anywhere to nowhere. */
export const LEVELS = ['public', 'internal', 'sensitive', 'classified'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * How much a rule's format proves by itself; of findings that overlap, the best proven names the whole.
 * `token`: the value carries its issuer's mark. `assignment`: an issuer's name stands before a bare value.
 * `generic`: only the words around the value and its randomness tell.
 */
export type RuleKind = 'token' | 'assignment' | 'generic';

/**
 * Which values are taken for dummies. `strict`: fillers, sequences, placeholder words, references to variables.
 * `filler`: only fillers and references, for formats that hardly anyone types by hand. `none`: nothing.
 */
export type DummyCheck = 'strict' | 'filler' | 'none';

/** A match that a rule may still refuse. Offsets are UTF-16 units of the whole document. */
export interface Candidate {
  readonly text: TextSource;
  /** Where the pattern's match begins; the secret may stand further right. */
  readonly matchStart: number;
  readonly start: number;
  readonly end: number;
  readonly secret: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** One kind of secret: what announces it, what it looks like, and the proof that the rule works. */
export interface SecretRule {
  /** Stable kebab-case name, shown in placeholders, diagnostics and reports. */
  readonly id: string;
  readonly description: string;
  readonly level: Level;
  readonly kind: RuleKind;
  /** Literals (any case) of which one must stand near the secret; they are what the shared scan looks for. */
  readonly keywords: readonly string[];
  /**
   * Global, run on a window of the text only. The secret is group `secret` where there is one, else the whole match, and
   * the match ends where the secret ends: what must follow it is a lookahead.
   */
  readonly pattern: RegExp;
  /** How many UTF-16 units before the keyword's start and after its end the pattern may need. */
  readonly window: { readonly before: number; readonly after: number };
  /**
   * The unit that stands `at` units behind every announcing keyword's start: of keywords that are everywhere (`pat`),
   * those without it get no window.
   */
  readonly follows?: { readonly at: number; readonly unit: string };
  /** Least Shannon entropy of the secret in bits per character; below it the value is taken for a dummy. */
  readonly entropy?: number;
  readonly dummies: DummyCheck;
  /** A last look at a match: checksums, names, what stands around it. */
  readonly confirm?: (candidate: Candidate) => boolean;
  /**
   * Where in a match the secrets really stand, in order, for matches that hold more than one secret's value; none
   * refuses the match. It may look at the match alone.
   */
  readonly locate?: (candidate: Candidate) => readonly Span[];
  /** How many units on either side of a match `confirm` may look at. Default 64. */
  readonly context?: number;
  /** The page that documents the format. */
  readonly source: string;
  /**
   * Texts that must be found, the secret between « and » (which are no part of the text); built when called, so that no
   * real-looking token stands in the sources.
   */
  readonly matches: () => readonly string[];
  /** Texts that must not be found by this rule. */
  readonly nearMisses: () => readonly string[];
}
