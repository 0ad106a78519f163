import type { ClientCapabilities, Connection } from 'vscode-languageserver/node';
import type { Logger } from '../base/logger.ts';
import type { Latency } from '../metrics/latency.ts';
import type { OpenDocuments } from '../workspace/documents.ts';
import type { RulesFileService } from './rules/rulesFile.ts';
import type { RulesReload } from './rules/rulesReload.ts';
import type { AllowReload } from './secrets/allowReload.ts';
import type { Session } from './session.ts';
import type { StatsReporter } from './statsReporter.ts';

/** What the handlers share. The session exists once the client has said `initialized` and its settings are known. */
export interface ServerContext {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  /** How long edits took, from their arrival until all that is known of the document is up to date. */
  readonly keystrokes: Latency;
  readonly log: Logger;
  readonly capabilities: ClientCapabilities;
  readonly session: Promise<Session>;
  readonly stats: StatsReporter;
  /** Loaded when first asked for. */
  readonly rulesFile: () => Promise<RulesFileService>;
  readonly rulesReload: RulesReload;
  readonly allowReload: AllowReload;
}
