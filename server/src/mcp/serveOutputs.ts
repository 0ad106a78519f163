import { ErrorCode, ListResourceTemplatesRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod/mini';
import { METHODS } from '../../../shared/src/protocol.ts';
import { messageOf } from '../base/errors.ts';
import type { ClientRoots, ProtocolServer } from './clientRoots.ts';
import type { McpHost } from './mcpHost.ts';
import { OUTPUT_URI } from './serverTexts.ts';

const MOST_TEXT_UNITS = 20_000_000;
const SMALLEST_BUDGET = 100;
const COMPRESS = z.object({
  method: z.literal(METHODS.compress),
  params: z.object({
    text: z.string().check(z.maxLength(MOST_TEXT_UNITS)),
    budget: z.optional(z.int().check(z.minimum(SMALLEST_BUDGET))),
    label: z.optional(z.string().check(z.maxLength(1000))),
  }),
});
const [URI_START = ''] = OUTPUT_URI.split('{');

interface Serving {
  readonly host: McpHost;
  readonly roots: ClientRoots;
}

/**
 * The request `winnow/compress`, for clients that run commands themselves, and the template of the resources by which a
 * model reads an original. Neither is a tool: they cost no conversation a token.
 */
export function serveOutputs(server: ProtocolServer, { host, roots }: Serving): void {
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      { uriTemplate: OUTPUT_URI, name: 'output', title: 'The original of a compressed output', mimeType: 'text/plain' },
    ],
  }));
  server.setRequestHandler(COMPRESS, async ({ params: { text, budget, label } }, { signal }) => {
    const run = { signal, clientRoots: await roots.uris() };
    const asked = { text, ...(budget === undefined ? {} : { budget }), ...(label === undefined ? {} : { label }) };
    try {
      return { ...(await host.compress(asked, run)) };
    } catch (error) {
      throw new McpError(ErrorCode.InternalError, host.redact(messageOf(error)));
    }
  });
}

/** The id in a resource's address; undefined where it names something else. */
export function outputIdOf(uri: string): string | undefined {
  return uri.startsWith(URI_START) ? uri.slice(URI_START.length) : undefined;
}
