import { visibleLength, type Pass } from './line.ts';

/** Takes the spaces and tabs off the ends of lines. */
export const trailingSpace: Pass = {
  name: 'trailingSpace',
  apply: (lines) => lines.map((line) => ({ ...line, text: line.text.slice(0, visibleLength(line.text)) })),
};
