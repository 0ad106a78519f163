const DIGITS = /\d(?:[\d.,:_-]*\d)?/g;
const NUMBER = /^[\d-]+$/;
const HEX = /^(?:0x)?[0-9a-f-]{7,}$/i;
const FILE_NAME = /^[^@]*[A-Za-z0-9_-]\.[A-Za-z]\w{0,4}(?::\d+)*:?$/;
const RULER = /([^\w\s])\1{2,}/g;
const EQUALS_RULER = /={3,}/g;
const JSON_MEMBER = /^(\s*"[^"\\]{1,80}"\s*:\s*)(\S.*)$/;
const JSON_NUMBER = /^-?(?!0,?$)\d/;
/** What says that something went wrong is part of what a line says. */
const TELLING = /error|fail|fatal|exception|warn|crash|denied|kill/i;
const LONG_ID_UNITS = 16;
/** What follows says little of what kind of line it is. */
const LOOKED_AT_UNITS = 400;

/** What a unit is in a word; what stands between words is 0. */
const LETTER = 1;
const DIGIT = 2;
const SIGN = 3;
const UNIT_KINDS = unitKinds();

/**
 * What a line says but for what varies from line to line: numbers and times ("N"; a bare nought stays, since "0 errors"
 * is another message), hashes ("H"), paths and names of files ("P"), the values of a JSON member ("S", "N"), the length of
 * rulers and bars. Lines of one shape are similar.
 */
export function shapeOf(text: string): string {
  const looked = text.length > LOOKED_AT_UNITS ? text.slice(0, LOOKED_AT_UNITS) : text;
  const member = looked.includes('":') || looked.includes('" :') ? JSON_MEMBER.exec(looked) : null;
  if (member && !TELLING.test(looked)) return `${member[1]}${jsonValueShape(member[2]!)}`;
  const shape = wordsShape(looked);
  return shape.includes('===') ? shape.replace(EQUALS_RULER, '=') : shape;
}

function jsonValueShape(value: string): string {
  const first = value[0]!;
  if (first === '"') return value.startsWith('""') ? '""' : 'S';
  if (JSON_NUMBER.test(value)) return 'N';
  return value.length > 8 ? first : value.replace(/,$/, '');
}

/** One pass: the units of each word are counted by kind, and only words that vary are looked at again. */
function wordsShape(text: string): string {
  let shape = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    if (kindAt(text, at) === 0) continue;
    const start = at;
    let [digits, varies] = [0, false];
    for (let kind = kindAt(text, at); kind !== 0; kind = kindAt(text, ++at)) {
      if (kind === DIGIT) digits++;
      else if (kind !== LETTER) varies = true;
    }
    if (digits === 0 && !varies) continue;
    shape += text.slice(copied, start) + wordShape(text.slice(start, at), digits);
    copied = at;
  }
  return copied === 0 ? text : shape + text.slice(copied);
}

/** 0 at the end. */
function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit < 128 ? UNIT_KINDS[unit]! : unit >= 128 ? SIGN : 0;
}

function wordShape(word: string, digits: number): string {
  if (word.length > 2 && (word.includes('/') || word.includes('\\'))) return 'P';
  if (word.length > 3 && FILE_NAME.test(word)) return 'P';
  if (digits === 0 || word === '0') return word.replace(RULER, '$1');
  if (HEX.test(word) && !NUMBER.test(word)) return 'H';
  if (word.length >= LONG_ID_UNITS && digits * 4 >= word.length) return 'H';
  return word.replace(DIGITS, 'N').replace(RULER, '$1');
}

function unitKinds(): Uint8Array {
  const kinds = new Uint8Array(128).fill(SIGN, 33);
  for (const unit of '()[]{}"\'`,;=<>|\u007f') kinds[unit.charCodeAt(0)] = 0;
  for (let unit = 0; unit < 128; unit++) {
    const character = String.fromCharCode(unit);
    if (/[A-Za-z]/.test(character)) kinds[unit] = LETTER;
    if (/\d/.test(character)) kinds[unit] = DIGIT;
  }
  return kinds;
}

/** Letters that stay the same from line to line: few in a mere list of files, many in a message. */
export function constantLetters(shape: string): number {
  return shape.replace(/\b[NHPS]\b|[^A-Za-z]/g, '').length;
}
