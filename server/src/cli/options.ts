import { COMPACTION_LEVELS, PACK_FORMATS } from '../../../shared/src/protocol.ts';
import type { Options } from './option.ts';

/** Options that every command takes. */
export const COMMON_OPTIONS = {
  workspace: { type: 'text', value: 'DIR', description: 'The folder to work on (default: here)' },
  json: { type: 'flag', description: 'Print JSON for machines' },
  verbose: { type: 'flag', description: 'Say more on standard error, and show the stack of an error' },
  help: { type: 'flag', short: 'h', description: 'Show this help' },
} as const satisfies Options;

const BUDGET = {
  type: 'number',
  value: 'N',
  minimum: 100,
  maximum: 10_000_000,
  description: 'Largest size of the pack in o200k_base tokens (default: 8000, or .winnow/config.json)',
} as const;
const MODEL = {
  type: 'text',
  value: 'NAME',
  description: 'Give --budget in this model’s tokens: gpt-4, claude-sonnet, gemini-2.5-pro … (default: o200k_base)',
} as const;
const QUERY = {
  type: 'text',
  value: 'Q',
  description: 'What the context is for; “-” reads it from standard input',
} as const;

const SELECTION = {
  query: QUERY,
  budget: BUDGET,
  model: MODEL,
  include: { type: 'texts', value: 'GLOB', description: 'Only files that match (repeatable)' },
  exclude: { type: 'texts', value: 'GLOB', description: 'Leave out files that match (repeatable)' },
  pin: {
    type: 'texts',
    value: 'PATH[:A-B]',
    description: 'Always in the pack, as far as the budget goes (repeatable)',
  },
} as const satisfies Options;

export const OPTIMIZE_OPTIONS = {
  ...SELECTION,
  format: {
    type: 'text',
    value: 'FORMAT',
    choices: PACK_FORMATS,
    description: `Format of the pack: ${PACK_FORMATS.join(', ')}`,
  },
  compact: {
    type: 'text',
    value: 'LEVEL',
    choices: COMPACTION_LEVELS,
    description: `What the pack leaves out of the chosen lines: ${COMPACTION_LEVELS.join(', ')} (default: lossless)`,
  },
  out: { type: 'text', value: 'FILE', description: 'Write the pack to FILE instead of standard output' },
  lock: {
    type: 'flag',
    description: 'Pin the pack in a lockfile as well: FILE behind it, or winnow.lock.json in the workspace',
  },
  'no-cache': { type: 'flag', description: 'Build the pack anew, and keep it nowhere' },
  figures: {
    type: 'flag',
    description: 'Add a table of measured figures, those of a second and a third run among them',
  },
} as const satisfies Options;

export const LOCK_OPTIONS = {
  check: { type: 'flag', description: 'Print only what is not as it was pinned; exit code 1 when anything is not' },
  update: { type: 'flag', description: 'Ask the question of the lockfile anew and pin the pack that it brings now' },
} as const satisfies Options;

export const EXPLAIN_OPTIONS = {
  ...SELECTION,
  path: { type: 'text', value: 'PATH', description: 'Only the chunks of this file' },
} as const satisfies Options;

export const BATCH_OPTIONS = {
  in: {
    type: 'text',
    value: 'FILE',
    description:
      'Tasks, one JSON object a line: {"id", "query", "budget"?, "model"?, "workspace"?}; “-” is standard input',
  },
  model: { ...MODEL, description: 'The model of tasks that name none: their budgets are in its tokens' },
  out: {
    type: 'text',
    value: 'FILE',
    description: 'Results, one JSON object a line, as they finish; “-” is standard output',
  },
  concurrency: {
    type: 'number',
    value: 'N',
    minimum: 1,
    maximum: 64,
    description: 'How many tasks at a time (default: 4)',
  },
  resume: {
    type: 'flag',
    description: 'Go on with an existing --out file: skip the ids that stand in it (the default)',
  },
  'no-resume': { type: 'flag', description: 'Begin an existing --out file anew' },
  queue: {
    type: 'text',
    value: 'URL',
    description: 'Have the workers (“winnow serve”) of this Redis do it; “env” takes the URL from WINNOW_REDIS_URL',
  },
} as const satisfies Options;

export const SERVE_OPTIONS = {
  queue: {
    type: 'text',
    value: 'URL',
    description: 'The Redis to take jobs from, redis:// or rediss:// (default: WINNOW_REDIS_URL)',
  },
  root: {
    type: 'texts',
    value: 'DIR',
    description: 'Only workspaces under DIR are served (repeatable; default: --workspace)',
  },
  concurrency: {
    type: 'number',
    value: 'N',
    minimum: 1,
    maximum: 64,
    description: 'How many jobs at a time (default: 4)',
  },
  metrics: {
    type: 'number',
    value: 'PORT',
    minimum: 0,
    maximum: 65_535,
    description: 'Port of /metrics, /healthz and /readyz (default: 9464); 0: none',
  },
  host: {
    type: 'text',
    value: 'ADDRESS',
    description: 'The address that this port is opened on (default: 127.0.0.1, for this machine alone)',
  },
  'allow-host': {
    type: 'texts',
    value: 'NAME',
    description: 'A name by which it may be asked, besides addresses and localhost (repeatable)',
  },
  grace: {
    type: 'number',
    value: 'SECONDS',
    minimum: 0,
    maximum: 3600,
    description: 'How long jobs under way may take on SIGTERM before they are given back (default: 20)',
  },
} as const satisfies Options;

export const SCAN_OPTIONS = {
  format: {
    type: 'text',
    value: 'FORMAT',
    choices: ['human', 'json', 'sarif'],
    description: 'human, json or sarif (2.1.0)',
  },
  staged: { type: 'flag', description: 'Scan what is staged for the next commit, as a pre-commit hook does' },
  fingerprints: {
    type: 'flag',
    description: 'Tell of each secret the fingerprint that allows it under secrets.allow in .winnow/config.json',
  },
} as const satisfies Options;

export const COMPRESS_OPTIONS = {
  budget: {
    type: 'number',
    value: 'N',
    minimum: 100,
    maximum: 10_000_000,
    description: 'Most o200k_base tokens of the result; what matters least is folded first',
  },
  get: { type: 'text', value: 'ID', description: 'Print the original that is kept under ID, instead of compressing' },
  lines: { type: 'text', value: 'A-B', description: 'With --get: only these lines' },
  list: { type: 'flag', description: 'List the originals that are kept, instead of compressing' },
  'no-keep': { type: 'flag', description: 'Do not keep the original' },
} as const satisfies Options;

export const TRIGGERS_OPTIONS = {
  text: { type: 'text', value: 'TEXT', description: 'The text itself, such as a prompt, in place of FILE' },
  rules: { type: 'text', value: 'FILE', description: 'Rules to use instead of the workspace’s' },
  explain: { type: 'flag', description: 'Say of the rules that came near why they did not fire' },
  count: { type: 'flag', description: 'Only count how often each keyword occurs in FILE, which may be of any size' },
  check: {
    type: 'flag',
    description: 'Check the rules themselves, their examples and near misses; exit code 1 when one of them is wrong',
  },
  schema: { type: 'flag', description: 'Print the JSON Schema of rules files, for other editors' },
} as const satisfies Options;

export const INIT_OPTIONS = {
  hooks: {
    type: 'text',
    value: 'ASSISTANT',
    choices: ['claude'],
    description:
      'Instead of those files: add a prompt hook to the settings of ASSISTANT (claude) that names the agents; shows the change and asks first',
  },
  scope: {
    type: 'text',
    value: 'SCOPE',
    choices: ['local', 'project'],
    description:
      'With --hooks: local is .claude/settings.local.json, yours alone (default); project is .claude/settings.json, which is committed and acts for the whole team',
  },
  remove: { type: 'flag', description: 'With --hooks: take away what was added, and nothing else' },
  yes: { type: 'flag', description: 'With --hooks: write without asking' },
} as const satisfies Options;

export const BENCH_OPTIONS = {
  self: { type: 'flag', description: 'Measure the selection on this repository’s own past commits' },
  tasks: {
    type: 'number',
    value: 'N',
    minimum: 1,
    maximum: 1000,
    description: 'How many past commits to take at most (default: 40)',
  },
} as const satisfies Options;

export const STATS_OPTIONS = {
  'reset-ledger': { type: 'flag', description: 'Forget first what was saved and spent, day by day' },
  'reset-learning': { type: 'flag', description: 'Forget first what was learned from pins, exclusions and used packs' },
  performance: {
    type: 'flag',
    description: 'Print instead how fast this user’s questions were answered, by hour and day',
  },
} as const satisfies Options;

export const CACHE_OPTIONS = {
  team: { type: 'flag', description: 'With clear: the team’s Redis and PostgreSQL, too' },
  file: {
    type: 'texts',
    value: 'PATH',
    description: 'With clear: only packs with something of a file of this name (repeatable)',
  },
} as const satisfies Options;

export const AUDIT_OPTIONS = {
  since: {
    type: 'text',
    value: 'TIME',
    description: 'With show and export: only what is younger than an age (2h, 7d) or a date (2026-03-01)',
  },
  out: { type: 'text', value: 'FILE', description: 'With export: write to FILE instead of standard output' },
} as const satisfies Options;

export const LSP_OPTIONS = {
  stdio: { type: 'flag', description: 'Speak over standard input and output' },
  socket: {
    type: 'number',
    value: 'PORT',
    minimum: 1,
    maximum: 65_535,
    description: 'Connect to the client that listens on PORT',
  },
  'node-ipc': { type: 'flag', description: 'Speak over the IPC channel of the Node process that started this one' },
  clientProcessId: { type: 'text', value: 'PID', description: 'End when the process PID ends' },
} as const satisfies Options;

export const MCP_OPTIONS = {
  workspace: {
    type: 'text',
    value: 'DIR',
    description: 'The folder to work on (default: the folders that the client has open, else here)',
  },
} as const satisfies Options;
