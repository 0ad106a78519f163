import { MarkupKind, type Hover, type Position } from 'vscode-languageserver/node';
import { contains, toHover, toRange } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { describeMatches, hoverAt } from '../rules/hover.ts';
import { isRulesFile } from '../rules/rulesUri.ts';

/** A hover that waits for a first count of the workspace is a hover that nobody sees. */
const LONGEST_COUNT_MS = 2000;

/** Hover over a trigger keyword: its rule, agents, priority and why it fires; in a rules file over what stands there. */
export function registerHover(context: ServerContext): void {
  const { connection, documents, log, session } = context;
  connection.onHover((params, token) =>
    answer({ method: 'textDocument/hover', token, log }, async ({ signal }) => {
      const { uri } = params.textDocument;
      if (!documents.get(uri)) return null;
      const ofRules = isRulesFile(uri) ? await rulesHover(context, uri, params.position, signal) : undefined;
      if (ofRules) return ofRules;
      const started = await session;
      const at = { start: params.position, end: params.position };
      const triggers = started.triggers(uri, [at]);
      const hits = triggers.hits.filter(({ range }) => contains(range, params.position));
      const [first] = hits;
      return first
        ? { contents: toHover({ hits, triggers, descriptions: started.descriptions }), range: first.range }
        : null;
    }),
  );
}

async function rulesHover(
  { rulesFile }: ServerContext,
  uri: string,
  position: Position,
  signal: AbortSignal,
): Promise<Hover | undefined> {
  const service = await rulesFile();
  const view = service.open(uri);
  const found = view && hoverAt(view, view.lines.offsetAt(position), service.agents());
  if (!found) return undefined;
  const { markdown, span, counted } = found;
  const range = toRange(view.lines, span);
  if (!counted) return { contents: { kind: MarkupKind.Markdown, value: markdown }, range };
  const counting = service.matches({ ...counted, rangesPerFile: 0 }, signal).then(
    ({ rules }) => describeMatches(rules.find(({ rule }) => rule === counted.rule)),
    () => 'It could not be counted in the workspace.',
  );
  const count = await within(counting, LONGEST_COUNT_MS, 'Being counted in the workspace: hover again in a moment.');
  return { contents: { kind: MarkupKind.Markdown, value: `${markdown}\n\n${count}` }, range };
}

/** The promise's value, or another when it takes too long. */
async function within<T>(promise: Promise<T>, mostMs: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), mostMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
