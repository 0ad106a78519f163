import { scryptSync } from 'node:crypto';
import { SHORTEST_TEAM_KEY } from '../../../shared/src/storeUrl.ts';
import { SEAL_KEY_BYTES } from '../base/seal.ts';

/** Part of the format: another one would make every team's entries unreadable. */
const LABEL = 'winnow team cache key 1';
/** scrypt (RFC 7914) with N = 2^15, r = 8, p = 1: 32 MiB and some 0.1 s for each guess. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

let latest: { readonly words: string; readonly bytes: Uint8Array } | undefined;

/**
 * The 32 bytes that seal a team's entries, of the words in `WINNOW_TEAM_KEY`. The label stands where a salt would: every
 * machine of the team has to come to the same bytes, so the words themselves must be hard to guess.
 * @throws RangeError when there are fewer than 16 characters
 */
export function teamKey(words: string): Uint8Array {
  if (words.length < SHORTEST_TEAM_KEY) {
    throw new RangeError(`a team key has at least ${SHORTEST_TEAM_KEY} characters, not ${words.length}`);
  }
  // A process has one team, and may open many workspaces.
  if (latest?.words !== words) {
    latest = { words, bytes: new Uint8Array(scryptSync(words.normalize('NFC'), LABEL, SEAL_KEY_BYTES, COST)) };
  }
  return latest.bytes;
}
