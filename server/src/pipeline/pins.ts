import { UserError } from '../base/errors.ts';
import type { Pin } from '../engine/compose.ts';

/** `PATH` or `PATH:A-B` (1-based, inclusive) or `PATH:A`. */
export function parsePin(pin: string): Pin {
  const match = /^(.+?)(?::(\d+)(?:-(\d+))?)?$/s.exec(pin);
  if (!match?.[1]) throw new UserError(`“${pin}” is not a pin: give PATH or PATH:FIRST-LAST`);
  const path = match[1].replaceAll('\\', '/').replace(/^\.\//, '');
  if (match[2] === undefined) return { path };
  const startLine = Number(match[2]);
  const endLine = match[3] === undefined ? startLine : Number(match[3]);
  if (startLine < 1 || endLine < startLine)
    throw new UserError(`“${pin}” has no lines: the first must be at least 1 and not above the last`);
  return { path, startLine, endLine };
}
