import type { Range, RuleMatches, TriggerMatchesResult } from '../../../shared/src/protocol.ts';

export const GROUPINGS = ['agent', 'file'] as const;
export type Grouping = (typeof GROUPINGS)[number];

type FileMatches = RuleMatches['files'][number];

/** A line of the Triggers view. `id`s are the same for the same thing in the next result, so that it stays unfolded. */
export type TriggerNode = AgentNode | RuleNode | FileNode | HitNode | MoreNode;

interface ParentNode {
  readonly id: string;
  readonly count: number;
  /** Made when the node is unfolded: a workspace may hold very many hits. */
  readonly children: () => readonly TriggerNode[];
}

export interface AgentNode extends ParentNode {
  readonly kind: 'agent';
  /** Absent for rules that call nobody. */
  readonly agent?: string;
}

export interface RuleNode extends ParentNode {
  readonly kind: 'rule';
  readonly rule: string;
  /** True for a rule about files themselves: it has no keywords, so its files have no hits to show. */
  readonly aboutFiles: boolean;
  readonly color?: string;
  /** Its first hit, from which the rule can be looked up. */
  readonly first?: { readonly uri: string; readonly range: Range };
}

export interface FileNode extends ParentNode {
  readonly kind: 'file';
  readonly uri: string;
  readonly path: string;
  /** True when the file itself is what was found. */
  readonly leaf: boolean;
}

export interface HitNode {
  readonly kind: 'hit';
  readonly id: string;
  readonly uri: string;
  readonly range: Range;
}

/** Stands for hits whose places were not sent. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  /** Of the file that they are in; absent when they are in files that were not sent. */
  readonly uri?: string;
  readonly count: number;
}

/** The top of the tree. Rules without a hit are left out. */
export function triggerNodes(result: TriggerMatchesResult, grouping: Grouping): readonly TriggerNode[] {
  const rules = result.rules.filter(({ count }) => count > 0);
  // Rules about files themselves would list every file of a kind.
  return grouping === 'agent' ? byAgent(rules) : byFile(rules.filter(({ kind }) => kind !== 'context'));
}

/** Agents in the order in which the rules name them; a rule stands under each of its agents. */
function byAgent(rules: readonly RuleMatches[]): readonly AgentNode[] {
  const groups = new Map<string | undefined, RuleMatches[]>();
  for (const rule of rules) {
    for (const agent of rule.agents.length === 0 ? [undefined] : new Set(rule.agents)) {
      const group = groups.get(agent);
      if (group === undefined) groups.set(agent, [rule]);
      else group.push(rule);
    }
  }
  return [...groups].map(([agent, members]) => {
    const id = idOf('agent', agent ?? '');
    return {
      kind: 'agent',
      id,
      ...(agent === undefined ? {} : { agent }),
      count: sum(members),
      children: () => members.map((rule) => ruleNode(id, rule, (own) => filesOf(own, rule))),
    };
  });
}

/** Files by path, in each the rules that hit it. */
function byFile(rules: readonly RuleMatches[]): readonly FileNode[] {
  const groups = new Map<string, { readonly path: string; readonly members: [RuleMatches, FileMatches][] }>();
  for (const rule of rules) {
    for (const file of rule.files) {
      const group = groups.get(file.uri);
      if (group === undefined) groups.set(file.uri, { path: file.path, members: [[rule, file]] });
      else group.members.push([rule, file]);
    }
  }
  return [...groups]
    .toSorted(([, left], [, right]) => (left.path < right.path ? -1 : 1))
    .map(([uri, { path, members }]) => {
      const id = idOf('file', uri);
      return {
        kind: 'file',
        id,
        uri,
        path,
        leaf: false,
        count: sum(members.map(([, file]) => file)),
        children: () =>
          members.map(([rule, file]) =>
            ruleNode(id, { ...rule, count: file.count, files: [file] }, (own) => hitsOf(own, file)),
          ),
      };
    });
}

function ruleNode(parent: string, rule: RuleMatches, children: (id: string) => readonly TriggerNode[]): RuleNode {
  // Rules of different kinds may have one name.
  const id = idOf(parent, rule.kind, rule.rule);
  const [file] = rule.files;
  const range = file?.ranges[0];
  return {
    kind: 'rule',
    id,
    rule: rule.rule,
    aboutFiles: rule.kind === 'context',
    count: rule.count,
    ...(rule.color === undefined ? {} : { color: rule.color }),
    ...(file === undefined || range === undefined ? {} : { first: { uri: file.uri, range } }),
    children: () => children(id),
  };
}

function filesOf(parent: string, { kind, count, files }: RuleMatches): readonly TriggerNode[] {
  const leaf = kind === 'context';
  const nodes = files.map((file): FileNode => {
    const { uri, path } = file;
    const id = idOf(parent, uri);
    return { kind: 'file', id, uri, path, leaf, count: file.count, children: () => (leaf ? [] : hitsOf(id, file)) };
  });
  const missing = count - sum(files);
  return missing > 0 ? [...nodes, { kind: 'more', id: idOf(parent, 'more'), count: missing }] : nodes;
}

function hitsOf(parent: string, { uri, count, ranges }: FileMatches): readonly (HitNode | MoreNode)[] {
  const hits = ranges.map((range, at) => ({ kind: 'hit' as const, id: idOf(parent, String(at)), uri, range }));
  const missing = count - ranges.length;
  return missing > 0 ? [...hits, { kind: 'more', id: idOf(parent, 'more'), uri, count: missing }] : hits;
}

const sum = (counted: readonly { readonly count: number }[]): number =>
  counted.reduce((total, { count }) => total + count, 0);

/** Names may hold anything, so they are quoted before they are joined. */
const idOf = (...parts: readonly string[]): string => JSON.stringify(parts);
