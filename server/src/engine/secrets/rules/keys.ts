import { shannonEntropy } from '../entropy.ts';
import type { Candidate, SecretRule } from '../rule.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { assigned } from './build.ts';
import { ALNUM, HEX, pseudoRandom } from './samples.ts';
import { anyHex, optional, seq } from './shapes.ts';

/** A 4,096-bit RSA key takes 3.3 KB, an armoured PGP key with subkeys more. */
const KEY_BLOCK_UNITS = 12_000;
const BODY = `(?:(?!-----)[\\s\\S]){0,${KEY_BLOCK_UNITS}}`;
const DASHES = '-----';
const MIXED_HEX = `${HEX}ABCDEF`;
/** PEM's mark in base64, at the place where an encoded file begins. */
const ENCODED_BEGIN = ['LS0tLS1', 'CRUdJTi'].join('');

/** Private keys in their usual wrappings. They are replaced from the first mark to the last. */
export const KEY_RULES: readonly SecretRule[] = [
  {
    id: 'private-key',
    description: 'Private key (PEM, OpenSSH, PGP)',
    level: 'classified',
    kind: 'token',
    keywords: [`${DASHES}begin`],
    pattern: new RegExp(
      `${DASHES}BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?${DASHES}${BODY}(?:${DASHES}END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?${DASHES})?`,
      'g',
    ),
    window: { before: 0, after: KEY_BLOCK_UNITS + 200 },
    dummies: 'none',
    confirm: holdsKey,
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
    matches: () => [
      `«${block('PRIVATE KEY', lines(6))}»\n`,
      `const key = \`«${block('RSA PRIVATE KEY', lines(12))}»\`;`,
      `{"private_key": "«${block('PRIVATE KEY', lines(8)).replaceAll('\n', '\\n')}»\\n"}`,
      `«${block('OPENSSH PRIVATE KEY', lines(5)).replaceAll('\n', '\r\n')}»`,
      `«${block('PGP PRIVATE KEY BLOCK', `Version: 1\n\n${lines(9)}`)}»`,
    ],
    nearMisses: () => [
      block('PUBLIC KEY', lines(6)),
      block('CERTIFICATE', lines(6)),
      block('PRIVATE KEY', '...'),
      block('PRIVATE KEY', 'xxxxxxxx'),
      block('PRIVATE KEY', '<your key>'),
      `if (text.startsWith('${DASHES}BEGIN PRIVATE KEY${DASHES}')) return;`,
    ],
  },
  {
    id: 'encoded-private-key',
    description: 'Private key in base64 once more',
    level: 'classified',
    kind: 'token',
    keywords: [ENCODED_BEGIN.toLowerCase()],
    pattern: new RegExp(`(?<![A-Za-z0-9+/])${ENCODED_BEGIN}[A-Za-z0-9+/]{100,${KEY_BLOCK_UNITS}}={0,2}`, 'g'),
    window: { before: 4, after: KEY_BLOCK_UNITS },
    dummies: 'none',
    confirm: ({ secret }) => decodeBase64(secret.slice(0, 80)).includes('PRIVATE KEY'),
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
    matches: () => [`KEY: «${encodeBase64(block('PRIVATE KEY', lines(4)))}»`],
    nearMisses: () => [`KEY: ${encodeBase64(block('CERTIFICATE', lines(4)))}`],
  },
  {
    id: 'putty-private-key',
    description: 'PuTTY private key',
    level: 'classified',
    kind: 'token',
    keywords: ['private-lines:'],
    pattern:
      /Private-Lines:[ \t]{0,4}\d{1,4}\r?\n(?<secret>(?:[A-Za-z0-9+/=]{1,80}\r?\n){0,80}[A-Za-z0-9+/=]{1,80})(?=\r?\n|$)/g,
    window: { before: 0, after: 6_000 },
    entropy: 4,
    dummies: 'none',
    source: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
    matches: () => [`Private-Lines: 3\n«${lines(3)}»\nPrivate-MAC: ${pseudoRandom(HEX, 40, 4)}`],
    nearMisses: () => [`Public-Lines: 3\n${lines(3)}\n`, 'Private-Lines: 0\n'],
  },
  {
    id: 'ethereum-private-key',
    description: 'Ethereum (secp256k1) private key',
    level: 'classified',
    kind: 'assignment',
    keywords: [
      'private_key',
      'private-key',
      'privatekey',
      'private key',
      'mnemonic',
      'wallet',
      'deployer',
      'signer',
      'secret',
    ],
    pattern:
      /(?:private[-_ ]?key|mnemonic|wallet|deployer|signer|secret)[\w. -]{0,20}["'\]]{0,2}\s{0,4}(?:=>|[:=]|\()\s{0,4}["'`]?(?:0x)?(?<secret>[0-9a-fA-F]{64})(?![\w+/=])/gi,
    window: { before: 0, after: 120 },
    entropy: 3.2,
    dummies: 'strict',
    source: 'https://ethereum.org/en/developers/docs/accounts/',
    matches: () => [
      `const privateKey = "0x«${pseudoRandom(HEX, 64, 5)}»";`,
      `WALLET_PRIVATE_KEY=«${pseudoRandom(HEX, 64, 6)}»\n`,
    ],
    nearMisses: () => [
      `const publicHash = "0x${pseudoRandom(HEX, 64, 5)}";`,
      `privateKey = "0x${'0'.repeat(63)}1"`,
      `privateKey = "${pseudoRandom(HEX, 63, 7)}"`,
    ],
  },
  {
    id: 'ethereum-bare-key',
    description: 'Ethereum (secp256k1) private key beside talk of a wallet',
    level: 'classified',
    kind: 'generic',
    keywords: ['wallet', 'private key', 'private_key', 'privatekey'],
    pattern: /(?<![\w+/=])0x(?<secret>[0-9a-fA-F]{64})(?![\w+/=])/g,
    window: { before: 180, after: 180 },
    entropy: 3.2,
    dummies: 'strict',
    // Tools print hashes in one case; both cases together are a key that somebody copied.
    confirm: ({ secret }) => /[a-f]/.test(secret) && /[A-F]/.test(secret),
    source: 'https://ethereum.org/en/developers/docs/accounts/',
    matches: () => [
      `Sent from my wallet: 0x«${pseudoRandom(MIXED_HEX, 64, 8)}»!`,
      `0x«${pseudoRandom(MIXED_HEX, 64, 9)}» is the private key`,
    ],
    nearMisses: () => [
      `Transaction of the wallet: 0x${pseudoRandom(HEX, 64, 8)}`,
      `Address of the wallet: 0x${pseudoRandom(MIXED_HEX, 40, 9)}`,
    ],
  },
  assigned({
    id: 'encryption-key',
    description: 'Symmetric key in hexadecimal',
    keywords: [
      'encryption_key',
      'encryptionkey',
      'encryption-key',
      'master_key',
      'masterkey',
      'aes_key',
      'aeskey',
      'hmac_key',
      'hmackey',
      'signing_key',
      'signingkey',
    ],
    value: seq(anyHex(32), optional(anyHex(16)), optional(anyHex(32))),
    entropy: 3,
    source: 'https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final',
  }),
];

/** Enough of a key between the marks, and no sign that something else stands there. */
function holdsKey({ secret }: Candidate): boolean {
  const body = secret
    .replace(/^-----[^-]{0,60}-----/, '')
    .replace(/-----END[^-]{0,60}-----$/, '')
    .replaceAll(/\\[nr]/g, '\n');
  const data = body.match(/[A-Za-z0-9+/=]{30,}/g)?.join('') ?? '';
  return data.length >= LEAST_KEY_UNITS && shannonEntropy(data) >= LEAST_KEY_ENTROPY;
}

/** An Ed25519 key takes 64 characters of base64; abbreviated keys of examples have a line or less. */
const LEAST_KEY_UNITS = 48;
const LEAST_KEY_ENTROPY = 4;

function block(name: string, body: string): string {
  return `${DASHES}BEGIN ${name}${DASHES}\n${body}\n${DASHES}END ${name}${DASHES}`;
}

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => pseudoRandom(ALNUM, 64, index + 20)).join('\n');
}
