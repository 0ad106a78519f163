import { isAlias, isNode, parseDocument, visit, type Alias, type Node } from 'yaml';
import type { Span } from '../text/span.ts';
import { repairBareLists } from './bareLists.ts';
import type { RuleProblem } from './rule.ts';
import { yamlExcess } from './yamlBounds.ts';

/** Largest rules file, in UTF-16 units. */
const MAX_SOURCE_LENGTH = 1_000_000;
/** A file with more problems than this is no rules file. */
export const MAX_PROBLEMS = 100;

/** The YAML of a rules file, as far as it could be read. */
export interface RulesDocument {
  readonly root: Node | undefined;
  readonly source: string;
  /** Where a node stands in the source. */
  readonly spanOf: (node: Node) => Span;
  /** The node that an alias stands for; any other node itself. An alias of an alias, or of nothing, gives `undefined`. */
  readonly resolve: (node: unknown) => Node | undefined;
  readonly problems: readonly RuleProblem[];
}

/**
 * Reads YAML 1.2. Never throws and never expands aliases, so that no file, however nested or self-referring, takes
 * more than time and memory in proportion to its size.
 */
export function readRulesDocument(source: string): RulesDocument {
  const excess =
    source.length > MAX_SOURCE_LENGTH ? 'The file is larger than 1 MB: split or shorten it' : yamlExcess(source);
  if (excess !== undefined) return unread({ start: 0, end: 0, code: 'limit', message: excess, severity: 'error' });
  const strict = parse(source);
  if (strict.errors.length === 0)
    return documentOf(strict, { source, originalOffset: (offset) => offset, warnings: [] });
  const { source: repaired, repaired: lists, originalOffset } = repairBareLists(source);
  const lenient = lists.length > 0 ? parse(repaired) : strict;
  if (lenient.errors.length >= strict.errors.length)
    return documentOf(strict, { source, originalOffset: (offset) => offset, warnings: [] });
  const warnings = lists.map((start): RuleProblem => ({
    start,
    end: start + 1,
    code: 'bare-list',
    message: 'A list without brackets, read as one: write - ["a", "b"]',
    severity: 'warning',
  }));
  return documentOf(lenient, { source, originalOffset, warnings });
}

type ParsedDocument = ReturnType<typeof parseDocument>;

/** Key uniqueness is checked where keys are read: the parser's own check takes time quadratic in the number of keys. */
function parse(source: string): ParsedDocument {
  return parseDocument(source, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
}

function documentOf(
  document: ParsedDocument,
  {
    source,
    originalOffset,
    warnings,
  }: Pick<RulesDocument, 'source'> & {
    readonly originalOffset: (offset: number) => number;
    readonly warnings: readonly RuleProblem[];
  },
): RulesDocument {
  const span = (start: number, end: number): Span => {
    const from = originalOffset(start);
    return { start: from, end: Math.max(from, originalOffset(end)) };
  };
  const errors = document.errors.slice(0, MAX_PROBLEMS).map((error): RuleProblem => {
    return { ...span(error.pos[0], error.pos[1]), code: 'yaml', message: yamlMessage(error), severity: 'error' };
  });
  const targets = aliasTargets(document);
  return {
    root: document.contents ?? undefined,
    source,
    spanOf: (node) => (node.range ? span(node.range[0], node.range[1]) : { start: 0, end: 0 }),
    resolve: (node) => (isAlias(node) ? targets.get(node) : isNode(node) ? node : undefined),
    problems: [...errors, ...warnings.slice(0, MAX_PROBLEMS)],
  };
}

function yamlMessage({ code, message }: ParsedDocument['errors'][number]): string {
  return `YAML: ${code === 'RESOURCE_EXHAUSTION' ? 'nested too deeply' : message}`;
}

/** One walk for all aliases: the library's own look-up walks the document once for each. */
function aliasTargets(document: ParsedDocument): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias(_, alias) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value(_, node) {
      if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

function unread(problem: RuleProblem): RulesDocument {
  return { root: undefined, source: '', spanOf: () => problem, resolve: () => undefined, problems: [problem] };
}
