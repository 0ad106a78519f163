import { fingerprintOf } from '../publishedSamples.ts';
import type { Candidate, SecretRule } from '../rule.ts';
import { passesLuhn, passesMod97, withIbanCheck, withLuhnDigit } from './checkDigits.ts';
import { IBAN_COUNTRIES, IBAN_PATTERN } from './ibanCountries.ts';

const E164 = 'https://www.itu.int/rec/T-REC-E.164';
/** What stands between a word such as "phone" and a number. */
const OPERATOR = '["\'\\])]{0,3}\\s{0,3}[:=.>]{0,2}\\s{0,3}["\'`]?';
const NATIONAL = '\\(\\d{2,5}\\)[ .-]?\\d{2,8}(?:[ .\\/-]\\d{2,8}){0,4}|\\d{2,5}(?:[ .\\/-]\\d{2,8}){1,4}|\\d{7,12}';

/** Data of people, looked for only where a user or a workspace asks for it. */
export const PERSONAL_RULES: readonly SecretRule[] = [
  {
    id: 'email-address',
    description: 'E-mail address',
    level: 'internal',
    kind: 'generic',
    keywords: ['@'],
    pattern:
      /(?<![\w.%+/@~-])[A-Za-z0-9][\w.%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w@(-]|\.\w|:[\w.~-]{0,60}\/)/g,
    window: { before: 64, after: 260 },
    dummies: 'none',
    confirm: isAddress,
    source: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
    matches: () => [
      `Write to «${address('vera.muster', 'winnow-mail.org')}», please.`,
      `<a href="mailto:«${address('v+list', 'post.winnow-mail.co.uk')}»">`,
      `?mail=«${address('a_b', 'winnow-mail.de')}»&x=1`,
    ],
    nearMisses: () => [
      address('vera', 'example.com'),
      address('vera', 'mail.example.org'),
      address('vera', 'winnow.invalid'),
      address('noreply', 'winnow-mail.org'),
      address('no-reply', 'winnow-mail.org'),
      address('git', 'winnow-mail.org:team/project.git'),
      address('deploy', 'winnow-mail.org:srv/www'),
      address('react', '18.2.0-rc.beta'),
      address('logo', '2x.png'),
      address('root', 'localhost'),
      `https://user:${address('word', 'winnow-mail.org')}/path`,
      `value ${address('a', 'matrix.transpose')}()`,
    ],
  },
  {
    id: 'phone-number',
    description: 'Telephone number with its country code',
    level: 'internal',
    kind: 'generic',
    keywords: ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => `+${digit}`),
    pattern: /(?<![\w.)\]+])\+[1-9]\d{0,14}(?:[ .-]?\(\d{1,4}\)[ .-]?\d{1,9})?(?:[ .-]\d{2,9}){0,6}(?![\w]|[.-]\d)/g,
    window: { before: 0, after: 40 },
    dummies: 'none',
    confirm: ({ secret }) => isInternational(digitsOf(secret)),
    source: E164,
    matches: () => [
      `call «+49 30 ${'90'.repeat(2)} ${'18'.repeat(2)}»`,
      `"«+447700${'8421'.repeat(1)}57»"`,
      `«+1 (212) 736-5082» ext`,
      `«+49 (0)30 901820»,`,
    ],
    nearMisses: () => [
      '+1 (212) 555-0142',
      'i +1 2',
      'sum+12345678',
      '1.0.0+20260102',
      '+1234567890',
      '+4444444444',
      '+49 30',
    ],
  },
  {
    id: 'national-phone-number',
    description: 'Telephone number after a word that says so',
    level: 'internal',
    kind: 'generic',
    keywords: ['phone', 'tel', 'mobile', 'cell', 'fax'],
    pattern: new RegExp(
      `(?:phone|(?<![a-z])(?:tel|mobile|cell|fax))(?:[_ -]?(?:number|no|nr))?${OPERATOR}(?<secret>${NATIONAL})(?![\\w]|[.-]\\d)`,
      'gi',
    ),
    window: { before: 0, after: 80 },
    dummies: 'none',
    confirm: ({ secret }) => isNational(digitsOf(secret)),
    source: E164,
    matches: () => [`Tel.: «030 9018 20»`, `phone_number = "«(212) 736-5082»"`, `{"homePhone": "«212-736-5082»"}`],
    nearMisses: () => ['phone: 555-0142', 'tel: 1234567890', 'hotel 2120 8842', 'phone: 12', 'cell: 00000000'],
  },
  {
    id: 'payment-card',
    description: 'Payment card number',
    level: 'sensitive',
    kind: 'generic',
    keywords: cardPrefixes(),
    pattern:
      /(?<![\w.+/-])(?:\d{13,19}|\d{4}(?: \d{4}){3}(?: \d{1,3})?|\d{4}(?:-\d{4}){3}(?:-\d{1,3})?|\d{4} \d{6} \d{4,5}|\d{4}-\d{6}-\d{4,5})(?!\w|[ .-]\d)/g,
    window: { before: 0, after: 24 },
    dummies: 'none',
    confirm: ({ secret }) => isCard(digitsOf(secret)),
    source: 'https://www.iso.org/standard/70484.html',
    matches: () => [
      `card: «${withLuhnDigit(`4539${'8071'.repeat(2)}263`)}»`,
      `«${groups(withLuhnDigit(`5301${'2794'.repeat(2)}618`), [4, 4, 4, 4], ' ')}»`,
      `«${groups(withLuhnDigit(`3715${'0926'.repeat(2)}84`), [4, 6, 5], '-')}»;`,
      `«${withLuhnDigit(`2300${'5817'.repeat(2)}946`)}»`,
      `«${withLuhnDigit(`6229${'5817'.repeat(3)}94`)}»`,
    ],
    nearMisses: () => [
      ['4242', '4242', '4242', '4242'].join(' '),
      '4'.padEnd(16, '1'),
      withLuhnDigit(`9539${'8071'.repeat(2)}263`),
      `${withLuhnDigit(`4539${'8071'.repeat(2)}263`).slice(0, -1)}9`,
      withLuhnDigit(`4539${'8071'.repeat(2)}26`),
      `0.${withLuhnDigit(`4539${'8071'.repeat(2)}263`)}`,
      '4'.repeat(16),
    ],
  },
  {
    id: 'iban',
    description: 'International bank account number (IBAN)',
    level: 'sensitive',
    kind: 'generic',
    keywords: Object.keys(IBAN_COUNTRIES).flatMap((country) =>
      Array.from({ length: 10 }, (_, digit) => `${country.toLowerCase()}${digit}`),
    ),
    pattern: IBAN_PATTERN,
    window: { before: 0, after: 48 },
    dummies: 'none',
    confirm: ({ secret }) => passesMod97(secret.replaceAll(/[ -]/g, '')),
    source: 'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
    matches: () => [
      `IBAN «${withIbanCheck('DE', '20718364'.padEnd(18, '59'))}»`,
      `«${groups(withIbanCheck('GB', `WNNW${'402817'.padEnd(14, '93')}`), [4, 4, 4, 4, 4, 2], ' ')}» BIC`,
      `"«${withIbanCheck('NO', '83649215073')}»"`,
    ],
    nearMisses: () => [
      `DE00${'20718364'.padEnd(18, '59')}`,
      `${withIbanCheck('DE', '20718364'.padEnd(18, '59'))}1`,
      `ZZ21${'20718364'.padEnd(18, '59')}`,
    ],
  },
];

function address(local: string, domain: string): string {
  return `${local}@${domain}`;
}

function groups(value: string, sizes: readonly number[], separator: string): string {
  let at = 0;
  return sizes.map((size) => value.slice(at, (at += size))).join(separator);
}

function digitsOf(value: string): string {
  return value.replaceAll(/\D/g, '');
}

/** Domains reserved for examples (RFC 2606), senders that nobody is, versions of packages, images by their density. */
function isAddress({ text, matchStart, secret }: Candidate): boolean {
  const at = secret.lastIndexOf('@');
  const local = secret.slice(0, at).toLowerCase();
  const domain = secret.slice(at + 1).toLowerCase();
  if (local === 'git' || NO_REPLY.test(local) || NO_DOMAIN.test(domain)) return false;
  return !USER_INFO.test(text.slice(Math.max(0, matchStart - CONTEXT), matchStart));
}

const CONTEXT = 64;
const NO_REPLY = /^(?:no|do[-_.]?not)[-_.]?reply/;
const NO_DOMAIN =
  /(?:^|\.)(?:example(?:\.[a-z]{2,3}){1,2}|example|test|invalid|localhost|local|internal)$|noreply|^v?\d+\.\d|^\d+x\.|\.(?:png|jpe?g|gif|webp|svg|ico|js|mjs|cjs|jsx|ts|tsx|json|ya?ml|css|scss|html?|txt)$/;
/** The part of a URL where names and passwords stand. */
const USER_INFO = /:\/\/[^\s/@"'<>]{0,64}$/;

/** 8 to 15 digits; North American numbers have three parts of which the first two begin with 2 to 9 (NANP). */
function isInternational(digits: string): boolean {
  if (digits.length < 8 || digits.length > 15 || isInvented(digits)) return false;
  return !digits.startsWith('1') || /^1[2-9]\d\d[2-9]\d{6}$/.test(digits);
}

function isNational(digits: string): boolean {
  return digits.length >= 7 && digits.length <= 13 && !isInvented(digits);
}

/** Counted up, hardly more than one digit, or of the numbers 555-01xx that are kept for fiction. */
function isInvented(digits: string): boolean {
  return /1234567|55501\d\d$/.test(digits) || new Set(digits).size < 3;
}

interface CardRange {
  /** First digits: issuer identification numbers (ISO/IEC 7812-1). */
  readonly prefix: RegExp;
  readonly lengths: readonly number[];
}

const SIXTEEN_OR_MORE = [16, 17, 18, 19];
const CARD_RANGES: readonly CardRange[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3(?:0[0-59]|[689])/, lengths: [14, 16, 17, 18, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: SIXTEEN_OR_MORE },
  { prefix: /^(?:6011|64[4-9]|65|62)/, lengths: SIXTEEN_OR_MORE },
  { prefix: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, ...SIXTEEN_OR_MORE] },
];

/** The first three digits of every range: rare enough in ordinary text, and never parted by a separator. */
function cardPrefixes(): string[] {
  return Array.from({ length: 700 }, (_, prefix) => String(prefix)).filter((prefix) =>
    /^(?:4\d\d|5[1-5]\d|22[2-9]|2[3-6]\d|27[0-2]|3[467-9]\d|30[0-59]|35[2-8]|601|64[4-9]|65\d|62\d|50[1-3]|589|630|67[56])$/.test(
      prefix,
    ),
  );
}

function isCard(digits: string): boolean {
  return (
    CARD_RANGES.some(({ prefix, lengths }) => prefix.test(digits) && lengths.includes(digits.length)) &&
    new Set(digits).size > 2 &&
    passesLuhn(digits) &&
    !digits.startsWith('400000') &&
    !TEST_CARDS.has(fingerprintOf(digits))
  );
}

/** Fingerprints of the numbers that payment providers print for tests. */
const TEST_CARDS: ReadonlySet<string> = new Set([
  'a032db45172cb345',
  '6199582c9c77da4e',
  '4c836c19c4315b79',
  '5620875bbf426103',
  '3319c2da33567e02',
  'd9dd0ae9c93f7ea5',
  'c49a5519517c55f9',
  '6cceba0aebff83a0',
  'bef26be0646008f6',
  '0989e6bf92ea958f',
  '285d02fcdce0901e',
  '36e0f3a1614b43b9',
  '935ab3d4de6dba12',
  'f5430a0d2cc0d3c9',
  '6399ec11c02f6ad9',
  'd8cb636b2a9ec2a3',
  '3974d812c239dce0',
  '28fd0d70e5b17592',
  '1cb05df8f9ab364a',
  '1d2ac0b3309679eb',
  '075040be2528921c',
  '5152976861292356',
  '12ebdc55037706c9',
  '9b9151a5cfa1f185',
  '5b26e648d9ddcd92',
  'beca9e8302e97213',
  '9dba23e3298e2a23',
  '7c838b2de9c7beed',
  'd35da0a05b1fa06e',
  '0fd90ff88093932a',
  '55815d94d438cbd6',
  'e472872709bc662f',
  'bf7b30f3d4e4cf1b',
  'ec577028691ea846',
]);
