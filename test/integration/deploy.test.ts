import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, test } from 'vitest';
import { SERVER_ENVIRONMENT } from '../../shared/src/serverEnvironment.ts';
import { parse } from 'yaml';
import { COMMANDS } from '../../server/src/cli/commands.ts';
import { parseInvocation } from '../../server/src/cli/arguments.ts';
import { CATALOG } from '../../server/src/metrics/catalog.ts';
import { createExporter } from '../../server/src/metrics/exporter.ts';
import {
  alertRules,
  dashboard,
  dashboardExpressions,
  DEPLOY,
  deployedText,
  deployedYaml,
} from '../helpers/deployed.ts';
import { sampleView } from '../helpers/metricsView.ts';
import { REPOSITORY } from '../helpers/repository.ts';

const schema = (name: string): ValidateFunction => {
  const text = readFileSync(join(REPOSITORY, 'test/fixtures/deploy', `${name}.schema.json`), 'utf8');
  return new Ajv({ strict: false }).compile(JSON.parse(text) as object);
};

const kubernetes = schema('kubernetes');
const compose = schema('compose');
const MANIFESTS = readdirSync(join(DEPLOY, 'kubernetes')).filter((name) => name.endsWith('.yaml'));

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}
interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly valueFrom: { readonly configMapKeyRef?: { readonly key: string } } }[];
  readonly ports: readonly { readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly securityContext: object;
  readonly livenessProbe: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
}
interface Deployment {
  readonly spec: {
    readonly selector: { readonly matchLabels: object };
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly [Container];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

const stack = deployedYaml('compose.yaml') as Compose;
const deployment = deployedYaml('kubernetes/deployment.yaml') as Deployment;
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

test.each(MANIFESTS)('kubernetes/%s is what the API takes', (name) => {
  const valid = kubernetes(deployedYaml(`kubernetes/${name}`));
  expect(kubernetes.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

/** One change that makes a sound file wrong. */
const FAULTS: readonly (readonly [string, string, string])[] = [
  ['kubernetes/deployment.yaml', 'containerPort: 9464', 'containerPort: 94640'],
  ['kubernetes/deployment.yaml', 'runAsNonRoot: true', 'runAsNonRoot: yes please'],
  ['kubernetes/deployment.yaml', 'readOnlyRootFilesystem', 'readonlyRootFilesystem'],
  ['kubernetes/deployment.yaml', 'memory: 2Gi', 'memory: 2 GB'],
  ['kubernetes/autoscaler.yaml', 'maxReplicas: 10', 'maxReplicas: many'],
  ['kubernetes/service.yaml', 'apiVersion: v1', 'apiVersion: v2'],
  ['kubernetes/networkPolicy.yaml', 'podSelector:', 'podSelectors:'],
  ['compose.yaml', 'read_only: true', 'readonly: true'],
  ['compose.yaml', 'service_healthy', 'healthy'],
  ['compose.yaml', '127.0.0.1:9090:9090', '9090:9090'],
];
test.each(FAULTS)('%s with “%s” as “%s” is refused', (path, from, to) => {
  const changed = deployedText(path).replace(from, to);
  expect(changed).not.toBe(deployedText(path));
  expect((path === 'compose.yaml' ? compose : kubernetes)(parse(changed))).toBe(false);
});

/** Maps whose names are their author's: labels, variables, services. What they must match is tested below. */
const FREE_NAMES =
  /(?:^|\.)(?:labels|matchLabels|annotations|data|environment|services|volumes|depends_on)$|^spec\.selector$/;

type Node = Record<string, unknown>;

/** Every way to misspell one field, or to give it a value of another type. */
function* misspelled(document: Node, node = document, path: readonly string[] = []): Generator<[string, Node]> {
  const changed = (change: (parent: Node) => void): Node => {
    const copy = structuredClone(document);
    change(path.reduce((at, name) => at[name] as Node, copy));
    return copy;
  };
  for (const [name, value] of Object.entries(node)) {
    const place = [...path, name].join('.');
    if (!Array.isArray(node) && !FREE_NAMES.test(path.join('.')))
      yield [
        `${place} misspelled`,
        changed((parent) => {
          delete parent[name];
          parent[`${name}x`] = value;
        }),
      ];
    if (value !== null && typeof value === 'object') yield* misspelled(document, value as Node, [...path, name]);
    else
      yield [
        `${place} of another type`,
        changed((parent) => void (parent[name] = typeof value === 'string' ? {} : '')),
      ];
  }
}

test.each([...MANIFESTS.map((name) => `kubernetes/${name}`), 'compose.yaml'])('%s: no field may be wrong', (path) => {
  const valid = path === 'compose.yaml' ? compose : kubernetes;
  const wrong = [...misspelled(deployedYaml(path) as Node)];
  expect(wrong.length).toBeGreaterThan(5);
  expect(wrong.filter(([, document]) => valid(document)).map(([what]) => what)).toEqual([]);
});

test('the manifests fit together', () => {
  const { resources } = deployedYaml('kubernetes/kustomization.yaml') as { readonly resources: readonly string[] };
  expect(resources.toSorted()).toEqual(MANIFESTS.filter((name) => name !== 'kustomization.yaml').toSorted());
  const labels = deployment.spec.template.metadata.labels;
  expect(deployment.spec.selector.matchLabels).toEqual(labels);
  const selectors = ['service', 'networkPolicy', 'disruptionBudget'].map(
    (name) => (deployedYaml(`kubernetes/${name}.yaml`) as { spec: Record<string, { matchLabels?: object }> }).spec,
  );
  const [service, policy, budget] = selectors;
  expect([service!['selector'], policy!['podSelector']!.matchLabels, budget!['selector']!.matchLabels]).toEqual([
    labels,
    labels,
    labels,
  ]);
  const { data } = deployedYaml('kubernetes/configMap.yaml') as { readonly data: Readonly<Record<string, string>> };
  const keys = container.env.flatMap(({ valueFrom }) => valueFrom.configMapKeyRef?.key ?? []);
  expect(keys.toSorted()).toEqual(Object.keys(data).toSorted());
  expect(Number(data['graceSeconds'])).toBeLessThan(pod.terminationGracePeriodSeconds);
  expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
    pod.volumes.map(({ name }) => name).toSorted(),
  );
});

test('a pod has no rights that it does not need, and is asked at paths that there are', () => {
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect([container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path]).toEqual([
    '/healthz',
    '/readyz',
  ]);
});

test('the stack is a Compose file whose services, volumes and conditions exist', () => {
  const valid = compose(stack);
  expect(compose.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  for (const { volumes = [], depends_on = {} } of Object.values(stack.services)) {
    for (const volume of volumes.filter((one) => /^\w+:/.test(one))) {
      expect(Object.keys(stack.volumes)).toContain(volume.split(':')[0]);
    }
    for (const [name, { condition }] of Object.entries(depends_on)) {
      expect(Object.keys(stack.services)).toContain(name);
      if (condition === 'service_healthy') expect(stack.services[name]!.healthcheck).toBeDefined();
    }
  }
});

test('what containers are told is what the command line takes', () => {
  const image = /^CMD (\[.*\])$/m.exec(deployedText('Dockerfile'))?.[1] ?? '';
  const commands = [
    JSON.parse(image) as string[],
    stack.services['worker']!.command!,
    stack.services['migrate']!.command!,
    container.args.map((one) => (one.startsWith('$(') ? '5' : one)),
  ];
  for (const command of commands) expect(parseInvocation(command, COMMANDS)).toMatchObject({ kind: 'run' });
  expect(container.ports[0]!.containerPort).toBe(9464);
});

test('the image runs as nobody special and has no build tools', () => {
  const stages = deployedText('Dockerfile')
    .split(/^FROM /m)
    .slice(1);
  expect(stages.map((stage) => stage.split('\n')[0])).toEqual(['node:24-slim AS build', 'node:24-slim']);
  expect(stages[1]).toMatch(/^USER 1000:1000$/m);
  expect(stages[1]).not.toMatch(/npm (?:ci|install)|--privileged|COPY \. /);
});

test('the image sets the allocator up as the extension does', () => {
  const variables = /^ENV (MALLOC_.*)$/m.exec(deployedText('Dockerfile'))?.[1] ?? '';
  expect(Object.fromEntries(variables.split(' ').map((one) => one.split('=')))).toEqual(SERVER_ENVIRONMENT);
});

const alerts = alertRules();
const panels = dashboard().panels;
const EXPRESSIONS = [...alerts.map(({ alert, expr }) => [alert, expr] as const), ...dashboardExpressions()];

test('every metric and label that is looked at is exported', async () => {
  const lines = (await createExporter(() => Promise.resolve(sampleView())).text()).split('\n');
  const exported = new Set(lines.flatMap((line) => /^([a-z]\w+)[ {]/.exec(line)?.[1] ?? []));
  const labels = new Map(CATALOG.map(({ name, labels: own = {} }) => [name, [...Object.keys(own), 'instance', 'job']]));
  const missing = EXPRESSIONS.flatMap(([where, expr]) =>
    [...expr.matchAll(/\b((?:winnow|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)].flatMap(([, name = '', selector = '']) => {
      const known = labels.get(name) ?? ['le', 'instance', 'job'];
      const asked = [...selector.matchAll(/(\w+)(?:=~?|!=)/g)].map(([, label]) => label!);
      const unknown = asked.filter((label) => labels.has(name) && !known.includes(label));
      return exported.has(name) && unknown.length === 0 ? [] : [`${where}: ${name} ${unknown.join(', ')}`];
    }),
  );
  expect(missing).toEqual([]);
  expect(EXPRESSIONS.length).toBeGreaterThan(40);
});

test('every metric of ours is on the dashboard', () => {
  const shown = EXPRESSIONS.map(([, expr]) => expr).join('\n');
  expect(CATALOG.map(({ name }) => name).filter((name) => !shown.includes(name))).toEqual([]);
});

test('panels ask the provisioned data source and do not lie upon each other', () => {
  const { datasources } = deployedYaml('grafana/provisioning/datasources/prometheus.yaml') as {
    datasources: [{ uid: string }];
  };
  const taken = new Set<string>();
  for (const { title, type, targets = [], gridPos } of panels) {
    for (const { datasource } of targets) expect(datasource.uid).toBe(datasources[0].uid);
    expect(['row', 'timeseries', 'stat']).toContain(type);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(taken, title).not.toContain(`${x},${y}`);
        taken.add(`${x},${y}`);
        expect(x).toBeLessThan(24);
      }
    }
  }
});

test('alerts have names of their own and say what is the matter', () => {
  expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  for (const { annotations } of alerts) expect(annotations.summary).toMatch(/^[A-Z].{10,}/);
});
