import type { OptimizeResult, PackFormat } from '../../../shared/src/protocol.ts';

const EXTENSIONS: Readonly<Record<PackFormat, string>> = { markdown: 'md', xml: 'xml', json: 'json', plain: 'txt' };
const MAX_TITLE_LENGTH = 48;

/** The file name of a pack's tab: `Pack: QUERY.md`, `pack` in the reader's language. Separators and control characters would make it a path or unreadable; joiners hold emoji together. */
export function packTitle({ query, format }: Pick<OptimizeResult, 'query' | 'format'>, pack: string): string {
  const words = query
    .replace(/(?:(?![\u200c\u200d])[\p{Cc}\p{Cf}/\\])+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  // Cut between what a reader takes for characters.
  const points = Array.from(new Intl.Segmenter().segment(words), ({ segment }) => segment);
  const short =
    points.length > MAX_TITLE_LENGTH
      ? `${points
          .slice(0, MAX_TITLE_LENGTH - 1)
          .join('')
          .trimEnd()}…`
      : words;
  return `${pack}: ${short}.${EXTENSIONS[format]}`;
}
