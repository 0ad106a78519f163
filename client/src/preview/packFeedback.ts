import type { FeedbackParams } from '../../../shared/src/protocol.ts';
import type { CommandContext } from '../commands/commandContext.ts';
import { FEEDBACK } from '../requests.ts';
import type { Pack } from './packDocuments.ts';

/** A pack that was copied, saved or sent was of use: ranking may learn from that. Nobody waits for it. */
export function tellAccepted({ server, log }: Pick<CommandContext, 'server' | 'log'>, { result }: Pack): void {
  const chunks = result.chunks.map(({ path, startLine, endLine }) => ({ path, startLine, endLine }));
  if (chunks.length > 0) tellOf({ server, log }, { kind: 'accept', query: result.query, chunks });
}

/** Tells the server what a person did with files of a pack. */
export function tellOf({ server, log }: Pick<CommandContext, 'server' | 'log'>, feedback: FeedbackParams): void {
  server.client.sendRequest(FEEDBACK, feedback).then(
    ({ recorded, reason }) => {
      if (!recorded) log.debug(`winnow/feedback: ${reason ?? 'not recorded'}`);
    },
    (error: unknown) => log.warn(`winnow/feedback: ${error instanceof Error ? error.message : String(error)}`),
  );
}
