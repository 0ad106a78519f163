/** Names of parameters whose values let somebody in; a file that holds a password is named, not told. */
const CREDENTIAL_PARAMETER = /[?&](?!passfile=)[^=&]*(?:pass|pwd|secret|token|credential|apikey|api_key)[^=&]*=[^&]/i;

/** Whether a store's URL holds a password or a token, and so belongs in no settings file. Never throws. */
export function carriesCredential(url: string): boolean {
  return [url, decoded(url)].some((text) => holdsPassword(text) || CREDENTIAL_PARAMETER.test(text));
}

/**
 * A colon and something before the last "@", as clients read it: names such as me@server hold one, too. What is not
 * encoded as it should be counts as well: better once too often.
 */
function holdsPassword(text: string): boolean {
  const login = text.replace(/^[a-z]+:\/\//i, '');
  const colon = login.indexOf(':');
  return colon >= 0 && login.lastIndexOf('@') > colon + 1;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** Variables in which the client hands the server it starts the URLs and the key that it keeps safe; empty: none. */
export const KEPT_VARIABLES: Readonly<Record<string, string>> = {
  redis: 'WINNOW_KEPT_REDIS_URL',
  postgres: 'WINNOW_KEPT_POSTGRES_URL',
  teamKey: 'WINNOW_KEPT_TEAM_KEY',
};

/** In characters. A machine without a key of its team uses its own, and does not share. */
export const SHORTEST_TEAM_KEY = 16;
