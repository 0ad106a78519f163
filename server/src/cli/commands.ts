import { TOOLS_TOKENS } from '../mcp/toolList.ts';
import { defineCommand, type Command } from './command.ts';
import {
  AUDIT_OPTIONS,
  BATCH_OPTIONS,
  BENCH_OPTIONS,
  CACHE_OPTIONS,
  COMPRESS_OPTIONS,
  EXPLAIN_OPTIONS,
  INIT_OPTIONS,
  LSP_OPTIONS,
  MCP_OPTIONS,
  OPTIMIZE_OPTIONS,
  SCAN_OPTIONS,
  SERVE_OPTIONS,
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
    name: 'serve',
    summary: 'Take batch jobs from a queue in Redis until SIGTERM; serves /metrics, /healthz and /readyz',
    options: SERVE_OPTIONS,
    load: async () => (await import('./serve.ts')).runServe,
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
    name: 'compress',
    summary: 'Make the output of a command short; errors, warnings and results stay, the original is kept',
    operands: { usage: '[FILE|-] [-- COMMAND…]', most: 1 },
    runs: true,
    options: COMPRESS_OPTIONS,
    load: async () => (await import('./compress.ts')).runCompress,
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
    name: 'cache',
    summary:
      'Say what packs are kept, level by level (stats), forget this user’s (clear), or copy what the team asks for most to Redis (warm)',
    operands: { usage: 'stats|clear|warm', most: 1 },
    options: CACHE_OPTIONS,
    load: async () => (await import('./cache.ts')).runCache,
  }),
  defineCommand({
    name: 'db',
    summary:
      'Look after the team’s PostgreSQL: migrate, status (exit code 1 when tables are missing), refresh its views, copy audit trails and what was learned',
    operands: { usage: 'migrate|status|refresh|copy', most: 1 },
    options: {},
    load: async () => (await import('./db.ts')).runDb,
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
