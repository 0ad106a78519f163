import {
  LEVELS,
  type Level,
  type SecretFile,
  type SecretFindingsResult,
  type SecretPlace,
} from '../../../shared/src/protocol.ts';

/** A line of the Secrets view. `id`s are the same for the same thing in the next result, so that it stays unfolded. */
export type SecretNode = SecretFileNode | SecretFindingNode | SecretMoreNode;

export interface SecretFileNode {
  readonly kind: 'file';
  readonly id: string;
  readonly uri: string;
  readonly path: string;
  readonly count: number;
  /** Of its gravest finding. */
  readonly level: Level;
  readonly children: () => readonly SecretNode[];
}

export interface SecretFindingNode extends SecretPlace {
  readonly kind: 'finding';
  readonly id: string;
  readonly uri: string;
  readonly path: string;
}

/** Stands for findings whose places were not sent. */
export interface SecretMoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly uri: string;
  readonly count: number;
}

/** The top of the tree: files by their gravest finding, then by path. */
export function secretNodes({ found }: SecretFindingsResult): readonly SecretFileNode[] {
  return found
    .map((file): SecretFileNode => {
      const { uri, path, count } = file;
      return { kind: 'file', id: uri, uri, path, count, level: gravest(file), children: () => childrenOf(file) };
    })
    .toSorted((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || (a.path < b.path ? -1 : 1));
}

function childrenOf({ uri, path, count, findings }: SecretFile): readonly SecretNode[] {
  const nodes = findings.map((finding, at): SecretFindingNode => ({
    ...finding,
    kind: 'finding',
    id: JSON.stringify([uri, at]),
    uri,
    path,
  }));
  const missing = count - findings.length;
  return missing > 0 ? [...nodes, { kind: 'more', id: JSON.stringify([uri, 'more']), uri, count: missing }] : nodes;
}

function gravest({ findings }: SecretFile): Level {
  const highest = Math.max(0, ...findings.map(({ level }) => LEVELS.indexOf(level)));
  return LEVELS[highest] ?? 'public';
}

/** Where a finding stands and what it is, in one line to be copied; nothing of the secret. */
export function secretPlaceText({ path, rule, level, range: { start } }: SecretFindingNode): string {
  return `${path}:${start.line + 1}:${start.character + 1} ${rule} (${level})`;
}
