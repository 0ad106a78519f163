import { CATALOG, type MetricDefinition } from '../../server/src/metrics/catalog.ts';

/** `docs/metrics.md`. */
export function createMetricsPage(): string {
  return `# Metrics

<!-- Generated from server/src/metrics/catalog.ts by \`npm run generate\`. -->

Off by default. \`winnow serve\` exports them at \`http://127.0.0.1:9464/metrics\` (\`--metrics PORT\`, \`0\` for none), the
language server at the port that the setting \`winnow.metrics.port\` names, in a trusted workspace. Both open the port for
this machine alone; [docs/serve.md](serve.md) tells how others may ask. Counting costs a question some microseconds,
whether exported or not.

No metric holds a text of a workspace: values of labels come from the lists below, from ids of built-in rules and from the
program's version. Names end in their unit, as Prometheus and OpenTelemetry have it; counters begin at 0 with the process.

| metric | type | what | labels |
| --- | --- | --- | --- |
${CATALOG.map(line).join('\n')}

Histograms have the buckets 0.1 ms to 10 s, so that several processes can be added up; percentiles cannot, and are there for
one process at a look.

Besides, every process has what Prometheus' client for Node exports: \`process_cpu_seconds_total\`,
\`process_resident_memory_bytes\`, \`nodejs_heap_size_used_bytes\`, \`nodejs_external_memory_bytes\`,
\`nodejs_eventloop_lag_p99_seconds\`, \`nodejs_gc_duration_seconds\` and others of these families.

A dashboard for Grafana and alert rules are in \`server/deploy/\`.
`;
}

function line({ name, type, help, labels = {} }: MetricDefinition): string {
  const described = Object.entries(labels).map(
    ([label, values]) => `\`${label}\`: ${typeof values === 'string' ? values : values.join(', ')}`,
  );
  return `| \`${name}\` | ${type} | ${help} | ${described.join('; ')} |`;
}
