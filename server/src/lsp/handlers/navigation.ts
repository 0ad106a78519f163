import { pathToFileURL } from 'node:url';
import { DocumentHighlightKind, type Location, type Position } from 'vscode-languageserver/node';
import type { TriggerHitInfo } from '../../../../shared/src/protocol.ts';
import type { Span } from '../../engine/text/span.ts';
import type { TriggerMatchesQuery } from '../../pipeline/triggerMatches.ts';
import { contains, toRange } from '../convert.ts';
import { answer } from '../request.ts';
import type { ServerContext } from '../context.ts';
import { isCounted, keywordPlaces, mentions, ruleNamed, rulePartAt } from '../rules/rulePart.ts';
import type { RulesFileService } from '../rules/rulesFile.ts';
import { isRulesFile } from '../rules/rulesUri.ts';
import type { RulesView } from '../rules/rulesView.ts';

const REFERENCES_PER_FILE = 1000;

/** From a keyword to its rule, from a rule to its matches, from an agent to its file. */
export function registerNavigation(context: ServerContext): void {
  const { connection, documents, log, rulesFile } = context;

  connection.onDefinition(({ textDocument: { uri }, position }, token) =>
    answer({ method: 'textDocument/definition', token, log }, async () => {
      if (!documents.get(uri)) return null;
      const service = await rulesFile();
      const view = service.open(uri);
      if (view) return definitionInRules(service, view, position);
      const hits = await hitsAt(context, uri, position);
      const applied = hits.length === 0 ? undefined : service.applied();
      return applied ? unique(hits.flatMap((hit) => definitionOfHit(applied, hit))) : null;
    }),
  );

  connection.onReferences(({ textDocument: { uri }, position, context: { includeDeclaration } }, token) =>
    answer({ method: 'textDocument/references', token, log }, async ({ signal }) => {
      if (!documents.get(uri)) return null;
      const service = await rulesFile();
      const view = service.open(uri);
      const queries = view ? queryInRules(view, position) : await queriesOfHits(context, uri, position);
      const own = view && includeDeclaration ? declarationsOf(view, position) : [];
      const found = await Promise.all(queries.map((query) => matchLocations(service, query, signal)));
      return unique([...own, ...found.flat()]);
    }),
  );

  connection.onDocumentHighlight(({ textDocument: { uri }, position }, token) =>
    answer({ method: 'textDocument/documentHighlight', token, log }, async () => {
      if (!documents.get(uri)) return null;
      const view = isRulesFile(uri) ? (await rulesFile()).open(uri) : undefined;
      const ranges = view
        ? namesOf(view, position).map(({ range }) => range)
        : await hitsOfSameRule(context, uri, position);
      return ranges.length === 0 ? null : ranges.map((range) => ({ range, kind: DocumentHighlightKind.Text }));
    }),
  );
}

async function hitsAt({ session }: ServerContext, uri: string, position: Position): Promise<readonly TriggerHitInfo[]> {
  return (await session).triggers(uri).hits.filter(({ range }) => contains(range, position));
}

async function hitsOfSameRule(context: ServerContext, uri: string, position: Position) {
  const rules = new Set((await hitsAt(context, uri, position)).map(({ rule }) => rule));
  const { hits } = (await context.session).triggers(uri);
  return hits.filter(({ rule }) => rules.has(rule)).map(({ range }) => range);
}

function definitionOfHit(view: RulesView, { rule, keyword }: TriggerHitInfo): readonly Location[] {
  const place = ruleNamed(view, rule);
  if (!place) return [];
  const spans = keywordPlaces(place, keyword);
  return (spans.length > 0 ? spans : [place.nameSpan]).map((span) => locationOf(view, span));
}

function definitionInRules(service: RulesFileService, view: RulesView, position: Position): Location[] | null {
  const part = rulePartAt(view, view.lines.offsetAt(position));
  if (part?.kind === 'agent') {
    const agent = service.agents().find(({ name }) => name === part.name);
    if (!agent) return null;
    const start = { line: agent.line, character: 0 };
    return [{ uri: pathToFileURL(agent.absolutePath).href, range: { start, end: start } }];
  }
  if (part?.kind === 'mention' || part?.kind === 'rule') return [locationOf(view, part.place.nameSpan)];
  return part ? [locationOf(view, part.span)] : null;
}

function queryInRules(view: RulesView, position: Position): readonly TriggerMatchesQuery[] {
  const part = rulePartAt(view, view.lines.offsetAt(position));
  if (!part || part.kind === 'agent' || !isCounted(view, part.place)) return [];
  return [{ rule: part.place.name, ...(part.kind === 'keyword' ? { keyword: part.keyword } : {}) }];
}

async function queriesOfHits(context: ServerContext, uri: string, position: Position) {
  return (await hitsAt(context, uri, position)).map(({ rule, keyword }) => ({ rule, keyword }));
}

function declarationsOf(view: RulesView, position: Position): readonly Location[] {
  const part = rulePartAt(view, view.lines.offsetAt(position));
  return part?.kind === 'keyword' ? [locationOf(view, part.span)] : namesOf(view, position);
}

/** A rule's own name and every place that names it. */
function namesOf(view: RulesView, position: Position): readonly Location[] {
  const part = rulePartAt(view, view.lines.offsetAt(position));
  if (part?.kind !== 'rule' && part?.kind !== 'mention') return [];
  const uses = mentions(view).filter(({ place }) => place === part.place);
  return [part.place.nameSpan, ...uses.map(({ span }) => span)].map((span) => locationOf(view, span));
}

async function matchLocations(
  service: RulesFileService,
  query: TriggerMatchesQuery,
  signal: AbortSignal,
): Promise<readonly Location[]> {
  const { rules } = await service.matches({ ...query, rangesPerFile: REFERENCES_PER_FILE }, signal);
  return rules.flatMap(({ files }) => files.flatMap(({ uri, ranges }) => ranges.map((range) => ({ uri, range }))));
}

function locationOf(view: RulesView, span: Span): Location {
  return { uri: view.uri, range: toRange(view.lines, span) };
}

/** Two rules may have one keyword. */
function unique(locations: readonly Location[]): Location[] {
  return [...new Map(locations.map((one) => [JSON.stringify(one), one])).values()];
}
