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

## Thresholds

The language server looks at some figures itself, each time that it tells of its state (once a second at most). What is
beyond its threshold stands in \`exceeded\` of \`winnow/didChangeStats\` and \`winnow/stats\`, with a message that says what
to do, for as long as it is; the log says it once, and once when it is well again.

| figure | exceeded when | until |
| --- | --- | --- |
| \`memory\` | the process uses more than 1.5 GB | below 1.2 GB |
| \`waiting\` | more than 500 questions wait for their turn | below 100 |
| \`slow\` | more than 10 % of the last ten minutes' questions took longer than 5 s | below 5 % |
| \`failures\` | more than 5 % of the last ten minutes' questions failed | below 2 % |
| \`threads\` | the thread that answers died more than once within ten minutes | not once |
| \`keystrokes\` | the 99th percentile of edits is above 50 ms | below 40 ms |
`;
}

function line({ name, type, help, labels = {} }: MetricDefinition): string {
  const described = Object.entries(labels).map(
    ([label, values]) => `\`${label}\`: ${typeof values === 'string' ? values : values.join(', ')}`,
  );
  return `| \`${name}\` | ${type} | ${help} | ${described.join('; ')} |`;
}
