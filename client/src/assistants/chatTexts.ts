import type { ExplainedChunk, OptimizeResult, PackChunk } from '../../../shared/src/protocol.ts';

/** The pack's first blocks as they stand in it, as many as fit and at least one. */
export function excerptOf(
  { text, chunks }: Pick<OptimizeResult, 'text' | 'chunks'>,
  mostTokens: number,
): { readonly text: string; readonly blocks: number } {
  let blocks = 0;
  let tokens = 0;
  while (blocks < chunks.length && (blocks === 0 || tokens + chunks[blocks]!.tokens <= mostTokens))
    tokens += chunks[blocks++]!.tokens;
  const first = chunks[0]?.packLine;
  if (first === undefined) return { text: '', blocks: 0 };
  const end = chunks[blocks]?.packLine;
  const lines = text.split('\n').slice(first - 1, end === undefined ? undefined : end - 1);
  return { text: `${lines.join('\n').trim()}\n`, blocks };
}

/** `score 0.82 · 240 tokens`, of a block or of a chunk that might be one. */
export function figuresOf({ score, tokens }: Pick<PackChunk | ExplainedChunk, 'score' | 'tokens'>): string {
  return `${score.toFixed(2)} · ${tokens.toLocaleString()}`;
}

export function placeText({ path, startLine, endLine }: Pick<PackChunk, 'path' | 'startLine' | 'endLine'>): string {
  return `${path}:${startLine}${startLine === endLine ? '' : `-${endLine}`}`;
}

/** Words of files and rules as Markdown that shows them as they are (CommonMark 0.31, 2.4); lines stay lines. */
export function plain(text: string): string {
  return text.replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
