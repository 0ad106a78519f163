import { LEVELS, type ExplainResult, type OptimizeResult, type PackChunk } from '../../../shared/src/protocol.ts';
import { pathOfGlob, pinsIn, type PackPlace, type Place } from '../preview/packTexts.ts';
import { filterOf } from './packFilter.ts';

/** A line of the Pack view. `id`s are the same for the same thing in the next pack, so that it stays unfolded. */
export type PackNode =
  | PackFileNode
  | PackChunkNode
  | PackGroupNode
  | PackNextGroupNode
  | PackNextNode
  | PackExcludedNode
  | PackUnmetPinNode
  | PackCountNode
  | PackRedactionNode
  | PackTriggerNode
  | PackOriginNode;

/** `pack` is the URI of the pack's document, as commands take it. */
export interface PackFileNode {
  readonly kind: 'file';
  readonly id: string;
  readonly pack: string;
  readonly path: string;
  readonly tokens: number;
  /** Of its best block. */
  readonly score: number;
  readonly redactions: number;
  /** The whole file is pinned, not only lines of it. */
  readonly isPinned: boolean;
  readonly children: () => readonly PackChunkNode[];
}

export interface PackChunkNode extends PackPlace {
  readonly kind: 'chunk';
  readonly id: string;
  readonly chunk: PackChunk;
  readonly isPinned: boolean;
}

export interface PackGroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly group: 'leftOut' | 'redactions' | 'triggers';
  readonly count: number;
  readonly children: () => readonly PackNode[];
}

/** What more room would add: asked for when it is unfolded. */
export interface PackNextGroupNode {
  readonly kind: 'nextGroup';
  readonly id: string;
}

export interface PackNextNode extends PackPlace {
  readonly kind: 'next';
  readonly id: string;
  readonly tokens: number;
}

export interface PackExcludedNode {
  readonly kind: 'excluded';
  readonly id: string;
  readonly pack: string;
  readonly glob: string;
  /** What the glob names, where that is a single file. */
  readonly path?: string;
}

/** A pin of which nothing is in the pack. */
export interface PackUnmetPinNode {
  readonly kind: 'unmetPin';
  readonly id: string;
  readonly pack: string;
  readonly pin: string;
  readonly path: string;
}

/** Blocks that were held back by their level, or files that were skipped for one reason. */
export interface PackCountNode {
  readonly kind: 'heldBack' | 'skipped';
  readonly id: string;
  readonly reason: string;
  readonly count: number;
  /** The first of them, where their names are known. */
  readonly examples: readonly string[];
}

export interface PackRedactionNode extends PackPlace {
  readonly kind: 'redaction';
  readonly id: string;
  readonly rule: string;
  readonly level: string;
}

export interface PackTriggerNode {
  readonly kind: 'trigger' | 'agent';
  readonly id: string;
  readonly name: string;
}

export interface PackOriginNode {
  readonly kind: 'origin';
  readonly id: string;
  readonly result: Pick<OptimizeResult, 'cacheLevel' | 'latencyMs' | 'filesSeen' | 'degraded'>;
}

export interface ShownPack {
  /** URI of its document. */
  readonly pack: string;
  readonly result: OptimizeResult;
  readonly pins: readonly string[];
  readonly excludes: readonly string[];
  /** As it was typed; see `filterOf`. */
  readonly filter: string;
}

/** Longest list in a tooltip. */
const MOST_EXAMPLES = 10;

/** The top of the tree: the pack's files in the pack's order, then what else there is to know of it. */
export function packNodes(shown: ShownPack): readonly PackNode[] {
  const files = fileNodes(shown);
  if (shown.filter !== '') return files;
  const groups = [
    group('leftOut', leftOut(shown)),
    group('redactions', redactionNodes(shown)),
    group('triggers', triggerNodes(shown.result)),
  ].filter(({ count }) => count > 0);
  return [
    ...files,
    { kind: 'nextGroup', id: 'next' },
    ...groups,
    { kind: 'origin', id: 'origin', result: shown.result },
  ];
}

/** What 2,000 more tokens would add. */
export function nextNodes(pack: string, { next }: Pick<ExplainResult, 'next'>): readonly PackNextNode[] {
  return next.map(({ path, startLine, endLine, tokens }) => ({
    kind: 'next',
    id: JSON.stringify(['next', path, startLine]),
    pack,
    path,
    startLine,
    endLine,
    tokens,
  }));
}

/** The block that holds a place, if one does. */
export function chunkAt(chunks: readonly PackChunk[], { path, startLine, endLine }: Place): PackChunk | undefined {
  return chunks.find((chunk) => chunk.path === path && chunk.startLine <= endLine && chunk.endLine >= startLine);
}

function fileNodes({ pack, result, pins, filter }: ShownPack): readonly PackFileNode[] {
  const passes = filterOf(filter);
  const byPath = new Map<string, PackChunkNode[]>();
  for (const chunk of result.chunks) {
    const { path, startLine, endLine } = chunk;
    const isPinned = pinsIn(pins, chunk).length > 0;
    if (!passes({ path, isPinned, redactions: chunk.redactions })) continue;
    const id = JSON.stringify(['chunk', path, startLine, endLine]);
    const node: PackChunkNode = { kind: 'chunk', id, pack, path, startLine, endLine, chunk, isPinned };
    byPath.set(path, [...(byPath.get(path) ?? []), node]);
  }
  return [...byPath].map(([path, nodes]) => ({
    kind: 'file',
    id: JSON.stringify(['file', path]),
    pack,
    path,
    tokens: sum(nodes.map(({ chunk }) => chunk.tokens)),
    score: Math.max(...nodes.map(({ chunk }) => chunk.score)),
    redactions: sum(nodes.map(({ chunk }) => chunk.redactions)),
    isPinned: pins.includes(path),
    children: () => nodes,
  }));
}

function leftOut(shown: ShownPack): readonly PackNode[] {
  const { pack, result, pins, excludes } = shown;
  const excluded = [...new Set(excludes)].map((glob): PackExcludedNode => {
    const path = pathOfGlob(glob);
    return {
      kind: 'excluded',
      id: JSON.stringify(['excluded', glob]),
      pack,
      glob,
      ...(path === undefined ? {} : { path }),
    };
  });
  const unmet = [...new Set(pins)]
    .filter((pin) => !result.chunks.some((chunk) => pinsIn([pin], chunk).length > 0))
    .map((pin): PackUnmetPinNode => {
      const path = /^(.+):\d+-\d+$/s.exec(pin)?.[1] ?? pin;
      return { kind: 'unmetPin', id: JSON.stringify(['pin', pin]), pack, pin, path };
    });
  return [...unmet, ...excluded, ...heldBackNodes(result), ...skippedNodes(result)];
}

function heldBackNodes({ heldBackByLevel }: OptimizeResult): readonly PackCountNode[] {
  return ([...LEVELS, 'never'] as const)
    .map((level) => ({ level, count: heldBackByLevel[level] }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => ({ kind: 'heldBack', id: `heldBack ${level}`, reason: level, count, examples: [] }));
}

function skippedNodes({ filesSkipped }: OptimizeResult): readonly PackCountNode[] {
  const byReason = Map.groupBy(filesSkipped, ({ reason }) => reason);
  return [...byReason].map(([reason, files]) => ({
    kind: 'skipped',
    id: `skipped ${reason}`,
    reason,
    count: files.length,
    examples: files.slice(0, MOST_EXAMPLES).map(({ path }) => path),
  }));
}

function redactionNodes({ pack, result }: ShownPack): readonly PackRedactionNode[] {
  return result.redactions.map(({ rule, path, line, level }, at) => {
    const id = JSON.stringify(['redaction', path, line, rule, at]);
    return { kind: 'redaction', id, pack, path, startLine: line, endLine: line, rule, level };
  });
}

function triggerNodes({ triggers: { fired, agents } }: OptimizeResult): readonly PackTriggerNode[] {
  const nodes = (kind: 'trigger' | 'agent', names: readonly string[]) =>
    [...new Set(names)].map((name): PackTriggerNode => ({ kind, id: JSON.stringify([kind, name]), name }));
  return [...nodes('trigger', fired), ...nodes('agent', agents)];
}

function group(name: PackGroupNode['group'], nodes: readonly PackNode[]): PackGroupNode {
  return { kind: 'group', id: name, group: name, count: nodes.length, children: () => nodes };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
