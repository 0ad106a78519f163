import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { deployedText } from './deployed.ts';
import { endWithUs, freePort, untilSaid } from './redis.ts';
import { temporaryFolder } from './temporary.ts';

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970 and the value as text, NaN included. */
  readonly values: readonly (readonly [number, string])[];
}

export interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly state: 'inactive' | 'pending' | 'firing';
}

export interface TestPrometheus {
  /** An expression of the dashboard, as Grafana asks it for all instances since the start. */
  readonly range: (expression: string) => Promise<readonly Series[]>;
  readonly rules: () => Promise<readonly RuleState[]>;
  readonly stop: () => Promise<void>;
}

export interface PrometheusOptions {
  /** Hosts and ports that are scraped. */
  readonly targets: readonly string[];
  /** All times of the configuration and the rules are divided by it, so that minutes need not be waited for. */
  readonly haste: number;
}

const SCRAPE_INTERVAL_SECONDS = 15;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** A real Prometheus with the configuration and the rules of `server/deploy`, its targets and its times apart. */
export async function startPrometheus(program: string, options: PrometheusOptions): Promise<TestPrometheus> {
  const { targets, haste } = options;
  const folder = temporaryFolder({
    'prometheus.yml': configuration(options),
    'alerts.yml': hastened(deployedText('prometheus/alerts.yml'), haste),
  });
  const port = await freePort();
  const server = spawn(
    program,
    [
      `--config.file=${join(folder.path, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder.path, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  endWithUs(server);
  await untilSaid(server, server.stderr, 'Server is ready to receive web requests');
  const startedMs = Date.now();

  async function ask<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const query = new URLSearchParams(parameters).toString();
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}?${query}`);
    const answer = (await response.json()) as { readonly data: T; readonly error?: string };
    if (!response.ok) throw new Error(`${parameters['query'] ?? path}: ${answer.error}`);
    return answer.data;
  }

  return {
    range: async (expression) => {
      const { result } = await ask<{ readonly result: readonly Series[] }>('query_range', {
        query: hastened(asGrafana(expression, targets), haste),
        start: String(startedMs / 1000),
        end: String(Date.now() / 1000),
        step: String(SCRAPE_INTERVAL_SECONDS / haste),
      });
      return result;
    },
    rules: async () => {
      const { groups } = await ask<{ readonly groups: readonly { readonly rules: readonly RuleState[] }[] }>('rules');
      return groups.flatMap(({ rules }) => rules);
    },
    stop: async () => {
      server.kill('SIGTERM');
      await once(server, 'exit');
      folder.remove();
    },
  };
}

function configuration({ targets, haste }: PrometheusOptions): string {
  const config = parse(hastened(deployedText('prometheus/prometheus.yml'), haste)) as {
    readonly scrape_configs: readonly { readonly job_name: string }[];
  };
  const jobs = config.scrape_configs.map(({ job_name }) => ({ job_name, static_configs: [{ targets }] }));
  return stringify({ ...config, scrape_configs: jobs });
}

/** `[5m]`, `for: 2m` and `interval: 15s` divided. */
function hastened(text: string, haste: number): string {
  return text.replaceAll(
    /(\[|: )(\d+)([smh])(?=\]|$)/gm,
    (_, before: string, count: string, unit: string) =>
      `${before}${Math.round((Number(count) * SECONDS[unit]! * 1000) / haste)}ms`,
  );
}

/**
 * What Grafana puts in the place of variables: all instances, and four scrapes for the interval of a rate
 * (https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/).
 */
function asGrafana(expression: string, targets: readonly string[]): string {
  const instances = targets.map((one) => one.replaceAll('.', String.raw`\\.`)).join('|');
  return expression
    .replaceAll('$__rate_interval', `${4 * SCRAPE_INTERVAL_SECONDS}s`)
    .replaceAll('$instance', `(${instances})`);
}
