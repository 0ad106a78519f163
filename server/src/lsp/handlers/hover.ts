import type { Position, Range } from 'vscode-languageserver/node';
import { toHover } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';

/** Hover over a trigger keyword: its rule, agents, priority and why it fires. */
export function registerHover({ connection, documents, log, session }: ServerContext): void {
  connection.onHover((params, token) =>
    answer({ method: 'textDocument/hover', token, log }, async () => {
      const { uri } = params.textDocument;
      if (!documents.get(uri)) return null;
      const { hits, fired } = (await session).triggers(uri);
      const here = hits.filter(({ range }) => contains(range, params.position));
      const [first] = here;
      return first ? { contents: toHover(here, fired), range: first.range } : null;
    }),
  );
}

function contains({ start, end }: Range, at: Position): boolean {
  const afterStart = at.line > start.line || (at.line === start.line && at.character >= start.character);
  const beforeEnd = at.line < end.line || (at.line === end.line && at.character <= end.character);
  return afterStart && beforeEnd;
}
