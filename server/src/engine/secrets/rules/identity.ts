import type { Candidate, SecretRule } from '../rule.ts';
import { token } from './build.ts';
import { ALNUM, LOWER_ALNUM, pseudoRandom } from './samples.ts';
import { alnum, base32, base64, chars, oneOf, padded, seq, uuid } from './shapes.ts';

const BASE58 = [...ALNUM].filter((sign) => !'0OIl'.includes(sign)).join('');
const base58 = (count: number) => chars('1-9A-HJ-NP-Za-km-z', BASE58, count);
const BIP39 = 'https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki';
const JWK_UNITS = 2_500;

/** Who somebody is: identity services, seeds, keys of wallets. */
export const IDENTITY_RULES: readonly SecretRule[] = [
  token({
    id: 'stytch-secret',
    description: 'Stytch project secret',
    value: seq('secret-', oneOf('live-', 'test-'), padded([36, 40])),
    keywords: ['secret-live-', 'secret-test-'],
    source: 'https://stytch.com/docs/api/authentication',
  }),
  token({
    id: 'ory-token',
    description: 'Ory personal or session token',
    value: seq('ory_', oneOf('pat_', 'at_', 'rt_', 'wak_', 'apikey_'), alnum([28, 64])),
    keywords: ['ory_pat_', 'ory_at_', 'ory_rt_', 'ory_wak_', 'ory_apikey_'],
    source: 'https://www.ory.sh/docs/concepts/personal-access-token',
  }),
  token({
    id: 'netbird-token',
    description: 'NetBird personal access token',
    value: seq('nbp_', alnum(36)),
    source: 'https://docs.netbird.io/how-to/access-netbird-public-api',
  }),
  token({
    id: 'bitwarden-machine-token',
    description: 'Bitwarden Secrets Manager access token',
    value: seq('0.', uuid(), '.', alnum(30), ':', base64(22), oneOf('==')),
    keywords: ['bws_', 'bws ', 'bitwarden'],
    source: 'https://bitwarden.com/help/access-tokens/',
  }),
  token({
    id: 'nats-seed',
    description: 'NATS nkey seed',
    value: seq('S', oneOf('A', 'C', 'N', 'O', 'U', 'X'), base32(56)),
    keywords: ['nkey seed', 'nkey_seed', 'nats_', 'nats://', 'nats.'],
    entropy: 3.8,
    source: 'https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth',
  }),
  token({
    id: 'stellar-seed',
    description: 'Stellar secret seed',
    value: seq('S', base32(55)),
    keywords: ['stellar', 'soroban'],
    level: 'classified',
    entropy: 3.8,
    source: 'https://developers.stellar.org/docs/learn/encyclopedia/security/signatures-multisig',
  }),
  token({
    id: 'nostr-key',
    description: 'Nostr private key',
    value: seq(
      'nsec1',
      chars('02-9ac-hj-np-z', [...LOWER_ALNUM].filter((sign) => !'1bio'.includes(sign)).join(''), 58),
    ),
    level: 'classified',
    source: 'https://github.com/nostr-protocol/nips/blob/master/19.md',
  }),
  token({
    id: 'bip32-private-key',
    description: 'Extended private key of a wallet (BIP 32)',
    value: seq(oneOf('xprv', 'yprv', 'zprv', 'tprv'), base58(107)),
    keywords: ['xprv', 'yprv', 'zprv', 'tprv'],
    level: 'classified',
    source: 'https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki',
  }),
  token({
    id: 'ntlm-message',
    description: 'NTLM authentication message',
    value: seq('TlRMTVNTUAAD', base64([40, 800])),
    dummies: 'none',
    source:
      'https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/033d32cc-88f9-4483-9bf2-b273055038ce',
  }),
  token({
    id: 'otp-seed',
    description: 'Seed of one-time passwords in a provisioning address',
    value: seq('secret=', base32([16, 64])),
    keywords: ['otpauth://'],
    source: 'https://github.com/google/google-authenticator/wiki/Key-Uri-Format',
  }),
  token({
    id: 'zoho-token',
    description: 'Zoho OAuth token',
    value: seq('1000.', chars('0-9a-f', '0123456789abcdef', 32), '.', chars('0-9a-f', '0123456789abcdef', 32)),
    keywords: ['1000.'],
    source: 'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html',
  }),
  token({
    id: 'steam-web-key',
    description: 'Steam web API key',
    value: chars('0-9A-F', '0123456789ABCDEF', 32),
    keywords: ['steam_api', 'steamapikey', 'api.steampowered'],
    entropy: 3,
    source: 'https://steamcommunity.com/dev',
  }),
  {
    id: 'wallet-mnemonic',
    description: 'Recovery phrase of a wallet',
    level: 'classified',
    kind: 'assignment',
    keywords: ['mnemonic', 'seed phrase', 'seed_phrase', 'seedphrase', 'recovery phrase', 'recovery_phrase'],
    pattern:
      /(?:mnemonic|(?:seed|recovery)[ _-]?phrase)[\w.-]{0,20}["'\]]{0,2}\s{0,4}(?:=>|:?=|:)\s{0,4}["'`]?(?<secret>[a-z]{3,8}(?: [a-z]{3,8}){11,23})(?=["'`\s;,]|$)/gi,
    window: { before: 0, after: 300 },
    entropy: 3,
    dummies: 'none',
    confirm: isMnemonic,
    source: BIP39,
    matches: () => [
      `MNEMONIC="«${words(12, 1)}»"`,
      `const mnemonic = '«${words(24, 2)}»';`,
      `seed phrase: «${words(12, 3)}»\n`,
    ],
    nearMisses: () => [
      `MNEMONIC="${words(11, 4)}"`,
      `MNEMONIC="${Array.from({ length: 11 }, () => 'test').join(' ')} junk"`,
      'a mnemonic is a phrase',
      `phrase = "${words(12, 5)}"`,
    ],
  },
  {
    id: 'json-web-key',
    description: 'Private or symmetric part of a JSON Web Key',
    level: 'classified',
    kind: 'assignment',
    keywords: ['"kty"', "'kty'"],
    pattern: /["'](?:d|p|q|dp|dq|qi|k)["']\s{0,4}:\s{0,4}["'](?<secret>[\w-]{20,800}={0,2})(?=["'])/g,
    window: { before: JWK_UNITS, after: JWK_UNITS },
    entropy: 3.8,
    dummies: 'filler',
    source: 'https://www.rfc-editor.org/rfc/rfc7517#section-9.3',
    matches: () => [
      `{"kty":"EC","crv":"P-256","d":"«${pseudoRandom(ALNUM, 43, 6)}»"}`,
      `{ "k": "«${pseudoRandom(ALNUM, 43, 7)}»", "kty": "oct" }`,
    ],
    nearMisses: () => [
      `{"kty":"EC","x":"${pseudoRandom(ALNUM, 43, 8)}"}`,
      `{"kty":"RSA","n":"${pseudoRandom(ALNUM, 342, 9)}"}`,
      `{"d":"${pseudoRandom(ALNUM, 43, 10)}"}`,
    ],
  },
];

/** A known number of words (BIP 39), nearly all of them different: test networks repeat one. */
function isMnemonic({ secret }: Candidate): boolean {
  const all = secret.split(' ');
  return [12, 15, 18, 21, 24].includes(all.length) && new Set(all).size >= all.length - 2;
}

function words(count: number, seed: number): string {
  return Array.from({ length: count }, (_, index) => pseudoRandom('abdegiklmnoprstu', 6, seed * 50 + index)).join(' ');
}
