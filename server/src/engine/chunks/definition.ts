export type DefinitionKind =
  | 'function'
  | 'method'
  | 'class'
  | 'interface'
  | 'type'
  | 'enum'
  | 'constant'
  | 'module'
  | 'implementation'
  | 'heading'
  | 'section'
  | 'target';

/** A name that a text declares. */
export interface Definition {
  readonly name: string;
  readonly kind: DefinitionKind;
  /** Zero-based line of the name. */
  readonly line: number;
  /** UTF-16 offset of the name. */
  readonly offset: number;
}

/** Depth of a line inside of a fenced block of Markdown: never a good place for a border. */
export const FENCED = 255;

/** What a text declares, and how deep each line stands among declarations. */
export interface Outline {
  readonly definitions: readonly Definition[];
  /** Per line: 0 inside a body; otherwise 1 at the top, 2 in a class or block, and so on; or `FENCED`. */
  readonly depths: Uint8Array;
}

/** An outline that is found line by line. */
export interface OutlineWalk extends Outline {
  /** What the lines so far mean to the next one. */
  readonly state: object;
  step(line: number): void;
}
