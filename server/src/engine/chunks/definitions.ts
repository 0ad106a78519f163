import type { Definition } from './definition.ts';
import { lineTable } from './lineTable.ts';
import { outline } from './outline.ts';

export type { Definition } from './definition.ts';

/**
 * Names that a text declares, in order: functions, classes, methods, types, constants at the top, headings. Read by
 * line shapes and indentation, not by a parser: it may miss a name in unusual formatting. An unknown language has none.
 */
export function findDefinitions(text: string, language: string): readonly Definition[] {
  return outline(lineTable(text), language).definitions;
}
