import { dataFolder, localKey } from '../base/dataFolder.ts';
import { UsageError } from '../base/errors.ts';
import type { Analyzer } from '../engine/analyze.ts';
import { makeVisibleName } from '../engine/pack/visible.ts';
import { compressOutput, type CompressedOutput } from '../outputs/compressOutput.ts';
import type { KeptOutputs } from '../outputs/keptOutputs.ts';
import { parseLineRange, readKept } from '../outputs/outputRange.ts';
import { createAnalyzer, createKeptOutputs, createLedger, sharedTokenizer } from '../services.ts';
import type { CommandContext, ExitCode, Run } from './command.ts';
import { openSource } from './compressSource.ts';
import type { COMPRESS_OPTIONS } from './options.ts';
import type { OutputSource } from './outputSource.ts';
import { pipelineConfig } from './pipelineConfig.ts';
import { alignColumns } from './table.ts';
import { grouped, percent } from './words.ts';

type Context = CommandContext<typeof COMPRESS_OPTIONS>;

export const runCompress: Run<typeof COMPRESS_OPTIONS> = async (context) => {
  const { options, workspace, log } = context;
  checkUsage(context);
  const config = pipelineConfig(workspace, log);
  const kept = createKeptOutputs(config, log);
  if (options.list) return listKept(context, kept);
  const { analyzer } = createAnalyzer(config, localKey(dataFolder()));
  if (options.get !== undefined) return printKept(context, analyzer, kept);
  const source = await openSource(context);
  const output = await compressOutput(withProgress(source, context), {
    analyzer,
    tokenizer: sharedTokenizer(),
    budget: options.budget,
    kept: options['no-keep'] ? undefined : kept,
    label: source.label,
  });
  context.terminal.progress.clear();
  const ledger = createLedger(config, log);
  ledger?.record({ kind: 'output', rawTokens: output.rawTokens, tokens: output.tokens });
  await ledger?.flush();
  const exitCode = source.exitCode();
  await print(output, exitCode, context);
  return exitCode ?? 0;
};

function checkUsage({ options, operands, ran }: Context): void {
  const others = [options.get !== undefined, options.list, operands.length > 0, ran !== undefined];
  if (others.filter(Boolean).length > 1)
    throw new UsageError('winnow compress: give only one of FILE, “-- COMMAND”, --get and --list');
  if (options.lines !== undefined && options.get === undefined)
    throw new UsageError('winnow compress: --lines belongs to --get ID');
}

async function* withProgress(source: OutputSource, { terminal, signal }: Context): AsyncGenerator<string> {
  let units = 0;
  for await (const piece of source.pieces) {
    signal.throwIfAborted();
    units += piece.length;
    terminal.progress.show('characters read:', units, 0);
    yield piece;
  }
}

async function print(
  output: CompressedOutput,
  exitCode: ExitCode | undefined,
  { json, terminal }: Context,
): Promise<void> {
  const { text, tokens, rawTokens, lines, shown, folded, id } = output;
  if (json) {
    const code = exitCode === undefined ? {} : { exitCode };
    await terminal.print(JSON.stringify({ text, tokens, rawTokens, id: id ?? null, lines, shown, folded, ...code }));
    return;
  }
  await terminal.write(text);
  const saved = rawTokens - tokens;
  const share = saved > 0 ? `${percent(saved, rawTokens)} saved` : 'nothing to save';
  terminal.note(
    `${grouped(rawTokens)} → ${grouped(tokens)} tokens (${share}), ${grouped(shown)} of ${grouped(lines)} lines`,
  );
}

async function printKept(
  { options, json, terminal }: Context,
  analyzer: Analyzer,
  kept: KeptOutputs | undefined,
): Promise<ExitCode> {
  const id = options.get ?? '';
  const range = options.lines === undefined ? undefined : parseLineRange(options.lines);
  const { head, text } = readKept(id, { kept, analyzer, range });
  if (json) await terminal.print(JSON.stringify({ ...toJson(head), text }));
  else await terminal.write(text);
  return 0;
}

async function listKept({ json, terminal }: Context, kept: KeptOutputs | undefined): Promise<ExitCode> {
  const outputs = kept?.list() ?? [];
  if (json) await terminal.print(JSON.stringify({ outputs: outputs.map(toJson) }));
  else if (outputs.length > 0) await terminal.print(alignColumns(outputs.map(toRow)).join('\n'));
  terminal.note(outputs.length === 0 ? 'nothing is kept' : `${grouped(outputs.length)} kept`);
  return 0;
}

type Head = ReturnType<KeptOutputs['list']>[number];

function toJson({ id, label, createdMs, lines, tokens }: Head) {
  return { id, label, created: new Date(createdMs).toISOString(), lines, tokens };
}

function toRow({ id, label, createdMs, lines, tokens }: Head): string[] {
  const created = new Date(createdMs).toISOString().slice(0, 19).replace('T', ' ');
  return [id, created, `${grouped(lines)} lines`, `${grouped(tokens)} tokens`, makeVisibleName(label)];
}
