import { setImmediate as nextTurn } from 'node:timers/promises';
import { dataFolder, localKey } from '../base/dataFolder.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { createAnalyzer } from '../services.ts';
import type { Run } from './command.ts';
import { foundSecrets, type FoundSecret } from './foundSecrets.ts';
import type { SCAN_OPTIONS } from './options.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { toSarif } from './sarif.ts';
import { scanSource, type ScanContext } from './scanSource.ts';
import type { ScanSource } from './scanText.ts';
import { alignColumns } from './table.ts';
import type { Paint } from './terminal.ts';
import { plural } from './words.ts';

const TURN_MS = 50;

export const runScan: Run<typeof SCAN_OPTIONS> = async (context) => {
  const { options, workspace, json, terminal, log } = context;
  const config = pipelineConfig(workspace, log);
  const { analyzer } = createAnalyzer(config, localKey(dataFolder()));
  const { findings, skipped, texts } = await findSecrets(context, await scanSource(context, config), analyzer);
  terminal.progress.clear();
  for (const { path, reason } of skipped) log.info(`skipped: ${makeVisibleName(path)} (${reason})`);
  const format = options.format ?? (json ? 'json' : 'human');
  if (format === 'sarif') await terminal.print(JSON.stringify(toSarif(findings), undefined, 2));
  else if (format === 'json') await terminal.print(JSON.stringify({ findings, skipped }));
  else if (findings.length > 0) await terminal.print(findingLines(findings, terminal.paint).join('\n'));
  terminal.note(`${plural(findings.length, 'secret')} in ${plural(texts, 'text')}`);
  return findings.length > 0 ? 1 : 0;
};

interface Scanned {
  readonly findings: readonly FoundSecret[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly texts: number;
}

async function findSecrets(
  { options, signal, terminal }: ScanContext,
  { texts, total }: ScanSource,
  analyzer: Analyzer,
): Promise<Scanned> {
  const findings: FoundSecret[] = [];
  const skipped: { readonly path: string; readonly reason: string }[] = [];
  let done = 0;
  let turnEndMs = 0;
  for await (const one of texts) {
    if (performance.now() > turnEndMs) {
      terminal.progress.show('scanning', done, total);
      // Ctrl-C is heard between two turns only.
      await nextTurn();
      signal.throwIfAborted();
      turnEndMs = performance.now() + TURN_MS;
    }
    done++;
    if ('text' in one) findings.push(...foundSecrets(analyzer, one, { fingerprints: options.fingerprints }));
    else skipped.push({ path: analyzer.redact(one.path), reason: one.reason });
  }
  return { findings, skipped, texts: done - skipped.length };
}

function findingLines(findings: readonly FoundSecret[], paint: Paint): string[] {
  const rows = findings.map(({ path, startLine, startColumn, level, rule, fingerprint, allowedBy }) => [
    `${makeVisibleName(path)}:${startLine}:${startColumn}`,
    level,
    rule,
    fingerprint,
    ...(allowedBy === undefined ? [] : [allowedBy]),
  ]);
  return alignColumns(rows).map((line, at) => (findings[at]!.level === 'classified' ? paint('red', line) : line));
}
