import type { ExplainResult, OptimizeResult, StatsResult, TriggersResult } from '../../../shared/src/protocol.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { TOOLS_TOKENS } from '../../../shared/src/toolList.ts';
import type { ScanReport } from './workspaceSession.ts';

/** Lines of chunks that did not make it, of findings, of rules that came near: more would cost the reader more than it tells. */
const MOST_LEFT_OUT = 20;
const MOST_FINDINGS = 200;
const MOST_NOT_FIRED = 10;

/** What stands beside a pack: only what is not in its text, and nothing when all is well. */
export function packNotes({ triggers, heldBack, degraded }: OptimizeResult): string {
  const { agents, mode } = triggers;
  const order = mode === 'sequential' ? 'in this order' : 'in parallel';
  return [
    ...(agents.length > 0 ? [`Agents that the trigger rules name (${order}): ${names(agents)}.`] : []),
    ...(heldBack > 0 ? [`Held back by the policy: ${heldBack} excerpts.`] : []),
    ...degraded.map((what) => `Degraded: ${makeVisibleName(what)}`),
  ].join('\n');
}

/** One line a chunk: in or out, rank, score, tokens, place, why. */
export function explanation({ budget, chunks, next, skipped }: ExplainResult): string {
  if (skipped) return `${makeVisibleName(skipped.path)} was skipped: ${makeVisibleName(skipped.reason)}.`;
  if (chunks.length === 0) return 'No excerpt matches the question.';
  const inside = chunks.filter(({ included }) => included);
  const outside = chunks.filter(({ included }) => !included);
  const more = next.map((chunk) => `${placeOf(chunk)} (${chunk.tokens})`).join(', ');
  return [
    `Budget ${budget}. State, rank, score, tokens, place, why:`,
    ...[...inside, ...outside.slice(0, MOST_LEFT_OUT)].map(
      ({ included, rank, score, tokens, verdict, ...place }) =>
        `${included ? 'in' : 'out'} ${rank} ${score.toFixed(2)} ${tokens} ${placeOf(place)} ${makeVisibleName(verdict)}`,
    ),
    ...andMore(outside.length - MOST_LEFT_OUT),
    more === '' ? '2,000 more tokens would add nothing.' : `2,000 more tokens would add: ${more}`,
  ].join('\n');
}

/** One line a finding: place, level, rule. */
export function findings({ files, skipped, found }: ScanReport): string {
  const count = found.reduce((sum, one) => sum + one.count, 0);
  const lines = found.flatMap(({ path, findings: places }) =>
    places.map(({ rule, level, range: { start } }) => {
      return `${makeVisibleName(path)}:${start.line + 1}:${start.character + 1} ${level} ${rule}`;
    }),
  );
  const looked = `files looked at: ${files}, skipped: ${skipped}`;
  return [
    count === 0 ? `No secret found; ${looked}.` : `Secrets: ${count} in ${found.length} files; ${looked}.`,
    ...lines.slice(0, MOST_FINDINGS),
    ...andMore(count - Math.min(lines.length, MOST_FINDINGS)),
  ].join('\n');
}

type FiredRules = Pick<TriggersResult, 'fired' | 'agents' | 'mode' | 'notFired'>;

export function firedRules({ fired, agents, mode, notFired }: FiredRules): string {
  const order = mode === 'sequential' ? 'in this order' : 'in parallel';
  return [
    agents.length === 0 ? 'No agent is named.' : `Agents (${order}): ${names(agents)}`,
    ...fired.map(
      ({ rule, agents: own, reason }) => `${makeVisibleName(rule)}: ${makeVisibleName(reason)}; agents: ${names(own)}`,
    ),
    ...notFired
      .slice(0, MOST_NOT_FIRED)
      .map(({ rule, reason }) => `did not fire: ${makeVisibleName(rule)}: ${makeVisibleName(reason)}`),
  ].join('\n');
}

export interface SessionFigures {
  readonly stats: StatsResult;
  readonly folders: readonly string[];
  /** Where it is counted: tokens of the same lines in the files, less those of the packs, since the start. */
  readonly savedTokens?: number;
}

export function figures({ stats, folders, savedTokens }: SessionFigures): string {
  const { version, files, filesSkipped, chunks, requests, latencyMs, memory, cache, tokensOut, redactions } = stats;
  const rss = Math.round(process.memoryUsage.rss() / 1e6);
  return [
    `winnow ${version}; workspace: ${folders.map(makeVisibleName).join(', ')}`,
    `index: ${files} files, ${chunks} chunks, ${filesSkipped} files skipped`,
    `packs: ${requests}, ${tokensOut} tokens, ${redactions} redactions; cache: ${cache.hits} hits, ${cache.misses} misses`,
    ...(savedTokens === undefined
      ? []
      : [`net tokens saved by packing: ${savedTokens - TOOLS_TOKENS} (the tools' own ${TOOLS_TOKENS} counted)`]),
    ...(latencyMs ? [`latency ms: p50 ${latencyMs.p50.toFixed(1)}, p95 ${latencyMs.p95.toFixed(1)}`] : []),
    `memory: ${rss} MB resident, heap ${Math.round(memory.heapUsed / 1e6)} MB`,
    ...stats.degraded.map((what) => `degraded: ${makeVisibleName(what)}`),
  ].join('\n');
}

function andMore(count: number): readonly string[] {
  return count > 0 ? [`and ${count} more`] : [];
}

function names(agents: readonly string[]): string {
  return agents.map(makeVisibleName).join(', ') || 'none';
}

function placeOf({ path, startLine, endLine }: { path: string; startLine: number; endLine: number }): string {
  return `${makeVisibleName(path)}:${startLine}${startLine === endLine ? '' : `-${endLine}`}`;
}
