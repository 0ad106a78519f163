import type { Candidate, SecretRule } from '../rule.ts';
import { isRealPassword } from './passwords.ts';
import { ALNUM, pseudoRandom } from './samples.ts';

/** Schemes whose URLs hold the credentials of a store or a broker. */
const SCHEMES = [
  'postgres',
  'postgresql',
  'mysql',
  'mysqlx',
  'mariadb',
  'mongodb',
  'mongodb+srv',
  'redis',
  'rediss',
  'valkey',
  'amqp',
  'amqps',
  'mssql',
  'sqlserver',
  'oracle',
  'cockroachdb',
  'clickhouse',
  'cassandra',
  'couchbase',
  'neo4j',
  'bolt',
  'kafka',
  'nats',
  'mqtt',
  'mqtts',
  'ldap',
  'ldaps',
  'smtp',
  'smtps',
  'imap',
  'imaps',
  'snowflake',
  'influxdb',
  'elasticsearch',
];
/** A driver's name may follow the scheme: `postgresql+asyncpg://`. */
const OPENINGS = SCHEMES.flatMap((scheme) =>
  scheme.includes('+') ? [`${scheme}://`] : [`${scheme}://`, `${scheme}+`],
);
const PASSWORD = '(?<secret>[^\\s"\'`<>/?#]{2,128})';

/** Connection strings: only the password is replaced. */
export const DATABASE_RULES: readonly SecretRule[] = [
  {
    id: 'connection-string',
    description: 'Password of a connection string',
    level: 'sensitive',
    kind: 'token',
    keywords: OPENINGS,
    pattern: new RegExp(
      `(?:${SCHEMES.map((scheme) => scheme.replaceAll('+', '\\+')).join('|')})(?:\\+[a-z0-9]{1,20})?://(?<user>[^\\s:@/"'\`<>]{0,80}):${PASSWORD}(?=@[\\w.\\-[(%$]{1,250})`,
      'gi',
    ),
    window: { before: 24, after: 480 },
    dummies: 'filler',
    confirm: isReal,
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    matches: () => [
      `DATABASE_URL=postgres://app:«${pseudoRandom(ALNUM, 16, 1)}»@db.internal:5432/app`,
      `const url = "mongodb+srv://app:«${pseudoRandom(ALNUM, 12, 2)}»@cluster0.abcde.mongodb.net/app";`,
      `broker: amqps://svc:«${pseudoRandom(ALNUM, 20, 3)}»@mq.internal/vhost`,
      `cache = 'redis://:«${pseudoRandom(ALNUM, 24, 4)}»@cache.internal:6379/0'`,
      `mysql://app:«p${pseudoRandom(ALNUM, 8, 5)}@${pseudoRandom(ALNUM, 4, 6)}»@db.internal/app`,
    ],
    nearMisses: () => [
      'postgres://user:password@localhost:5432/db',
      'postgres://app:${DB_PASSWORD}@db.internal/app',
      'postgres://<user>:<password>@host/db',
      'postgres://{user}:{password}@{host}/db',
      'postgres://localhost:5432/db',
      'mongodb://root:example@mongo:27017/',
    ],
  },
  {
    id: 'connection-password',
    description: 'Password of a key-value connection string',
    level: 'sensitive',
    kind: 'assignment',
    keywords: ['password=', 'pwd=', 'passwd=', 'password ='],
    pattern:
      /(?:server|data source|host|address|database|initial catalog|uid|user id|user|jdbc:[\w:]{2,40})\s{0,2}[=:][^\n"'`<>]{0,240}?[;?&\s](?:password|pwd|passwd)\s{0,2}=\s{0,2}(?<secret>[^\s;"'`&<>]{4,128})(?=[\s;"'`&]|$)/gi,
    window: { before: 300, after: 140 },
    dummies: 'strict',
    confirm: isReal,
    source: 'https://learn.microsoft.com/en-us/dotnet/api/system.data.sqlclient.sqlconnection.connectionstring',
    matches: () => [
      `"Server=tcp:db.internal,1433;Database=app;User ID=svc;Password=«${pseudoRandom(ALNUM, 16, 7)}»;Encrypt=True"`,
      `jdbc:sqlserver://db.internal:1433;user=svc;password=«${pseudoRandom(ALNUM, 14, 8)}»`,
      `jdbc:postgresql://db.internal/app?user=svc&password=«${pseudoRandom(ALNUM, 18, 9)}»&ssl=true`,
    ],
    nearMisses: () => [
      '"Server=db.internal;Database=app;User ID=svc;Password=${PASSWORD};"',
      '"Server=db.internal;User ID=svc;Password=********;"',
      '"Server=db.internal;User ID=svc;Password=<password>;"',
      'Server=db.internal;Integrated Security=True',
      'connect(host=None, user=None, password=None, db=0)',
    ],
  },
  {
    id: 'url-password',
    description: 'Password of a URL',
    level: 'sensitive',
    kind: 'token',
    keywords: ['://'],
    // The scheme stands in a lookbehind, so that nothing but the rare `://` is tried.
    pattern: new RegExp(
      `(?<=(?<![a-z])(?:https?|ftps?|sftp|git|ssh|wss?|svn)(?:\\+[a-z]{2,8})?)://(?<user>[^\\s:@/"'\`<>?#,;]{0,80}):${PASSWORD}(?=@[a-z0-9[][\\w.\\-\\]:]{1,250})`,
      'gi',
    ),
    window: { before: 8, after: 480 },
    dummies: 'filler',
    confirm: (candidate) => isReal(candidate) || isWeakLogin(candidate),
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
    matches: () => [
      `git clone https://deploy:«${pseudoRandom(ALNUM, 20, 10)}»@git.internal/app.git`,
      `const proxy = 'http://svc:«${pseudoRandom(ALNUM, 12, 11)}»@proxy.internal:3128';`,
      'ftp://user:«admin1»@files.internal/',
      `ftps://backup:«${pseudoRandom(ALNUM, 10, 12)}»@files.internal/`,
    ],
    nearMisses: () => [
      'https://user:password@example.com/',
      'https://${user}:${password}@host.internal/',
      'https://host.internal:8080/users/@me',
      'https://unpkg.com/pkg@1.2.3/file.js:12:3',
      'https://a:b@c/',
      'http://root:root@host.internal/',
      'http://user:pass@localhost:8080/',
    ],
  },
];

function isReal({ secret, groups }: Candidate): boolean {
  // Behind an argument's default stands a comma.
  return isRealPassword(secret.replace(/,$/, ''), groups['user'] ?? '');
}

/** Weak passwords that are in use (https://cwe.mitre.org/data/definitions/1392.html), on hosts that others reach. */
function isWeakLogin({ secret, groups, text, end }: Candidate): boolean {
  if (!WEAK_PASSWORDS.test(secret) || (groups['user'] ?? '') === '' || groups['user'] === secret) return false;
  return !/^@(?:localhost|127\.|\[?::1|0\.0\.0\.0|host\b(?!\.\w))/.test(text.slice(end, end + 20));
}

const WEAK_PASSWORDS = /^(?:pass|admin|root|guest|demo)\d{0,3}$/;
