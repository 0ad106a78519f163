import { assigned, token } from './build.ts';
import { isWordy } from './randomness.ts';
import { alnum, base64url, bech32, chars, digits, hex, lower, oneOf, optional, padded, seq } from './shapes.ts';
import { ALNUM, UPPER_ALNUM } from './samples.ts';
import type { SecretRule } from '../rule.ts';

const VAULT = 'https://developer.hashicorp.com/vault/docs/concepts/tokens';
const ONEPASSWORD = 'https://developer.1password.com/docs/service-accounts/security/';
const group = (count: number) => chars('A-Z0-9', UPPER_ALNUM, count);

/** What runs infrastructure: secret stores, provisioning, networks, data platforms. */
export const INFRASTRUCTURE_RULES: readonly SecretRule[] = [
  token({
    id: 'vault-token',
    description: 'HashiCorp Vault service, batch or recovery token',
    value: seq(oneOf('hvs.', 'hvb.', 'hvr.'), base64url([24, 500])),
    keywords: ['hvs.', 'hvb.', 'hvr.'],
    entropy: 3.5,
    source: VAULT,
  }),
  token({
    id: 'vault-legacy-token',
    description: 'HashiCorp Vault service token before 1.10',
    value: seq('s.', alnum(24)),
    keywords: ['vault', 'token'],
    entropy: 3.5,
    confirm: ({ secret }) =>
      /\d/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret.slice(2)) && !isWordy(secret.slice(2)),
    source: VAULT,
  }),
  token({
    id: 'terraform-cloud-token',
    description: 'HCP Terraform API token',
    value: seq(alnum(14), '.atlasv1.', padded([60, 70])),
    keywords: ['.atlasv1.'],
    entropy: 3.5,
    source: 'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
  }),
  token({
    id: 'pulumi-token',
    description: 'Pulumi access token',
    value: seq('pul-', hex(40)),
    entropy: 2,
    source: 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
  }),
  token({
    id: 'doppler-token',
    description: 'Doppler token',
    value: seq('dp.', oneOf('pt', 'ct', 'sa', 'scim', 'audit'), '.', alnum([40, 44])),
    keywords: ['dp.pt.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
    source: 'https://docs.doppler.com/reference/auth-token-formats',
  }),
  token({
    id: 'doppler-service-token',
    description: 'Doppler service token',
    value: seq('dp.st.', chars('\\w-', ALNUM, [1, 40]), '.', alnum([40, 44])),
    source: 'https://docs.doppler.com/reference/auth-token-formats',
  }),
  token({
    id: 'infisical-token',
    description: 'Infisical service token',
    value: seq('st.', hex(24), '.', hex(32), '.', hex(32)),
    follows: { at: 27, unit: '.' },
    keywords: ['st.'],
    source: 'https://infisical.com/docs/documentation/platform/token',
  }),
  token({
    id: 'onepassword-secret-key',
    description: '1Password secret key',
    value: seq(
      'A3-',
      group(6),
      '-',
      oneOf(group(11), seq(group(6), '-', group(5))),
      '-',
      group(5),
      '-',
      group(5),
      '-',
      group(5),
    ),
    entropy: 3.5,
    source: 'https://support.1password.com/secret-key-security/',
  }),
  token({
    id: 'onepassword-service-token',
    description: '1Password service account token',
    value: seq('ops_eyJ', chars('\\w+/-', ALNUM, [200, 1500]), optional('='), optional('='), optional('=')),
    entropy: 4,
    source: ONEPASSWORD,
  }),
  token({
    id: 'age-secret-key',
    description: 'age identity',
    level: 'classified',
    value: seq('AGE-SECRET-KEY-1', bech32(58)),
    dummies: 'none',
    source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
  }),
  token({
    id: 'tailscale-key',
    description: 'Tailscale key',
    value: seq('tskey-', lower([2, 16]), '-', alnum([8, 24]), '-', alnum([20, 40])),
    // The exact format alone decides: hiding a filler costs nothing, showing a key does.
    dummies: 'none',
    source: 'https://tailscale.com/kb/1085/auth-keys',
  }),
  token({
    id: 'openshift-token',
    description: 'OpenShift user token',
    value: seq('sha256~', base64url(43)),
    entropy: 3.5,
    source:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/authentication_and_authorization/index',
  }),
  token({
    id: 'databricks-token',
    description: 'Databricks personal access token',
    value: seq(
      'dapi',
      oneOf(chars('0-9a-f', 'abcdef0123456789', 32), chars('0-9A-F', 'ABCDEF0123456789', 32)),
      optional(seq('-', digits(1))),
    ),
    entropy: 3,
    source: 'https://docs.databricks.com/aws/en/dev-tools/auth/pat',
  }),
  token({
    id: 'clickhouse-key',
    description: 'ClickHouse Cloud API secret key',
    value: seq('4b1d', alnum(38)),
    entropy: 3,
    source: 'https://clickhouse.com/docs/cloud/manage/openapi',
  }),
  token({
    id: 'planetscale-key',
    description: 'PlanetScale password or token',
    value: seq(oneOf('pscale_pw_', 'pscale_tkn_', 'pscale_oauth_'), chars('\\w=.-', ALNUM, [32, 64])),
    keywords: ['pscale_pw_', 'pscale_tkn_', 'pscale_oauth_'],
    entropy: 3,
    source: 'https://planetscale.com/docs/api/reference/service-tokens',
  }),
  token({
    id: 'neon-key',
    description: 'Neon API key',
    value: seq('napi_', lower(64)),
    source: 'https://neon.com/docs/manage/api-keys',
  }),
  token({
    id: 'fauna-key',
    description: 'Fauna key',
    value: seq('fnA', base64url(37)),
    entropy: 4,
    confirm: ({ secret }) => /\d/.test(secret),
    source: 'https://docs.fauna.com/fauna/current/learn/security/keys/',
  }),
  assigned({
    id: 'snowflake-password',
    description: 'Snowflake password',
    keywords: ['snowflake_password', 'snowflakepassword', 'snowsql_pwd'],
    value: chars('!#-%*-;=?-Z^_a-z~', ALNUM, [8, 80]),
    entropy: 2.8,
    confirm: ({ secret }) => /\d/.test(secret),
    source: 'https://docs.snowflake.com/en/user-guide/snowsql-start',
  }),
  assigned({
    id: 'wireguard-key',
    description: 'WireGuard private or preshared key',
    keywords: ['privatekey', 'presharedkey'],
    value: seq(chars('A-Za-z0-9+/', ALNUM, 42), chars('AEIMQUYcgkosw048', 'AEIMQUYcgkosw048', 1), '='),
    entropy: 3.5,
    source: 'https://www.wireguard.com/quickstart/',
  }),
  assigned({
    id: 'akamai-client-secret',
    description: 'Akamai EdgeGrid client secret',
    keywords: ['edgegrid', 'akamai'],
    value: seq(chars('A-Za-z0-9+/', ALNUM, 43), '='),
    entropy: 3.5,
    source: 'https://techdocs.akamai.com/developer/docs/edgegrid',
  }),
  token({
    id: 'akamai-token',
    description: 'Akamai API client or access token',
    value: seq('akab-', lower(16), '-', lower(16)),
    source: 'https://techdocs.akamai.com/developer/docs/edgegrid',
  }),
];
