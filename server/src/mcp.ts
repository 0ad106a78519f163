import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import { TOOLS } from '../../shared/src/toolList.ts';
import { messageOf } from './base/errors.ts';
import type { Logger } from './base/logger.ts';
import { ClientRoots, type ProtocolServer } from './mcp/clientRoots.ts';
import type { McpHost } from './mcp/mcpHost.ts';
import { risingProgress } from './mcp/progress.ts';
import { outputIdOf, serveOutputs } from './mcp/serveOutputs.ts';
import { INSTRUCTIONS, PACK_URI } from './mcp/serverTexts.ts';
import { VERSION } from './version.ts';

/** What a client that ends its input may still be told, and what ending may take. */
const LAST_REPLIES_MS = 10_000;
const CLOSING_MS = 3000;
/** Some of the SDK's messages quote the whole of what they are about. */
const LONGEST_WARNING = 500;
/** JSON-RPC code for a resource that is not there (MCP 2025-06-18, resources). */
const RESOURCE_NOT_FOUND = -32_002;

export interface ServeOptions {
  readonly log: Logger;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

/**
 * Speaks MCP over standard input and output until the client is gone. A bundle of its own: nothing else loads the SDK.
 */
export async function serveMcp(host: McpHost, { log, signal }: ServeOptions): Promise<void> {
  const warn = (message: string) => log.warn(host.redact(message).slice(0, LONGEST_WARNING));
  // The high-level class generates the schemas, which costs every client tokens.
  // oxlint-disable-next-line typescript/no-deprecated
  const server = new Server(
    { name: 'winnow', version: VERSION },
    { capabilities: { tools: {}, resources: { listChanged: true } }, instructions: INSTRUCTIONS },
  );
  const roots = new ClientRoots(server, warn);
  const underWay = new Set<Promise<unknown>>();
  serveTools(server, { host, roots, underWay });
  serveOutputs(server, { host, roots });
  serveResources(server, { host, roots });
  await untilClosed(server, { signal, underWay, warn });
  await Promise.race([host.close(), delay(CLOSING_MS)]);
}

interface Serving {
  readonly host: McpHost;
  readonly roots: ClientRoots;
}

function serveTools(
  server: ProtocolServer,
  { host, roots, underWay }: Serving & { readonly underWay: Set<Promise<unknown>> },
): void {
  server.setRequestHandler(ListToolsRequestSchema, () => {
    host.toolsListed();
    return { tools: TOOLS };
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, _meta, sendNotification }) => {
    const token = _meta?.progressToken;
    const onProgress =
      token === undefined
        ? undefined
        : risingProgress((note) => {
            void sendNotification({ method: 'notifications/progress', params: { progressToken: token, ...note } });
          });
    const answered = (async (): Promise<CallToolResult> => {
      const run = { signal: ownSignal(signal), onProgress, clientRoots: await roots.uris() };
      const { texts, isError } = await host.call(params.name, params.arguments, run);
      if (params.name === 'optimize' && !isError) void server.sendResourceListChanged();
      return { content: texts.map((text) => ({ type: 'text', text })), ...(isError ? { isError } : {}) };
    })();
    underWay.add(answered);
    answered.catch(() => undefined).finally(() => underWay.delete(answered));
    return answered;
  });
}

function serveResources(server: ProtocolServer, { host, roots }: Serving): void {
  const lastPack = async () => {
    const clientRoots = await roots.uris();
    try {
      return host.lastPack(clientRoots);
    } catch (error) {
      throw new McpError(ErrorCode.InvalidRequest, host.redact(messageOf(error)));
    }
  };
  const keptOutput = async (id: string) => {
    const clientRoots = await roots.uris();
    try {
      return await host.keptOutput(id, clientRoots);
    } catch (error) {
      throw new McpError(RESOURCE_NOT_FOUND, host.redact(messageOf(error)));
    }
  };
  server.setRequestHandler(ListResourcesRequestSchema, async () => {
    const described = { uri: PACK_URI, name: 'last-pack', title: 'The last pack', mimeType: 'text/plain' };
    return { resources: (await lastPack()) === undefined ? [] : [described] };
  });
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    const { uri } = params;
    const output = outputIdOf(uri);
    if (output !== undefined) {
      const text = await keptOutput(output);
      return { contents: [{ uri, mimeType: 'text/plain', text }] };
    }
    const text = uri === PACK_URI ? await lastPack() : undefined;
    if (text !== undefined) return { contents: [{ uri, mimeType: 'text/plain', text }] };
    const mend = `call optimize first, then read ${PACK_URI}`;
    throw new McpError(RESOURCE_NOT_FOUND, `there is nothing at ${host.redact(uri)}: ${mend}`);
  });
}

interface Ending {
  readonly signal: AbortSignal;
  readonly underWay: ReadonlySet<Promise<unknown>>;
  readonly warn: (message: string) => void;
}

/** Ends when the client closes its side, when the process is asked to end, or when a message cannot be read at all. */
async function untilClosed(server: ProtocolServer, { signal, underWay, warn }: Ending): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const close = () => void server.close().catch(closed.reject);
  // What was asked before the input ended is still answered, if it does not take long.
  const onEnd = () => void Promise.race([Promise.allSettled(underWay), delay(LAST_REPLIES_MS)]).then(close);
  // The SDK takes one listener of each kind, by these names.
  Object.assign(server, { onclose: closed.resolve, onerror: (error: Error) => warn(wordsOf(error)) });
  process.stdin.once('end', onEnd);
  process.once('SIGTERM', close);
  signal.addEventListener('abort', close, { once: true });
  try {
    await server.connect(new StdioServerTransport());
    await closed.promise;
  } finally {
    process.stdin.removeListener('end', onEnd);
    process.removeListener('SIGTERM', close);
    signal.removeEventListener('abort', close);
  }
}

/** A parser's message quotes a piece of what it could not read, which may be the piece of a secret. */
function wordsOf(error: Error): string {
  if (error instanceof SyntaxError) return 'a message is not JSON: one object a line is expected';
  return error.name === 'ZodError' ? 'a message is not JSON-RPC 2.0: it was left' : error.message;
}

/** The same, aborted with an `AbortError`: the SDK gives the client's words as the reason. */
function ownSignal(signal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

/** Keeps no process alive. */
function delay(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
