/** As `vscode.l10n.t`: the text in the reader's language, `{0}` and so on replaced. */
export type Translate = (text: string, ...parts: readonly (string | number)[]) => string;

type Say = (t: Translate, ...parts: readonly string[]) => string;

/**
 * What the server says in English, since its replies are read by programs too: sentences with what varies in them, told
 * in the reader's language. One that is not here is shown as it is.
 */
const SENTENCES: readonly (readonly [pattern: RegExp, say: Say])[] = [
  // Why a block is in.
  [/^its text matches(: .+)?$/, (t, words = '') => t('its text matches{0}', words)],
  [/^it holds many of the words of the question$/, (t) => t('it holds many of the words of the question')],
  [/^the whole file matches$/, (t) => t('the whole file matches')],
  [/^its path matches$/, (t) => t('its path matches')],
  [/^it matches the first line of the question$/, (t) => t('it matches the first line of the question')],
  [/^its file uses an identifier of the question$/, (t) => t('its file uses an identifier of the question')],
  [/^it declares a name of the question$/, (t) => t('it declares a name of the question')],
  [/^what it declares matches$/, (t) => t('what it declares matches')],
  [/^it uses an identifier of the question$/, (t) => t('it uses an identifier of the question')],
  [/^what its file declares matches$/, (t) => t('what its file declares matches')],
  [/^the question names the file$/, (t) => t('the question names the file')],
  [/^past commits like the question changed its file$/, (t) => t('past commits like the question changed its file')],
  [/^a commit much like the question changed its file$/, (t) => t('a commit much like the question changed its file')],
  [/^its file changed together with the best files$/, (t) => t('its file changed together with the best files')],
  [/^files beside it match$/, (t) => t('files beside it match')],
  [/^its file changed often of late$/, (t) => t('its file changed often of late')],
  [/^the question points at a line of it$/, (t) => t('the question points at a line of it')],
  [/^its file was wanted before$/, (t) => t('its file was wanted before')],
  [/^it speaks of what the question triggered$/, (t) => t('it speaks of what the question triggered')],
  [/^pinned$/, (t) => t('pinned')],
  [/^outlined: it did not fit whole$/, (t) => t('outlined: it did not fit whole')],
  [/^cut to fill the budget$/, (t) => t('cut to fill the budget')],
  // Why a block is not.
  [
    /^cut to fill the budget: only its first lines are in$/,
    (t) => t('cut to fill the budget: only its first lines are in'),
  ],
  [/^the next 2,000 tokens would bring it in$/, (t) => t('the next 2,000 tokens would bring it in')],
  [/^(.+), which is in, says the same$/, (t, path = '') => t('{0}, which is in, says the same', path)],
  [/^held back: the policy never lets it out$/, (t) => t('held back: the policy never lets it out')],
  [
    /^held back: (\w+) is above the highest level that may leave$/,
    (t, level = '') => t('held back: {0} is above the highest level that may leave', level),
  ],
  [/^its file is gone or cannot be read any more$/, (t) => t('its file is gone or cannot be read any more')],
  [
    /^did not fit: ([\d,]+) tokens were left when its turn came$/,
    (t, left = '') => t('did not fit: {0} tokens were left when its turn came', left),
  ],
  [
    /^below the line by ([\d.]+): the lowest score that is in is ([\d.]+)$/,
    (t, by = '', line = '') => t('below the line by {0}: the lowest score that is in is {1}', by, line),
  ],
  [/^the budget was full$/, (t) => t('the budget was full')],
  [
    /^the budget was full: its file is in already, which makes its further chunks count less$/,
    (t) => t('the budget was full: its file is in already, which makes its further chunks count less'),
  ],
  // Why a file is skipped.
  [/^ignored$/, (t) => t('ignored')],
  [/^excluded$/, (t) => t('excluded')],
  [/^of Winnow itself$/, (t) => t('of Winnow itself')],
  [/^symbolic link$/, (t) => t('symbolic link')],
  [/^not a regular file$/, (t) => t('not a regular file')],
  [/^too large$/, (t) => t('too large')],
  [/^unreadable$/, (t) => t('unreadable')],
  [/^binary$/, (t) => t('binary')],
  // What is beyond its threshold.
  [
    /^the server uses ([\d.]+) GB of memory: .*$/,
    (t, size = '') => t('the server uses {0} GB of memory: leave folders out with winnow.exclude, or restart it', size),
  ],
  [
    /^(\d+) questions wait for their turn: ask fewer at a time$/,
    (t, count = '') => t('{0} questions wait for their turn: ask fewer at a time', count),
  ],
  [
    /^(\d+ %) of the last questions took longer than (\d+) s$/,
    (t, share = '', seconds = '') => t('{0} of the last questions took longer than {1} s', share, seconds),
  ],
  [
    /^(\d+ %) of the last questions failed: the log says why$/,
    (t, share = '') => t('{0} of the last questions failed: the log says why', share),
  ],
  [
    /^the thread that answers questions died (\d+) times within ten minutes: the log says why$/,
    (t, count = '') =>
      t('the thread that answers questions died {0} times within ten minutes: the log says why', count),
  ],
  [
    /^an edit of an open document takes up to (\d+) ms: close what is very large$/,
    (t, ms = '') => t('an edit of an open document takes up to {0} ms: close what is very large', ms),
  ],
  // What does not work.
  [
    /^the past of (.+) does not count: (.+)$/,
    (t, folder = '', problem = '') => t('the past of {0} does not count: {1}', folder, problem),
  ],
  [
    /^the audit trail cannot be written: what is handed out is not recorded; see the log$/,
    (t) => t('the audit trail cannot be written: what is handed out is not recorded; see the log'),
  ],
  [
    /^what was learned could not be read: it begins anew; see the log$/,
    (t) => t('what was learned could not be read: it begins anew; see the log'),
  ],
  [
    /^policy (.+): nothing above “public” leaves until it is mended$/,
    (t, problem = '') => t('policy {0}: nothing above “public” leaves until it is mended', problem),
  ],
  [
    /^(.+) cannot be read: is it there, and may you read it\?$/,
    (t, folder = '') => t('{0} cannot be read: is it there, and may you read it?', folder),
  ],
  // What changed since a pack was pinned.
  [/^there is no such file any more$/, (t) => t('there is no such file any more')],
  [/^the file is skipped: (.+)$/, (t, why = '') => t('the file is skipped: {0}', one(why, t) ?? why)],
  [/^the file has no such lines any more$/, (t) => t('the file has no such lines any more')],
  [/^the policy lets nothing of this file out$/, (t) => t('the policy lets nothing of this file out')],
  [/^its lines have changed$/, (t) => t('its lines have changed')],
  [
    /^its lines are as they were, but what is shown of them or above them is not$/,
    (t) => t('its lines are as they were, but what is shown of them or above them is not'),
  ],
  [/^the same lines begin at line (\d+) now$/, (t, line = '') => t('the same lines begin at line {0} now', line)],
  // How questions ended.
  [/^answered$/, (t) => t('answered')],
  [/^cancelled$/, (t) => t('cancelled')],
  [/^superseded$/, (t) => t('superseded')],
  [/^late$/, (t) => t('late')],
  [/^busy$/, (t) => t('busy')],
  [/^invalid$/, (t) => t('invalid')],
  [/^failed$/, (t) => t('failed')],
  // Why a trigger fired.
  [/^keyword (“.+)$/, (t, words = '') => t('keyword {0}', words)],
  [/^keywords (“.+)$/, (t, words = '') => t('keywords {0}', words)],
  // Where a rule fires.
  [/^counted when saved$/, (t) => t('counted when saved')],
  [/^fires nowhere in the workspace$/, (t) => t('fires nowhere in the workspace')],
  [/^fires in 1 place$/, (t) => t('fires in 1 place')],
  [/^fires in ([\d,]+) places$/, (t, count = '') => t('fires in {0} places', count)],
  [/^fires in 1 file$/, (t) => t('fires in 1 file')],
  [/^fires in ([\d,]+) files$/, (t, count = '') => t('fires in {0} files', count)],
  // Secrets and what can be done about them.
  [
    /^(.+) \((\w+)\): a placeholder stands in its place in every pack\.$/,
    (t, what = '', level = '') => t('{0} ({1}): a placeholder stands in its place in every pack.', what, level),
  ],
  [
    /^Move this ([\w-]+) to (\S+) in \.env$/,
    (t, rule = '', name = '') => t('Move this {0} to {1} in .env', rule, name),
  ],
  [
    /^Move this ([\w-]+) to (\S+) in \.env; git does not ignore that file$/,
    (t, rule = '', name = '') => t('Move this {0} to {1} in .env; git does not ignore that file', rule, name),
  ],
  [/^Replace this ([\w-]+) by its placeholder$/, (t, rule = '') => t('Replace this {0} by its placeholder', rule)],
  [/^Allow this ([\w-]+) on this line$/, (t, rule = '') => t('Allow this {0} on this line', rule)],
  [
    /^Allow this ([\w-]+) everywhere in this workspace$/,
    (t, rule = '') => t('Allow this {0} everywhere in this workspace', rule),
  ],
  // How far work is.
  [/^Winnow: indexing$/, (t) => t('Winnow: indexing')],
  [/^(\d+) of (\d+) files$/, (t, done = '', total = '') => t('{0} of {1} files', done, total)],
  [/^indexing (\d+) of (\d+) files$/, (t, done = '', total = '') => t('indexing {0} of {1} files', done, total)],
  [/^composing the pack$/, (t) => t('composing the pack')],
  [
    /^looking for triggers in (\d+) of (\d+) files$/,
    (t, done = '', total = '') => t('looking for triggers in {0} of {1} files', done, total),
  ],
  [
    /^looking for secrets in (\d+) of (\d+) files$/,
    (t, done = '', total = '') => t('looking for secrets in {0} of {1} files', done, total),
  ],
  // Hovers over keywords.
  [/^Did not fire here\.$/, (t) => t('Did not fire here.')],
  [
    /^Agents: (.+) · priority (-?\d+)$/,
    (t, names = '', priority = '') => t('Agents: {0} · priority {1}', names, priority),
  ],
  [/^Agents: (.+)$/, (t, names = '') => t('Agents: {0}', names)],
  [/^Why: (.+)$/, (t, why = '') => t('Why: {0}', one(why, t) ?? why)],
];

/** More than this is no sentence of the server's. */
const LONGEST_UNITS = 1000;
/** A signal's weight stands behind a reason. */
const WEIGHT = /^(.*?)( \(\d+\.\d\d\))$/s;

/** A sentence of the server's in the reader's language; several are joined by `; `. */
export function translateSentence(text: string, t: Translate): string {
  if (text.length > LONGEST_UNITS) return text;
  const whole = WEIGHT.test(text) ? undefined : one(text, t);
  if (whole !== undefined) return whole;
  return text
    .split('; ')
    .map((part) => {
      const [, reason = part, weight = ''] = WEIGHT.exec(part) ?? [];
      return `${one(reason, t) ?? reason}${weight}`;
    })
    .join('; ');
}

function one(text: string, t: Translate): string | undefined {
  for (const [pattern, say] of SENTENCES) {
    const match = pattern.exec(text);
    if (match) return say(t, ...match.slice(1).map((part) => part ?? ''));
  }
  return undefined;
}
