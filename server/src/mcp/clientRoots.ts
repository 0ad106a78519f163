import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { RootsListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod/mini';
import { messageOf } from '../base/errors.ts';

/** The SDK's low-level server. */
export type ProtocolServer = McpServer['server'];

/** The SDK's own schema refuses the whole list for one root that is not a `file:` URI. */
const LISTED = z.object({ roots: z.array(z.object({ uri: z.string() })) });
const DEADLINE_MS = 5000;

/** The folders that the client has open, asked for when first needed and again when it says that they changed. */
export class ClientRoots {
  readonly #server: ProtocolServer;
  readonly #warn: (message: string) => void;
  #listed: Promise<readonly string[] | undefined> | undefined;

  constructor(server: ProtocolServer, warn: (message: string) => void) {
    this.#server = server;
    this.#warn = warn;
    server.setNotificationHandler(RootsListChangedNotificationSchema, () => {
      this.#listed = undefined;
    });
  }

  /** URIs; undefined where the client has none to give, or does not answer. */
  uris(): Promise<readonly string[] | undefined> {
    if (!this.#server.getClientCapabilities()?.roots) return Promise.resolve(undefined);
    this.#listed ??= this.#list();
    return this.#listed;
  }

  async #list(): Promise<readonly string[] | undefined> {
    try {
      const { roots } = await this.#server.request({ method: 'roots/list' }, LISTED, { timeout: DEADLINE_MS });
      return roots.map(({ uri }) => uri);
    } catch (error) {
      // Asked again with the next question.
      this.#listed = undefined;
      this.#warn(`the client did not list its roots: ${messageOf(error)}`);
      return undefined;
    }
  }
}
