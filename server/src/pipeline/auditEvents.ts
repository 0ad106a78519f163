import type { AuditLog } from '../audit/auditLog.ts';
import type { Outcome, Surface } from '../audit/event.ts';
import { isAbort } from '../base/errors.ts';
import type { Level } from '../engine/secrets/rule.ts';
import type { Pack } from './pack.ts';

/** Where a pipeline tells what it handed out. */
export interface Audit {
  readonly trail: AuditLog;
  readonly surface: Surface;
}

export interface Answered {
  readonly pack: Pack;
  readonly budget: number;
  readonly highestLevel: Level;
}

/** Does `answer` and records what came of it. An answer that was never given is recorded as such. */
export async function audited<A extends Answered>(
  audit: Audit | undefined,
  query: string,
  answer: () => Promise<A>,
): Promise<A> {
  if (!audit) return answer();
  const { trail, surface } = audit;
  try {
    const answered = await answer();
    const { pack, budget, highestLevel } = answered;
    const outcome: Outcome = pack.chunks.length > 0 ? 'packed' : 'empty';
    trail.record({ surface, query, outcome, budget, highestLevel, pack });
    return answered;
  } catch (error) {
    trail.record({ surface, query, outcome: isAbort(error) ? 'cancelled' : 'failed' });
    throw error;
  }
}
