import type { SecretRule } from '../rule.ts';
import { token, type TokenOptions } from './build.ts';
import { ALNUM } from './samples.ts';
import { alnum, base64, base64url, chars, digits, hex, lower, oneOf, seq, upper, uuid } from './shapes.ts';

/** Tokens that carry their issuer's mark, of tools that developers use. */
const TOKENS: readonly TokenOptions[] = [
  {
    id: 'apify-token',
    description: 'Apify API token',
    value: seq('apify_api_', base64url([36, 40])),
    source: 'https://docs.apify.com/platform/integrations/api',
  },
  {
    id: 'rootly-key',
    description: 'Rootly API key',
    value: seq('rootly_', hex(64)),
    source: 'https://docs.rootly.com/api-reference/overview',
  },
  {
    id: 'incident-io-key',
    description: 'incident.io API key',
    value: seq('inc_', hex(64)),
    source: 'https://api-docs.incident.io/',
  },
  {
    id: 'socket-token',
    description: 'Socket API token',
    value: seq('sktsec_', base64url([30, 64])),
    source: 'https://docs.socket.dev/reference/authentication',
  },
  {
    id: 'wakatime-key',
    description: 'WakaTime API key',
    value: seq('waka_', uuid()),
    source: 'https://wakatime.com/developers#authentication',
  },
  {
    id: 'axiom-token',
    description: 'Axiom API or personal token',
    value: seq(oneOf('xaat-', 'xapt-'), uuid()),
    keywords: ['xaat-', 'xapt-'],
    source: 'https://axiom.co/docs/reference/tokens',
  },
  {
    id: 'healthchecks-key',
    description: 'Healthchecks.io API key',
    value: seq(oneOf('hcw_', 'hcr_'), alnum(28)),
    keywords: ['hcw_', 'hcr_'],
    source: 'https://healthchecks.io/docs/api/',
  },
  {
    id: 'checkly-key',
    description: 'Checkly API key',
    value: seq('cu_', hex(32)),
    source: 'https://www.checklyhq.com/docs/accounts-and-users/creating-api-key/',
  },
  {
    id: 'coralogix-key',
    description: 'Coralogix API key',
    value: seq(oneOf('cxtp_', 'cxup_'), alnum(30)),
    keywords: ['cxtp_', 'cxup_'],
    source: 'https://coralogix.com/docs/user-guides/account-management/api-keys/api-keys/',
  },
  {
    id: 'trigger-dev-key',
    description: 'Trigger.dev secret key',
    value: seq('tr_', oneOf('prod_', 'dev_', 'stg_'), alnum([20, 24])),
    keywords: ['tr_prod_', 'tr_dev_', 'tr_stg_'],
    source: 'https://trigger.dev/docs/apikeys',
  },
  {
    id: 'inngest-signing-key',
    description: 'Inngest signing key',
    value: seq('signkey-', oneOf('prod-', 'test-', 'branch-'), hex([32, 64])),
    source: 'https://www.inngest.com/docs/platform/signing-keys',
  },
  {
    id: 'browserbase-key',
    description: 'Browserbase API key',
    value: seq('bb_live_', base64url([26, 40])),
    source: 'https://docs.browserbase.com/reference/api/overview',
  },
  {
    id: 'friendli-token',
    description: 'Friendli access token',
    value: seq('flp_', alnum([44, 50])),
    source: 'https://friendli.ai/docs/guides/personal_access_tokens',
  },
  {
    id: 'helicone-key',
    description: 'Helicone API key',
    value: seq('sk-helicone-', lower([7, 9]), '-', lower([7, 9]), '-', lower([7, 9]), '-', lower([7, 9])),
    source: 'https://docs.helicone.ai/helicone-headers/helicone-auth',
  },
  {
    id: 'voyage-key',
    description: 'Voyage AI API key',
    value: seq('pa-', base64url(43)),
    keywords: ['voyage'],
    entropy: 4,
    source: 'https://docs.voyageai.com/docs/api-key-and-installation',
  },
  {
    id: 'mailersend-token',
    description: 'MailerSend API token',
    value: seq('mlsn.', hex(64)),
    source: 'https://developers.mailersend.com/general.html#authentication',
  },
  {
    id: 'onesignal-key',
    description: 'OneSignal API key',
    value: seq('os_v2_', oneOf('app_', 'org_'), lower([80, 130])),
    source: 'https://documentation.onesignal.com/docs/keys-and-ids',
  },
  {
    id: 'klaviyo-key',
    description: 'Klaviyo private API key',
    value: seq('pk_', hex(34)),
    source: 'https://developers.klaviyo.com/en/docs/authenticate_',
  },
  {
    id: 'courier-key',
    description: 'Courier API key',
    value: seq('pk_', oneOf('prod_', 'test_'), upper(28)),
    keywords: ['pk_prod_', 'pk_test_'],
    source: 'https://www.courier.com/docs/reference/authentication',
  },
  {
    id: 'telnyx-key',
    description: 'Telnyx API key',
    value: seq('KEY0', upper([30, 32]), '_', base64url([20, 26])),
    source: 'https://developers.telnyx.com/docs/development/authentication',
  },
  {
    id: 'matrix-token',
    description: 'Matrix (Synapse) access token',
    value: seq('syt_', alnum([4, 80]), '_', alnum(20), '_', alnum(6)),
    source: 'https://spec.matrix.org/latest/client-server-api/#using-access-tokens',
  },
  {
    id: 'pinterest-token',
    description: 'Pinterest access token',
    value: seq('pina_', upper([32, 80])),
    source: 'https://developers.pinterest.com/docs/getting-started/set-up-authentication-and-authorization/',
  },
  {
    id: 'paddle-key',
    description: 'Paddle API key',
    value: seq('pdl_', oneOf('live_', 'sdbx_'), 'apikey_', lower(26), '_', alnum(22), '_', alnum(3)),
    source: 'https://developer.paddle.com/api-reference/about/api-keys',
  },
  {
    id: 'polar-token',
    description: 'Polar access token',
    value: seq('polar_', oneOf('oat_', 'pat_'), alnum([32, 64])),
    source: 'https://polar.sh/docs/integrate/oat',
  },
  {
    id: 'riot-key',
    description: 'Riot Games API key',
    value: seq('RGAPI-', uuid()),
    source: 'https://developer.riotgames.com/docs/portal',
  },
  {
    id: 'linkedin-client-secret',
    description: 'LinkedIn client secret',
    value: seq('WPL_AP1.', alnum(16), '.', base64(6), oneOf('==')),
    source: 'https://learn.microsoft.com/en-us/linkedin/shared/authentication/client-credentials-flow',
  },
  {
    id: 'bitbucket-server-token',
    description: 'Bitbucket Data Center HTTP access token',
    value: seq('BBDC-', base64(44)),
    source: 'https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html',
  },
  {
    id: 'uptimerobot-key',
    description: 'UptimeRobot API key',
    value: seq(oneOf('u', 'm'), digits([6, 10]), '-', hex([24, 32])),
    keywords: ['uptimerobot', 'uptime_robot', 'uptime-robot'],
    source: 'https://uptimerobot.com/api/',
  },
  {
    id: 'jenkins-initial-password',
    description: 'Password that Jenkins makes when it is set up',
    value: hex(32),
    keywords: ['proceed to installation'],
    source: 'https://www.jenkins.io/doc/book/installing/linux/#unlocking-jenkins',
  },
  {
    id: 'jenkins-encrypted-secret',
    description: 'Secret encrypted by Jenkins, to be read with its key file',
    value: seq('{AQAAABAAA', base64([26, 2000]), oneOf('==}', '=}', '}')),
    keywords: ['{aqaaabaaa'],
    // Braces are a part of the format, not the sign of a placeholder.
    dummies: 'none',
    source: 'https://www.jenkins.io/doc/developer/security/secrets/',
  },
  {
    id: 'django-secret-key',
    description: 'Django secret key as a new project has it',
    value: seq('django-insecure-', chars('a-z0-9!@#$%^&*(\\-_=+)', ALNUM.toLowerCase(), 50)),
    dummies: 'none',
    source: 'https://docs.djangoproject.com/en/5.2/ref/settings/#secret-key',
  },
  {
    id: 'together-token',
    description: 'Together AI API key of the newer form',
    value: seq('tgp_v1_', base64url(43)),
    source: 'https://docs.together.ai/reference/authentication',
  },
  {
    id: 'pixie-key',
    description: 'Pixie API or deploy key',
    value: seq('px-', oneOf('api-', 'dep-'), uuid()),
    keywords: ['px-api-', 'px-dep-'],
    source: 'https://docs.px.dev/reference/admin/api-keys/',
  },
];

export const DEVELOPER_TOOL_RULES: readonly SecretRule[] = TOKENS.map(token);
