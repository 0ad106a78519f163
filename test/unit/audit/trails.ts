import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { appendRecords } from '../../../server/src/audit/append.ts';
import { Chain, sha256 } from '../../../server/src/audit/chain.ts';
import type { AuditEvent } from '../../../server/src/audit/event.ts';
import { logFiles } from '../../../server/src/audit/files.ts';
import { toPending, type Digests } from '../../../server/src/audit/record.ts';
import { verifyTrail } from '../../../server/src/audit/verify.ts';
import { noneHeldBack } from '../../../server/src/engine/policy/classifier.ts';
import { redact, type RedactedText } from '../../../server/src/engine/secrets/redact.ts';

export const chain = new Chain(Buffer.alloc(32, 7));
const TIME = '2026-03-01T12:00:00.000Z';
const digests: Digests = { keyed: (text) => chain.mac(text), plain: sha256 };

/** Text without secrets, the only way there is. */
export const safe = (text: string): RedactedText => redact(text, [], () => '').text;

export function packed(query: string): AuditEvent {
  return {
    surface: 'cli',
    query,
    outcome: 'packed',
    budget: 8000,
    highestLevel: 'sensitive',
    pack: {
      text: safe(`pack for ${query}`),
      tokens: 40,
      chunks: [
        { path: safe('src/a.ts'), startLine: 1, endLine: 9 },
        { path: safe('src/ä.ts'), startLine: 3, endLine: 4 },
        { path: safe('src/a.ts'), startLine: 20, endLine: 21 },
      ],
      redactions: [{ rule: 'jwt' }, { rule: 'jwt' }],
      heldBackByLevel: { ...noneHeldBack(), classified: 2 },
    },
  };
}

/** Appends one record a question, in one go. */
export function append(folder: string, queries: readonly string[], maxFileBytes = 1_000_000): void {
  appendRecords({
    folder,
    chain,
    records: queries.map((query) => toPending(packed(query), TIME)),
    digests,
    maxFileBytes,
    now: () => TIME,
  });
}

export function verify(folder: string) {
  return verifyTrail(folder, chain);
}

export function contents(folder: string): ReadonlyMap<string, Buffer> {
  return new Map(logFiles(folder).map((file) => [file, readFileSync(join(folder, file))]));
}

export function modeOf(folder: string, file: string): number {
  return statSync(join(folder, file)).mode & 0o777;
}
