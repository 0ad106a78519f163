import { TOOLS_TOKENS } from '../mcp/toolList.ts';
import { defineCommand, type Command } from './command.ts';
import {
  AUDIT_OPTIONS,
  BATCH_OPTIONS,
  BENCH_OPTIONS,
  EXPLAIN_OPTIONS,
  INIT_OPTIONS,
  LSP_OPTIONS,
  MCP_OPTIONS,
  OPTIMIZE_OPTIONS,
  SCAN_OPTIONS,
  STATS_OPTIONS,
  TRIGGERS_OPTIONS,
} from './options.ts';

export const COMMANDS: readonly Command[] = [
  defineCommand({
    name: 'optimize',
    summary: 'Build the best context for a question within a token budget',
    options: OPTIMIZE_OPTIONS,
    required: ['query'],
    load: async () => (await import('./optimize.ts')).runOptimize,
  }),
  defineCommand({
    name: 'batch',
    summary: 'Build packs for many questions, streaming; safe to resume',
    options: BATCH_OPTIONS,
    required: ['in', 'out'],
    load: async () => (await import('./batch.ts')).runBatch,
  }),
  defineCommand({
    name: 'scan',
    summary: 'Find secrets in the workspace, in PATHS or in standard input; exit code 1 when there are any',
    operands: { usage: '[PATHS…|-]', most: Infinity },
    options: SCAN_OPTIONS,
    load: async () => (await import('./scan.ts')).runScan,
  }),
  defineCommand({
    name: 'redact',
    summary: 'Print a text with placeholders instead of its secrets',
    operands: { usage: '[FILE|-]', most: 1 },
    options: {},
    load: async () => (await import('./redact.ts')).runRedact,
  }),
  defineCommand({
    name: 'triggers',
    summary: 'Say which trigger rules a text fires, where, and which agents they name',
    operands: { usage: '[FILE|-]', most: 1 },
    options: TRIGGERS_OPTIONS,
    load: async () => (await import('./triggers.ts')).runTriggers,
  }),
  defineCommand({
    name: 'explain',
    summary: 'Say of each chunk why it is in the pack or not, and what 2,000 more tokens would add',
    options: EXPLAIN_OPTIONS,
    required: ['query'],
    load: async () => (await import('./explain.ts')).runExplain,
  }),
  defineCommand({
    name: 'init',
    summary:
      'Write .winnow/triggers.yaml and .winnow/config.json; never overwrites; or, with --hooks, add a prompt hook',
    options: INIT_OPTIONS,
    load: async () => (await import('./init.ts')).runInit,
  }),
  defineCommand({
    name: 'doctor',
    summary: 'Check that everything Winnow needs is there, and say the mend; exit code 1 when something is not',
    options: {},
    load: async () => (await import('./doctor.ts')).runDoctor,
  }),
  defineCommand({
    name: 'stats',
    summary: 'Index the workspace and print its figures, and what was learned from feedback',
    options: STATS_OPTIONS,
    load: async () => (await import('./stats.ts')).runStats,
  }),
  defineCommand({
    name: 'bench',
    summary: 'With --self: say how much of what past commits changed their messages would have found',
    options: BENCH_OPTIONS,
    load: async () => (await import('./benchSelf.ts')).runBench,
  }),
  defineCommand({
    name: 'audit',
    summary: 'Say what left this workspace: verify (exit code 1 when the trail was changed), show or export it',
    operands: { usage: 'verify|show|export', most: 1 },
    options: AUDIT_OPTIONS,
    load: async () => (await import('./audit.ts')).runAudit,
  }),
  defineCommand({
    name: 'hook',
    summary: 'Answer a prompt hook: read its event from standard input, name the agents; “init --hooks” sets it up',
    operands: { usage: 'claude', most: 1 },
    options: {},
    load: async () => (await import('./hook.ts')).runHook,
  }),
  defineCommand({
    name: 'lsp',
    summary: 'Run the language server',
    options: LSP_OPTIONS,
    load: async () => (await import('./lsp.ts')).runLsp,
  }),
  defineCommand({
    name: 'mcp',
    summary: `Serve assistants: an MCP server over standard input and output; its five tools cost ${TOOLS_TOKENS} tokens`,
    options: MCP_OPTIONS,
    load: async () => (await import('./mcp.ts')).runMcp,
  }),
];
