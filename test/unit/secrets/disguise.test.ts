import { describe, expect, test } from 'vitest';
import { detectSecrets } from '../../../server/src/engine/secrets/detect.ts';
import { disguisesIn } from '../../../server/src/engine/secrets/disguise.ts';
import { fingerprintOf, isPublishedSample } from '../../../server/src/engine/secrets/publishedSamples.ts';
import { encodeBase64 } from '../../../server/src/engine/secrets/rules/base64.ts';
import { ALNUM, pseudoRandom } from '../../../server/src/engine/secrets/rules/samples.ts';
import { parseMarked } from '../../helpers/marked.ts';
import { slowAnchors } from '../../helpers/slowAnchors.ts';

const TOKEN = `ghp_${pseudoRandom(ALNUM, 36, 1)}`;
const BARE = pseudoRandom(ALNUM, 32, 2);
const [HEAD, TAIL] = [TOKEN.slice(0, 12), TOKEN.slice(12)];
const wide = (text: string) => Array.from(text, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0)).join('');
const MATHEMATICAL_G = '\u{1d420}';

const rows: readonly (readonly [name: string, sample: string])[] = [
  ['a zero-width space', `x «${HEAD}\u200b${TAIL}» y`],
  ['a soft hyphen in Latin-1 text', `x «${HEAD}\u00ad${TAIL}» é`],
  ['tag characters', `x «${HEAD}\u{e0041}\u{e0042}${TAIL}» y`],
  ['many of them', `x «${Array.from(TOKEN).join('\u200b')}» y`],
  ['full width', `x «${wide(TOKEN)}» y`],
  ['a mathematical letter at its beginning', `x «${MATHEMATICAL_G}${TOKEN.slice(1)}» y`],
  ['a mathematical digit at its end', `x «${TOKEN.slice(0, -1)}\u{1d7d7}» y`],
  ['in the name that announces it', `api\u200b_key = "«${BARE}»"`],
  ['two in one window', `«${HEAD}\u200b${TAIL}» «${HEAD}\u200c${TAIL}»`],
  ['on an allowed line', `${HEAD}\u200b${TAIL} // winnow:allow`],
  ['beside a byte order mark', `\ufeff«${TOKEN}»`],
  ['a joiner in an emoji beside a token', `\u{1f469}\u200d\u{1f4bb} «${TOKEN}»`],
  ['what only looks alike', `ｇｉｔｈｕｂ ${wide('ghp')} _${BARE.slice(0, 5)}`],
  ['base64 of a configuration', `data: ${encodeBase64('{"t":"').slice(0, -2)}`],
];

describe('disguised secrets', () => {
  test.each(rows)('%s', (_name, sample) => {
    const { text, spans } = parseMarked(sample);
    const found = detectSecrets(text, slowAnchors(text));
    expect(found.map(({ start, end }) => ({ start, end }))).toEqual(spans);
  });
});

test.each([
  ['joiners of emoji, Persian and Hindi', '\u{1f468}\u200d\u{1f469} می\u200cروم क्\u200dष', []],
  ['a byte order mark', '\ufeffname', []],
  ['between word characters', 'na\u200bme', [2]],
  ['next to each other', 'a\u200b\u200bb', [1, 2]],
  ['full-width punctuation', 'はい，そう（）', []],
] as const)('disguises: %s', (_name, text, expected) => {
  expect(disguisesIn(text, 0, text.length)).toEqual(expected);
});

test('a part of a text has the disguises of the whole', () => {
  const text = 'a\u200bb c\u200b d\u200b\u200be \u{1d420}';
  const whole = disguisesIn(text, 0, text.length);
  for (let from = 0; from <= text.length; from++) {
    for (let to = from; to <= text.length; to++) {
      expect(disguisesIn(text, from, to)).toEqual(whole.filter((at) => at >= from && at < to));
    }
  }
});

test('values that vendors publish are known by their fingerprints', () => {
  // The password of NuGet's documentation, put together here.
  expect(isPublishedSample(['33f', '!!', 'lloppa'].join(''))).toBe(true);
  expect(isPublishedSample(BARE)).toBe(false);
  expect(fingerprintOf('')).toBe('811c9dc5811c9dc5');
});
