import type { SecretRule } from '../rule.ts';
import { token, type TokenOptions } from './build.ts';
import { isRandom } from './randomness.ts';
import { alnum, base64, base64url, digits, hex, lower, oneOf, seq, upper, uuid } from './shapes.ts';

/** Tokens that carry their issuer's mark, of platforms on which programs and their data run. */
const TOKENS: readonly TokenOptions[] = [
  {
    id: 'vercel-prefixed-token',
    description: 'Vercel token',
    value: seq(oneOf('vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'), alnum([50, 60])),
    keywords: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
    source: 'https://vercel.com/docs/rest-api/reference/welcome#authentication',
  },
  {
    id: 'aiven-password',
    description: 'Password of an Aiven or DigitalOcean database',
    value: seq('AVNS_', base64url(19)),
    source: 'https://aiven.io/docs/platform/howto/rotate-credentials',
  },
  {
    id: 'aiven-token',
    description: 'Aiven authentication token',
    value: seq('aivenv1', base64([100, 400])),
    source: 'https://aiven.io/docs/platform/concepts/authentication-tokens',
  },
  {
    id: 'mongodb-atlas-secret',
    description: 'MongoDB Atlas service account secret',
    value: seq('mdb_sa_sk_', base64url(40)),
    source: 'https://www.mongodb.com/docs/atlas/api/service-accounts-overview/',
  },
  {
    id: 'cockroachdb-key',
    description: 'CockroachDB Cloud API key',
    value: seq('CCDB1_', alnum(22), '_', alnum(40)),
    source: 'https://www.cockroachlabs.com/docs/cockroachcloud/managing-access',
  },
  {
    id: 'xata-key',
    description: 'Xata API key',
    value: seq('xau_', alnum([32, 60])),
    source: 'https://xata.io/docs/concepts/api-keys',
  },
  {
    id: 'elastic-cloud-key',
    description: 'Elastic Cloud API key',
    value: seq('essu_', base64([60, 120])),
    source: 'https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys',
  },
  {
    id: 'upcloud-token',
    description: 'UpCloud API token',
    value: seq('ucat_', upper(26)),
    source: 'https://developers.upcloud.com/1.3/3-accounts/',
  },
  {
    id: 'rancher-token',
    description: 'Rancher API token',
    value: seq('token-', lower(5), ':', lower(54)),
    source: 'https://ranchermanager.docs.rancher.com/reference-guides/user-settings/api-keys',
  },
  {
    id: 'portainer-token',
    description: 'Portainer access token',
    value: seq('ptr_', base64(43), oneOf('=')),
    source: 'https://docs.portainer.io/api/access',
  },
  {
    id: 'wundergraph-key',
    description: 'WunderGraph Cosmo API key',
    value: seq('cosmo_', hex(32)),
    source: 'https://cosmo-docs.wundergraph.com/studio/api-keys',
  },
  {
    id: 'appsync-key',
    description: 'AWS AppSync API key',
    value: seq('da2-', lower(26)),
    source: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#api-key-authorization',
  },
  {
    id: 'amazon-mws-token',
    description: 'Amazon marketplace web service token',
    value: seq('amzn.mws.', uuid()),
    source: 'https://developer-docs.amazon.com/sp-api/docs/migrating-from-amazon-mws',
  },
  {
    id: 'amazon-client-secret',
    description: 'Login with Amazon client secret',
    value: seq('amzn1.oa2-cs.v1.', hex(64)),
    source: 'https://developer-docs.amazon.com/sp-api/docs/viewing-your-application-information-and-credentials',
  },
  {
    id: 'amazon-refresh-token',
    description: 'Login with Amazon refresh token',
    value: seq('Atzr|', base64url([100, 800])),
    source: 'https://developer-docs.amazon.com/sp-api/docs/connecting-to-the-selling-partner-api',
  },
  {
    id: 'google-refresh-token',
    description: 'Google OAuth refresh token',
    value: seq('1//0', base64url([40, 200])),
    entropy: 4,
    source: 'https://developers.google.com/identity/protocols/oauth2#size',
  },
  {
    id: 'docker-swarm-token',
    description: 'Docker Swarm join token or unlock key',
    value: seq('SWM', oneOf(seq('TKN-1-', lower(50), '-', lower(25)), seq('KEY-1-', base64(43)))),
    keywords: ['swmtkn-1-', 'swmkey-1-'],
    source: 'https://docs.docker.com/engine/swarm/join-nodes/',
  },
  {
    id: 'kubernetes-bootstrap-token',
    description: 'Kubernetes bootstrap token',
    value: seq(lower(6), '.', lower(16)),
    keywords: ['bootstrap', 'kubeadm'],
    entropy: 3,
    dummies: 'strict',
    confirm: ({ secret }) => (secret.match(/\d/g)?.length ?? 0) >= 3,
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/',
  },
  {
    id: 'deno-deploy-token',
    description: 'Deno Deploy access token',
    value: seq(oneOf('ddp_', 'ddo_'), alnum(36)),
    keywords: ['ddp_', 'ddo_'],
    source: 'https://docs.deno.com/deploy/manual/deployctl/',
  },
  {
    id: 'e2b-key',
    description: 'E2B API key',
    value: seq('e2b_', hex(40)),
    source: 'https://e2b.dev/docs/api-key',
  },
  {
    id: 'runpod-key',
    description: 'RunPod API key',
    value: seq('rpa_', alnum([40, 50])),
    source: 'https://docs.runpod.io/get-started/api-keys',
  },
  {
    id: 'tableau-token',
    description: 'Tableau personal access token',
    value: seq(base64(22), '==:', alnum(32)),
    keywords: ['==:'],
    source: 'https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm',
  },
  {
    id: 'truenas-key',
    description: 'TrueNAS API key',
    value: seq(digits([1, 3]), '-', alnum(64)),
    keywords: ['truenas', 'auth.login_with_api_key'],
    entropy: 4,
    source: 'https://www.truenas.com/docs/scale/scaletutorials/toptoolbar/managingapikeys/',
  },
  {
    id: 'dropbox-long-lived-token',
    description: 'Dropbox long-lived access token',
    value: seq(alnum(11), 'AAAAAAAAAA', base64url(43)),
    keywords: ['aaaaaaaaaa'],
    dummies: 'none',
    confirm: ({ secret }) => isRandom(secret.slice(-43)) && isRandom(`${secret.slice(0, 11)}1a1`),
    source: 'https://developers.dropbox.com/oauth-guide',
  },
];

export const PLATFORM_RULES: readonly SecretRule[] = TOKENS.map(token);
