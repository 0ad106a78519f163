import type { Span } from '../text/span.ts';
import type { Level } from './rule.ts';

/** Where a secret stands. It never holds the secret itself. */
export interface Finding extends Span {
  readonly rule: string;
  readonly level: Level;
}
