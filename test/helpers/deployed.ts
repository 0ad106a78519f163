import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from './repository.ts';

export const DEPLOY = join(REPOSITORY, 'server/deploy');

/** The text of a file of `server/deploy`. */
export const deployedText = (path: string): string => readFileSync(join(DEPLOY, path), 'utf8');
export const deployedYaml = (path: string): unknown => parse(deployedText(path), { strict: true, uniqueKeys: true });

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}
export interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat: string;
    readonly datasource: { readonly uid: string };
  }[];
}

export const alertRules = (): readonly AlertRule[] =>
  (deployedYaml('prometheus/alerts.yml') as { groups: readonly [{ rules: readonly AlertRule[] }] }).groups[0].rules;

export const dashboard = () =>
  JSON.parse(deployedText('grafana/dashboards/winnow.json')) as {
    readonly uid: string;
    readonly panels: readonly Panel[];
  };

/** Every expression of the dashboard with the title of its panel. */
export const dashboardExpressions = (): readonly (readonly [title: string, expression: string])[] =>
  dashboard().panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));
