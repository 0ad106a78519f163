import { metricsEntry, serveEntry } from '../base/bundle.ts';
import { systemClock } from '../base/clock.ts';
import { UsageError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { configuredStores } from '../cache/configuredStores.ts';
import { refreshViews } from '../cache/postgresRefresh.ts';
import type * as MetricsBundle from '../metrics.ts';
import type { MetricsView } from '../metrics/metricsView.ts';
import { RequestMetrics } from '../metrics/requestMetrics.ts';
import type * as ServeBundle from '../serve.ts';
import { realRoots } from '../serve/servedRoots.ts';
import { VERSION } from '../version.ts';
import type { CommandContext, Run } from './command.ts';
import type { SERVE_OPTIONS } from './options.ts';
import { queuePlace } from './queuePlace.ts';
import { refreshOnSchedule } from './refreshSchedule.ts';
import { ServeWorkspaces } from './serveWorkspaces.ts';
import { warmAtStart } from './warmRedis.ts';

type Context = CommandContext<typeof SERVE_OPTIONS>;
type Jobs = Awaited<ReturnType<typeof ServeBundle.startJobWorker>>;

const DEFAULT_CONCURRENCY = 4;
/** That of OpenTelemetry's Prometheus exporter. */
const DEFAULT_PORT = 9464;
const DEFAULT_GRACE_SECONDS = 20;

/** Takes jobs until it is told to end; then finishes what is under way, or gives it back. */
export const runServe: Run<typeof SERVE_OPTIONS> = async (context) => {
  const { options, log, terminal, json } = context;
  const place = queuePlace('serve', options.queue, log);
  const roots = rootsOf(context);
  const metrics = new RequestMetrics(() => performance.now());
  const workspaces = new ServeWorkspaces({ roots, metrics, log, now: () => performance.now() });
  const ended = untilToldToEnd(context.signal);
  const { startJobWorker } = (await import(serveEntry())) as typeof ServeBundle;
  const jobs = await startJobWorker({
    ...place,
    concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
    answer: (task, signal) => workspaces.answer(task, signal),
    onFault: (fault) => log.warn(`the queue at ${place.store.name} does not answer: ${fault}; trying again`),
  });
  const stopRefreshing = refreshTeamViews(log);
  void warmAtStart(log);
  let ending = false;
  const view = () => viewOf(metrics, workspaces, jobs);
  const http = await startHttp(context, view, () => !ending && jobs.connected()).catch(async (error: unknown) => {
    await jobs.close(0);
    throw error;
  });
  const started = { queue: place.store.name, roots, metricsPort: http?.port ?? null, pid: process.pid };
  await terminal.print(json ? JSON.stringify(started) : startLine(started, options.host));
  try {
    await ended;
    ending = true;
    terminal.note('ending: no more jobs are taken');
    await jobs.close(1000 * (options.grace ?? DEFAULT_GRACE_SECONDS));
  } finally {
    stopRefreshing();
    await http?.close();
    await workspaces.close();
  }
  terminal.note(endLine(jobs.counts()));
  // Threads of libraries must not keep a worker that has ended.
  setTimeout(() => process.exit(0), LAST_WORDS_MS).unref();
  return 0;
};

const LAST_WORDS_MS = 500;

/** Nothing where no PostgreSQL is configured. */
function refreshTeamViews(log: Logger): () => void {
  const postgres = configuredStores().stores.find(({ level }) => level === 'postgres');
  if (!postgres) return () => {};
  return refreshOnSchedule({
    clock: systemClock,
    log,
    name: `PostgreSQL at ${postgres.name}`,
    refresh: (olderThanMs) => refreshViews({ url: postgres.url, olderThanMs }),
  });
}

function rootsOf({ options, workspace }: Context): readonly string[] {
  try {
    return realRoots(options.root.length > 0 ? options.root : [workspace]);
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException;
    throw new UsageError(`winnow serve: --root ${path}: there is no such folder; give one that exists`);
  }
}

/** Resolves on SIGTERM and on Ctrl-C; a second one of either ends the process the hard way. */
async function untilToldToEnd(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGTERM', () => resolve());
  signal.addEventListener('abort', () => resolve(), { once: true });
  // Whoever starts it in a pipe must not end it by closing standard input; only signals do.
  return promise;
}

async function startHttp({ options }: Context, view: () => Promise<MetricsView>, ready: () => boolean) {
  const port = options.metrics ?? DEFAULT_PORT;
  if (port === 0) return undefined;
  const { createExporter, startHttpServer } = (await import(metricsEntry())) as typeof MetricsBundle;
  const allowedHosts = options['allow-host'];
  return startHttpServer({ port, host: options.host, allowedHosts, exporter: createExporter(view), ready });
}

async function viewOf(metrics: RequestMetrics, workspaces: ServeWorkspaces, jobs: Jobs): Promise<MetricsView> {
  const connected = jobs.connected();
  const waiting = connected ? await jobs.waiting().catch(() => undefined) : undefined;
  return {
    version: VERSION,
    requests: metrics,
    ...(await workspaces.view()),
    jobs: { outcomes: jobs.counts(), running: jobs.running(), waiting, connected },
  };
}

interface Started {
  readonly queue: string;
  readonly roots: readonly string[];
  readonly metricsPort: number | null;
}

function startLine({ queue, roots, metricsPort }: Started, host = '127.0.0.1'): string {
  const metrics = metricsPort === null ? 'no metrics' : `metrics at http://${host}:${metricsPort}/metrics`;
  return `taking jobs from ${queue} for workspaces under ${roots.join(', ')}; ${metrics}`;
}

function endLine({ done, refused, failed, returned }: ReturnType<Jobs['counts']>): string {
  return `${done} jobs done, ${failed + refused} failed, ${returned} given back`;
}
