import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One text of a sample set: `tp` holds a secret, `fp` none. */
export interface Sample {
  /** The set's own name of the kind of secret. */
  readonly rule: string;
  readonly kind: 'tp' | 'fp';
  readonly text: string;
  readonly path: string;
  /** Another rule is right to fire: the sample says nothing about false positives. */
  readonly cross: boolean;
  /** The known secrets: UTF-16 offsets, end exclusive. */
  readonly spans: readonly (readonly [start: number, end: number])[];
}

export interface SampleSet {
  readonly name: string;
  readonly samples: readonly Sample[];
}

interface SampleRow {
  readonly rule: string;
  readonly kind: 'tp' | 'fp';
  readonly text: string;
  readonly path?: string;
  readonly cross?: boolean;
  readonly scope?: string;
  readonly spans?: readonly (readonly [number, number])[];
}

interface SpanRow {
  /** Line of the sample file, from 0. */
  readonly i: number;
  readonly secret: string;
}

/**
 * Reads a set of JSON lines, gzipped or not. Exact values stand in `NAME-spans.jsonl[.gz]` beside it, or in the samples
 * themselves. With a `scope`, samples that say another one are left out. Throws on what is no sample.
 */
export function readSamples(file: string, scope?: string): SampleSet {
  const rows = readLines<SampleRow>(file);
  const values = valuesBeside(file);
  const samples = rows.flatMap((row, index) =>
    scope !== undefined && row.scope !== undefined && row.scope !== scope
      ? []
      : [sampleOf(row, values.get(index) ?? [], `${file}:${index + 1}`)],
  );
  return { name: basename(file).replace(/\.jsonl(?:\.gz)?$/, ''), samples };
}

function sampleOf(row: SampleRow, values: readonly string[], where: string): Sample {
  const { rule, kind, text, path = 'sample.txt', cross = false, spans = [] } = row;
  if ((kind !== 'tp' && kind !== 'fp') || typeof text !== 'string' || typeof rule !== 'string')
    throw new Error(`${where}: a sample has "rule", "kind" ("tp" or "fp") and "text"`);
  // Offsets of other tools may count bytes or code points; the value itself is the same everywhere.
  const found = values.flatMap((value): (readonly [number, number])[] => {
    const start = text.indexOf(value);
    return start < 0 ? [] : [[start, start + value.length]];
  });
  return { rule, kind, text, path, cross, spans: joined(values.length > 0 ? found : spans) };
}

/** Values that overlap are one secret, as two of the set's rules see it: what must go is all of it. */
function joined(spans: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const disjoint: (readonly [number, number])[] = [];
  for (const [start, end] of spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    const last = disjoint.at(-1);
    if (last && start < last[1]) disjoint[disjoint.length - 1] = [last[0], Math.max(last[1], end)];
    else disjoint.push([start, end]);
  }
  return disjoint;
}

function valuesBeside(file: string): Map<number, string[]> {
  const beside = file.replace(/(?=\.jsonl(?:\.gz)?$)/, '-spans');
  const values = new Map<number, string[]>();
  if (beside === file || !existsSync(beside)) return values;
  for (const { i, secret } of readLines<SpanRow>(beside)) values.set(i, [...(values.get(i) ?? []), secret]);
  return values;
}

function readLines<Row>(file: string): Row[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Row];
    } catch {
      throw new Error(`${file}:${index + 1} is no JSON`);
    }
  });
}
