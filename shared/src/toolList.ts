import { COMPACTION_LEVELS } from './protocol.ts';

/**
 * The tools that assistants are given, over MCP and in the editor alike. This file is their only definition: what the
 * command line serves, the manifest and the checks of arguments derive from it.
 */

/** One tool as `tools/list` shows it (MCP 2025-06-18). Every word of it stands in the client's prompt, so there are few. */
export interface ToolDescription {
  readonly name: ToolName;
  readonly description: string;
  readonly inputSchema: {
    readonly type: 'object';
    readonly properties: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  /** All of them only look: clients need not ask before each call. */
  readonly annotations: { readonly readOnlyHint: true };
}

export const TOOL_NAMES = ['optimize', 'explain', 'scan', 'triggers', 'stats'] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

export const SMALLEST_BUDGET = 200;
export const LARGEST_BUDGET = 1_000_000;

const QUERY = { type: 'string', description: 'What the context is for' };
const BUDGET = { type: 'integer', minimum: SMALLEST_BUDGET, maximum: LARGEST_BUDGET };
const GLOBS = { type: 'array', items: { type: 'string' }, description: 'Globs' };
const READ_ONLY = { readOnlyHint: true } as const;

/** Schemas are written by hand: generated ones cost half as many tokens again. A test holds them against what is checked. */
export const TOOLS: readonly ToolDescription[] = [
  {
    name: 'optimize',
    description:
      'Get the code that matters for a question: the best excerpts of this workspace within a token budget, secrets redacted. Use it before searching or reading files one by one.',
    inputSchema: {
      type: 'object',
      properties: {
        query: QUERY,
        budget: { ...BUDGET, description: 'Most tokens to return' },
        include: GLOBS,
        exclude: GLOBS,
        compaction: { type: 'string', enum: COMPACTION_LEVELS, description: 'What to leave out' },
        pins: { type: 'array', items: { type: 'string' }, description: 'PATH or PATH:A-B (lines) that must be in' },
      },
      required: ['query'],
    },
    annotations: READ_ONLY,
  },
  {
    name: 'explain',
    description: 'Say why excerpts are in the pack of a question or not, and what more tokens would add.',
    inputSchema: {
      type: 'object',
      properties: { query: QUERY, budget: BUDGET, path: { type: 'string', description: 'Only this file' } },
      required: ['query'],
    },
    annotations: READ_ONLY,
  },
  {
    name: 'scan',
    description: 'List where secrets stand in the workspace; never shows one.',
    inputSchema: {
      type: 'object',
      properties: { path: { type: 'string', description: 'Only this file or folder' } },
    },
    annotations: READ_ONLY,
  },
  {
    name: 'triggers',
    description: 'Say which agents the workspace’s trigger rules name for a prompt.',
    inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    annotations: READ_ONLY,
  },
  {
    name: 'stats',
    description: 'Index, cache and token figures of this session.',
    inputSchema: { type: 'object', properties: {} },
    annotations: READ_ONLY,
  },
];

/** Exact o200k_base tokens of `tools/list`'s result as JSON: what the tools cost in each conversation. A test counts them. */
export const TOOLS_TOKENS = 436;
