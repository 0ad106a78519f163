import { badges, markdownTables } from './markdown.ts';
import { blankLines } from './blankLines.ts';
import { commentMargins } from './commentMargins.ts';
import { comments } from './comments.ts';
import { docLines } from './docLines.ts';
import { functionBodies } from './functionBodies.ts';
import { importFolding } from './importFolding.ts';
import { indentation } from './indentation.ts';
import { jsonSamples } from './jsonSamples.ts';
import { licenseHeader } from './licenseHeader.ts';
import { longLiterals } from './longLiterals.ts';
import { repeatedLines } from './repeatedLines.ts';
import type { Pass } from './source.ts';
import { trailingSpace } from './trailingSpace.ts';

/** How much may be left out: nothing; nothing that means something; comments, too; all but what is declared. */
export const COMPACTION_LEVELS = ['none', 'lossless', 'nocomments', 'outline'] as const;
export type CompactionLevel = (typeof COMPACTION_LEVELS)[number];

const LOSSLESS: readonly Pass[] = [
  licenseHeader,
  longLiterals,
  jsonSamples,
  repeatedLines,
  badges,
  markdownTables,
  importFolding,
  commentMargins,
  // A blank line may be white space, so it is taken before that is.
  blankLines,
  indentation,
  trailingSpace,
];

/** In the order in which they choose: where two would change the same, the first does. */
export const PASSES: Readonly<Record<CompactionLevel, readonly Pass[]>> = {
  none: [],
  lossless: LOSSLESS,
  nocomments: [licenseHeader, comments, ...LOSSLESS],
  outline: [licenseHeader, functionBodies, docLines, ...LOSSLESS],
};
