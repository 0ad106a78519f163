import { assigned, token } from './build.ts';
import { alnum, base64, base64url, hex, lower, oneOf, optional, seq, uuid } from './shapes.ts';
import type { SecretRule } from '../rule.ts';

/** Base64 of the macaroon header that every PyPI token begins with (`pypi.org`, `test.pypi.org`). */
const PYPI = ['AgEIcHlwaS5', 'vcmc'].join('');
const TEST_PYPI = ['AgENdGVzdC5w', 'eXBpLm9yZw'].join('');

/** Package registries and their clients. */
export const PACKAGE_RULES: readonly SecretRule[] = [
  token({
    id: 'npm-token',
    description: 'npm access token',
    value: seq('npm_', alnum(36)),
    entropy: 2.5,
    source: 'https://docs.npmjs.com/about-access-tokens',
  }),
  assigned({
    id: 'npmrc-auth-token',
    description: 'Registry token of an .npmrc',
    keywords: ['_authtoken'],
    value: oneOf(seq('NpmToken.', uuid()), uuid(), base64url([32, 200])),
    dummies: 'filler',
    source: 'https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration',
  }),
  assigned({
    id: 'npmrc-password',
    description: 'Registry credentials of an .npmrc',
    keywords: [':_auth', ':_password'],
    value: seq(base64([12, 400]), optional('='), optional('=')),
    entropy: 2.8,
    source: 'https://docs.npmjs.com/cli/v11/configuring-npm/npmrc#auth-related-configuration',
  }),
  token({
    id: 'pypi-token',
    description: 'PyPI upload token',
    value: seq('pypi-', oneOf(PYPI, TEST_PYPI), base64url([50, 1000])),
    keywords: ['pypi-ageichlwas5vcmc', 'pypi-agendgvzdc5weXbpLm9yZw'.toLowerCase()],
    source: 'https://pypi.org/help/#apitoken',
  }),
  token({
    id: 'rubygems-key',
    description: 'RubyGems API key',
    value: seq('rubygems_', hex(48)),
    source: 'https://guides.rubygems.org/api-key-scopes/',
  }),
  token({
    id: 'nuget-key',
    description: 'NuGet API key',
    value: seq('oy2', lower(43)),
    entropy: 3.5,
    source: 'https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package#create-an-api-key',
  }),
  token({
    id: 'clojars-token',
    description: 'Clojars deploy token',
    value: seq('CLOJARS_', lower(60)),
    source: 'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens',
  }),
  token({
    id: 'crates-token',
    description: 'crates.io API token',
    value: seq('cio', alnum(32)),
    keywords: ['crates.io', 'crates_io', 'cargo_registry', 'cargo'],
    entropy: 3.5,
    source: 'https://doc.rust-lang.org/cargo/reference/publishing.html',
  }),
  token({
    id: 'docker-token',
    description: 'Docker personal or organization access token',
    value: seq(oneOf('dckr_pat_', 'dckr_oat_'), base64url([27, 32])),
    keywords: ['dckr_pat_', 'dckr_oat_'],
    source: 'https://docs.docker.com/security/access-tokens/',
  }),
  assigned({
    id: 'docker-registry-auth',
    description: 'Registry credentials of a Docker configuration',
    keywords: ['"auth"'],
    value: seq(base64([20, 400]), optional('='), optional('=')),
    entropy: 3.5,
    confirm: ({ text, matchStart }) => text.slice(Math.max(0, matchStart - 300), matchStart).includes('"auths"'),
    context: 300,
    matches: () => [`{"auths": {"registry.internal": {"auth": "«${base64([40, 40]).sample(3)}»"}}}`],
    source: 'https://docs.docker.com/reference/cli/docker/login/',
  }),
  assigned({
    id: 'sidekiq-secret',
    description: 'Sidekiq Pro or Enterprise credentials',
    keywords: ['bundle_enterprise__contribsys__com', 'bundle_gems__contribsys__com'],
    value: seq(hex(8), ':', hex(8)),
    source: 'https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ',
  }),
  token({
    id: 'postman-key',
    description: 'Postman API key',
    value: seq('PMAK-', hex(24), '-', hex(34)),
    source: 'https://learning.postman.com/docs/developer/postman-api/authentication/',
  }),
  token({
    id: 'packagist-token',
    description: 'Private Packagist token',
    value: seq(
      oneOf('packagist_uut_', 'packagist_ack_', 'packagist_acs_', 'packagist_out_', 'packagist_ort_'),
      hex([64, 72]),
    ),
    keywords: ['packagist_'],
    source: 'https://packagist.com/docs/composer-authentication',
  }),
];
