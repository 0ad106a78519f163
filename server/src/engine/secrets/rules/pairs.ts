import type { Candidate, SecretRule } from '../rule.ts';
import { isRandom } from './randomness.ts';
import { alnum, base64, base64url, chars, hex, letters, oneOf, seq, upper, type Shape } from './shapes.ts';
import { BASE32 } from './samples.ts';

interface PairOptions {
  readonly id: string;
  readonly description: string;
  /** The half that tells what the other is: an id, an account, a host. It is no secret itself. */
  readonly partner: Shape;
  /** Default: what every partner begins with. */
  readonly keywords?: readonly string[];
  /** The secret half, which alone could be anything. */
  readonly value: Shape;
  readonly entropy: number;
  readonly source: string;
}

/** How far apart the halves of a pair stand: they are printed, pasted and configured together. */
const MOST_UNITS_APART = 320;
const MOST_LINES_APART = 6;

/** Values without a mark or a telling name, which count where the id they belong to stands within a few lines. */
export const PAIR_RULES: readonly SecretRule[] = [
  paired({
    id: 'aws-key-pair',
    description: 'AWS secret access key beside its key id',
    partner: seq(oneOf('AKIA', 'ASIA', 'ABIA', 'ACCA'), chars('A-Z2-7', BASE32, 16)),
    keywords: ['akia', 'asia', 'abia', 'acca'],
    value: base64(40),
    entropy: 4.2,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  }),
  paired({
    id: 'google-hmac-pair',
    description: 'Google Cloud Storage HMAC secret beside its access id',
    partner: seq('GOOG1E', upper([55, 57])),
    value: base64(40),
    entropy: 4.2,
    source: 'https://cloud.google.com/storage/docs/authentication/hmackeys',
  }),
  paired({
    id: 'alibaba-key-pair',
    description: 'Alibaba Cloud access key secret beside its id',
    partner: seq('LTAI', alnum([16, 20])),
    value: alnum(30),
    entropy: 4,
    source: 'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair',
  }),
  paired({
    id: 'tencent-key-pair',
    description: 'Tencent Cloud secret key beside its secret id',
    partner: seq('AKID', alnum([32, 36])),
    value: alnum(32),
    entropy: 4,
    source: 'https://www.tencentcloud.com/document/product/598/32675',
  }),
  paired({
    id: 'digitalocean-spaces-pair',
    description: 'DigitalOcean Spaces secret beside its access key',
    partner: seq(oneOf('DO00', 'DO80'), upper(16)),
    keywords: ['do00', 'do80'],
    value: base64(43),
    entropy: 4.2,
    source: 'https://docs.digitalocean.com/products/spaces/how-to/manage-access/',
  }),
  paired({
    id: 'twilio-account-pair',
    description: 'Twilio auth token beside its account SID',
    partner: seq('AC', hex(32)),
    keywords: ['twilio', 'account_sid', 'accountsid', 'account-sid', 'account sid'],
    value: hex(32),
    entropy: 3,
    source: 'https://www.twilio.com/docs/iam/api/authtoken',
  }),
  paired({
    id: 'auth0-tenant-pair',
    description: 'Auth0 client secret beside its tenant',
    partner: seq(letters([3, 30]), '.', oneOf('us', 'eu', 'au', 'jp'), '.auth0.com'),
    keywords: ['.auth0.com'],
    value: base64url(64),
    entropy: 4.5,
    source: 'https://auth0.com/docs/get-started/applications/application-settings',
  }),
  paired({
    id: 'okta-domain-pair',
    description: 'Okta API token beside its domain',
    partner: oneOf('.okta.com', '.oktapreview.com', '.okta-emea.com'),
    keywords: ['.okta.com', '.oktapreview.com', '.okta-emea.com'],
    value: seq('00', base64url(40)),
    entropy: 4,
    source: 'https://developer.okta.com/docs/guides/create-an-api-token/main/',
  }),
  paired({
    id: 'zulip-server-pair',
    description: 'Zulip API key beside its server',
    partner: oneOf('.zulipchat.com'),
    keywords: ['.zulipchat.com'],
    value: alnum(32),
    entropy: 4,
    source: 'https://zulip.com/api/api-keys',
  }),
  paired({
    id: 'zendesk-domain-pair',
    description: 'Zendesk API token beside its domain',
    partner: oneOf('.zendesk.com'),
    keywords: ['.zendesk.com'],
    value: alnum(40),
    entropy: 4.2,
    source: 'https://developer.zendesk.com/api-reference/introduction/security-and-auth/',
  }),
  paired({
    id: 'freshdesk-domain-pair',
    description: 'Freshdesk or Freshservice API key beside its domain',
    partner: oneOf('.freshdesk.com', '.freshservice.com'),
    keywords: ['.freshdesk.com', '.freshservice.com'],
    value: alnum(20),
    entropy: 3.8,
    source: 'https://developers.freshdesk.com/api/#authentication',
  }),
  paired({
    id: 'atlassian-site-pair',
    description: 'Atlassian API token of the older form beside its site',
    partner: oneOf('.atlassian.net'),
    keywords: ['.atlassian.net'],
    value: alnum(24),
    entropy: 4,
    source: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  }),
  paired({
    id: 'algolia-host-pair',
    description: 'Algolia API key beside its host',
    partner: oneOf('.algolia.net', '.algolianet.com'),
    keywords: ['.algolia.net', '.algolianet.com'],
    value: hex(32),
    entropy: 3,
    source: 'https://www.algolia.com/doc/guides/security/api-keys/',
  }),
  paired({
    id: 'azure-host-pair',
    description: 'Key of an Azure service beside its host',
    partner: oneOf(
      '.cognitiveservices.azure.com',
      '.openai.azure.com',
      '.api.cognitive.microsoft.com',
      '.search.windows.net',
    ),
    keywords: ['.azure.com', '.api.cognitive.microsoft.com', '.search.windows.net'],
    value: oneOf(hex(32), alnum(52), alnum(84)),
    entropy: 3,
    source: 'https://learn.microsoft.com/en-us/azure/ai-services/authentication',
  }),
  paired({
    id: 'hosted-database-pair',
    description: 'Password of a hosted database beside its host',
    partner: oneOf('.psdb.cloud', '.aivencloud.com', '.neon.tech', '.redislabs.com', '.redis-cloud.com', '.upstash.io'),
    keywords: ['.psdb.cloud', '.aivencloud.com', '.neon.tech', '.redislabs.com', '.redis-cloud.com', '.upstash.io'],
    value: alnum([24, 64]),
    entropy: 4,
    source: 'https://redis.io/docs/latest/operate/rc/databases/connect/',
  }),
];

function paired({ id, description, partner, keywords, value, entropy, source }: PairOptions): SecretRule {
  const partners = new RegExp(`(?<![A-Za-z0-9])${partner.pattern}(?![A-Za-z0-9])`, 'g');
  const reach = MOST_UNITS_APART + value.longest + partner.longest;
  const [first, second, third] = [value.sample(3), value.sample(11), value.sample(19)] as const;
  const sample = partner.sample(5);
  const announcing = keywords ?? [partner.prefix.toLowerCase()];
  const announces = announcing.some((keyword) => sample.toLowerCase().includes(keyword));
  const known = announces ? sample : `${announcing[0]} ${sample}`;
  return {
    id,
    description,
    level: 'sensitive',
    kind: 'assignment',
    keywords: announcing,
    pattern: new RegExp(`(?<![\\w+/=.-])(?<secret>${value.pattern})(?![\\w+/.-]|=[^\\s"'])`, 'g'),
    window: { before: reach, after: reach },
    entropy,
    dummies: 'strict',
    confirm: (candidate) => isMixedOrHex(candidate.secret) && hasPartner(candidate, partners),
    context: MOST_UNITS_APART + partner.longest,
    source,
    matches: () => [`a: ${known}\nb: «${first}»\n`, `connect("${known}", "«${second}»")`, `«${third}»\n\n${known}`],
    nearMisses: () => [
      `b: ${first}\n`,
      `a: ${known}\n${'-\n'.repeat(8)}b: ${second}\n`,
      `a: ${known}\nb: ${value.tooShort(7)}\n`,
    ],
  };
}

/** True when a partner stands within a few lines, and is not the candidate itself. */
function hasPartner({ text, start, end }: Candidate, partners: RegExp): boolean {
  const from = Math.max(0, start - MOST_UNITS_APART);
  const near = text.slice(from, Math.min(text.length, end + MOST_UNITS_APART));
  for (const match of near.matchAll(partners)) {
    const at = from + match.index;
    const after = at + match[0].length;
    if (at < end && after > start) continue;
    const between = after <= start ? text.slice(after, start) : text.slice(end, at);
    if (between.split('\n').length <= MOST_LINES_APART) return true;
  }
  return false;
}

/** Hexadecimal digits, a UUID, or letters of both cases and digits: what names have not. */
function isMixedOrHex(value: string): boolean {
  if (/^[0-9a-f-]+$/.test(value)) return value.length !== SHA1_UNITS && /\d/.test(value) && /[a-f]/.test(value);
  return /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && isRandom(value);
}

const SHA1_UNITS = 40;
