import type { ClientCapabilities, Connection } from 'vscode-languageserver/node';
import type { Logger } from '../base/logger.ts';
import type { OpenDocuments } from '../workspace/documents.ts';
import type { Session } from './session.ts';
import type { StatsReporter } from './statsReporter.ts';

/** What the handlers share. The session exists once the client has said `initialized` and its settings are known. */
export interface ServerContext {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  readonly log: Logger;
  readonly capabilities: ClientCapabilities;
  readonly session: Promise<Session>;
  readonly stats: StatsReporter;
}
