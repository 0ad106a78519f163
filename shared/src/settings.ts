/** Each setting once: the manifest's `contributes.configuration`, `docs/settings.md` and the server's defaults derive from here. */

interface SettingBase<T> {
  readonly default: T;
  /** Markdown, one or two sentences. */
  readonly description: string;
  readonly scope: 'machine' | 'window' | 'resource' | 'machine-overridable';
  /** True when an untrusted workspace must not set it. */
  readonly restricted?: boolean;
  /** True where the server reads it once: a change starts it anew. Others apply at once. */
  readonly restarts?: boolean;
}

export type Setting =
  | (SettingBase<boolean> & { readonly type: 'boolean' })
  | (SettingBase<number> & { readonly type: 'number'; readonly minimum: number; readonly maximum: number })
  | (SettingBase<string> & { readonly type: 'string'; readonly values?: readonly string[] })
  | (SettingBase<readonly string[]> & { readonly type: 'strings' });

export const SETTINGS = {
  'winnow.budget': {
    type: 'number',
    default: 8000,
    minimum: 200,
    maximum: 1_000_000,
    scope: 'resource',
    restarts: true,
    description: 'Largest size of a context pack, in o200k_base tokens, or in those of `winnow.model`.',
  },
  'winnow.model': {
    type: 'string',
    default: '',
    scope: 'resource',
    restarts: true,
    description:
      'The model whose tokens the budget is in, such as `gpt-4`, `claude-sonnet` or `gemini-2.5-pro`: counted exactly for OpenAI’s, estimated for others. Empty: o200k_base. See `docs/tokens.md`.',
  },
  'winnow.format': {
    type: 'string',
    default: 'markdown',
    values: ['markdown', 'xml', 'json', 'plain'],
    scope: 'resource',
    restarts: true,
    description: 'Format of a context pack.',
  },
  'winnow.compaction': {
    type: 'string',
    default: 'lossless',
    values: ['none', 'lossless', 'nocomments', 'outline'],
    scope: 'resource',
    restarts: true,
    description:
      'What packs leave out of the chosen lines: nothing; what means nothing, such as indentation that brackets tell of and licenses; comments, too; all but declarations. See `docs/compaction.md`.',
  },
  'winnow.assistants': {
    type: 'string',
    default: 'tools',
    values: ['tools', 'mcp', 'none'],
    scope: 'window',
    description:
      'How the editor’s own assistants are offered Winnow: as tools that share its index, as an MCP server, or not at all. Never both: each costs tokens in every conversation.',
  },
  'winnow.exclude': {
    type: 'strings',
    default: [],
    scope: 'resource',
    restarts: true,
    description: 'Globs of files that never enter a pack, besides what `.gitignore` and `.winnowignore` name.',
  },
  'winnow.maxFileBytes': {
    type: 'number',
    default: 2_000_000,
    minimum: 1000,
    maximum: 100_000_000,
    scope: 'resource',
    restarts: true,
    description: 'Files larger than this many bytes are left out of the index, and reported as skipped.',
  },
  'winnow.triggers.highlights': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Highlight trigger keywords in open editors.',
  },
  'winnow.triggers.overviewRuler': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Mark highlighted trigger keywords in the overview ruler, beside the scroll bar.',
  },
  'winnow.triggers.exclude': {
    type: 'strings',
    default: [],
    scope: 'resource',
    description:
      'Globs of files in which triggers are neither highlighted nor told in the status bar, relative to the workspace folder, such as `docs/**` or `**/*.log`.',
  },
  'winnow.triggers.excludeLanguages': {
    type: 'strings',
    default: [],
    scope: 'resource',
    description:
      'Identifiers of languages in whose files triggers are neither highlighted nor told in the status bar, such as `json`.',
  },
  'winnow.secrets.diagnostics': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description: 'Report secrets in open documents as problems.',
  },
  'winnow.secrets.marks': {
    type: 'boolean',
    default: true,
    scope: 'window',
    description:
      'Mark secrets in the gutter and in the overview ruler, beside the scroll bar; needs `winnow.secrets.diagnostics`.',
  },
  'winnow.secrets.personalData': {
    type: 'boolean',
    default: false,
    scope: 'machine-overridable',
    restarts: true,
    description:
      'Redact the data of people too: e-mail addresses, telephone numbers, payment cards and bank accounts. A change starts the server anew. See `docs/secrets.md`.',
  },
  'winnow.secrets.restoreOnApply': {
    type: 'boolean',
    default: false,
    scope: 'window',
    restricted: true,
    description:
      'Put the values back where placeholders of packs made in this session are pasted. The values stay in the memory of the server on this machine.',
  },
  'winnow.highestLevel': {
    type: 'string',
    default: 'sensitive',
    values: ['public', 'internal', 'sensitive', 'classified'],
    scope: 'machine-overridable',
    restarts: true,
    restricted: true,
    description: 'Chunks above this level never enter a pack.',
  },
  'winnow.cache.redisUrl': {
    type: 'string',
    default: '',
    scope: 'machine',
    restarts: true,
    restricted: true,
    description:
      'URL of a Redis that keeps packs, encrypted, such as `rediss://HOST:6379/0`. One with a password is not used: _Winnow: Set Store URL…_ keeps it safe. A change starts the server anew. See `docs/stores.md`.',
  },
  'winnow.cache.postgresUrl': {
    type: 'string',
    default: '',
    scope: 'machine',
    restarts: true,
    restricted: true,
    description:
      'URL of a PostgreSQL that keeps packs, encrypted, such as `postgres://USER@HOST:5432/DATABASE`. One with a password is not used: _Winnow: Set Store URL…_ keeps it safe. A change starts the server anew. See `docs/stores.md`.',
  },
  'winnow.policyFile': {
    type: 'string',
    default: '',
    scope: 'machine',
    restarts: true,
    restricted: true,
    description:
      'Absolute path of the organisation’s policy, which says what may leave this machine. A workspace’s `.winnow/policy.json` can only tighten it. See `docs/policy.md`.',
  },
  'winnow.metrics.port': {
    type: 'number',
    minimum: 0,
    maximum: 65_535,
    default: 0,
    scope: 'machine',
    restarts: true,
    restricted: true,
    description:
      'Port on which the server’s metrics are exported for Prometheus, on this machine alone; 0: none. A change starts the server anew; only in a trusted workspace. See `docs/metrics.md`.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
