import { readFileSync } from 'node:fs';
import type { FileRole } from '../../server/src/engine/chunks/fileRole.ts';
import { lastAtMost } from '../../server/src/engine/ranking/layout.ts';
import { parseQuery } from '../../server/src/engine/ranking/query.ts';
import { chunksOf, weigh } from '../../server/src/engine/ranking/rank.ts';
import { LEARNED_SIGNALS } from '../../server/src/engine/ranking/weights.ts';
import type { Workspace } from '../bench/selection/repositories.ts';
import type { SelectionTask } from './tasks.ts';

export const ROLES = ['test', 'documentation', 'config', 'generated', 'data'] as const satisfies readonly FileRole[];

/** What the columns of a candidate's row mean: signals as ranking scales them, ln(1 + words), and 1 for the file's role. */
export const COLUMNS = [...LEARNED_SIGNALS, 'length', ...ROLES] as const;

export interface Candidate {
  readonly path: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly tokens: number;
}

/** A task as learning sees it. */
export interface TaskFeatures {
  readonly id: string;
  readonly repo: string;
  readonly gold: SelectionTask['gold'];
  readonly candidates: readonly Candidate[];
  /** A row of `COLUMNS` a candidate. */
  readonly features: Float32Array;
}

/** What is wanted but ranks below these is kept as well: there is something to learn from it. */
const BEST_KEPT = 500;

/** Reads the product's signals for a task's question. */
export async function readFeatures(task: SelectionTask, { pipeline, index }: Workspace): Promise<TaskFeatures> {
  await pipeline.warmUp();
  const parts = index.parts();
  const query = parseQuery(task.query);
  const { ground, evidence, candidates } = weigh({ parts, query, history: index.history });
  const { layout } = ground;
  const columns = new Map(COLUMNS.map((name, at) => [name as string, at]));
  const rows: { readonly candidate: Candidate; readonly row: Float32Array; readonly score: number }[] = [];
  for (const { file, base } of candidates) {
    const { path, role } = layout.entries[file]!;
    const ofFile = new Float32Array(COLUMNS.length);
    for (const { signal, values, most } of evidence.fileSignals) set(ofFile, columns.get(signal), values[file]! / most);
    set(ofFile, columns.get('length'), Math.log1p(layout.fileWords[file]!));
    if (!query.about.has(role)) set(ofFile, columns.get(role), 1);
    const part = lastAtMost(layout.fileBase, file);
    const { segment } = parts[part]!;
    const { first, end } = chunksOf(ground, file);
    for (let flat = first; flat < end; flat++) {
      const chunk = flat - layout.chunkBase[part]!;
      const row = ofFile.slice();
      let score = base;
      for (const { signal, values, most, scale } of evidence.chunkSignals) {
        set(row, columns.get(signal), values[flat]! / most);
        score += values[flat]! * scale;
      }
      const [startLine, endLine] = [segment.chunkStartLine[chunk]!, segment.chunkEndLine[chunk]!];
      rows.push({ candidate: { path, startLine, endLine, tokens: segment.chunkTokens[chunk]! }, row, score });
    }
  }
  const ordered = rows.sort((a, b) => b.score - a.score);
  const kept = ordered.filter(({ candidate }, at) => at < BEST_KEPT || worthOf(candidate, task.gold) > 0);
  const features = new Float32Array(kept.length * COLUMNS.length);
  kept.forEach(({ row }, at) => features.set(row, at * COLUMNS.length));
  return {
    id: task.id,
    repo: task.repo,
    gold: task.gold,
    candidates: kept.map(({ candidate }) => candidate),
    features,
  };
}

function set(row: Float32Array, column: number | undefined, value: number): void {
  if (column !== undefined) row[column] = value;
}

/** The share of the gold ranges' lines that a candidate holds. */
export function worthOf({ path, startLine, endLine }: Candidate, gold: SelectionTask['gold']): number {
  const ranges = gold.flatMap((file) => file.ranges.map((range) => ({ path: file.path, range })));
  let worth = 0;
  for (const { path: own, range } of ranges) {
    if (own !== path) continue;
    const common = Math.min(range.last, endLine) - Math.max(range.first, startLine) + 1;
    if (common > 0) worth += common / (range.last - range.first + 1);
  }
  return worth / ranges.length;
}

/** Features of a run before, where a line of its file is a task. */
export function parseFeatures(path: string): readonly TaskFeatures[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const stored = JSON.parse(line) as Omit<TaskFeatures, 'features'> & { readonly features: string };
    const bytes = Buffer.from(stored.features, 'base64');
    return { ...stored, features: new Float32Array(new Uint8Array(bytes).buffer) };
  });
}

export function formatFeatures(features: TaskFeatures): string {
  const { buffer, byteOffset, byteLength } = features.features;
  const bytes = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return `${JSON.stringify({ ...features, features: bytes })}\n`;
}
