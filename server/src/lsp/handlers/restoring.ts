import type { OptimizeResult, RestoreResult } from '../../../../shared/src/protocol.ts';
import { UserError } from '../../base/errors.ts';
import type { EncodedReply } from '../../pipeline/encodedReply.ts';
import type { ServerContext } from '../context.ts';
import { joined } from '../jsonText.ts';

/** Whether placeholders may be turned back: only where the user said so, and never in a workspace that is not trusted. */
export async function mayRestore({ connection, capabilities, log, session }: ServerContext): Promise<boolean> {
  const { trusted } = (await session).config;
  const { readSettings } = await import('../settings.ts');
  return trusted && (await readSettings(connection, capabilities, undefined, log))['winnow.secrets.restoreOnApply'];
}

/** Remembers what stands behind a pack's placeholders while that is wanted; the reply does not wait for it. */
export async function rememberValues(context: ServerContext, result: EncodedReply): Promise<void> {
  if (result.redactions.length === 0) return;
  const session = await context.session;
  if (await mayRestore(context)) session.rememberValues(JSON.parse(joined(result.json)) as OptimizeResult);
  else session.restorable.clear();
}

/** @throws UserError while it is not allowed */
export async function restoreValues(context: ServerContext, placeholders: readonly string[]): Promise<RestoreResult> {
  if (!(await mayRestore(context))) {
    throw new UserError('placeholders are restored only in a trusted workspace, with winnow.secrets.restoreOnApply on');
  }
  return { values: (await context.session).restorable.valuesOf(placeholders) };
}
