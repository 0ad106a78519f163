/** Numbers from 0 to below the limit. */
export type Numbers = (limit: number) => number;

export function pick<T>(numbers: Numbers, list: readonly T[]): T {
  return list[numbers(list.length)] as T;
}

const HUGE_ARRAY = 100_000;
const DEEP = 20_000;

/** JSON texts that no handler expects; the large ones are made when they are drawn. */
const JUNK: readonly string[] = [
  ['null', 'true', 'false', '0', '-0', '-1', '0.5', '1e308', '1e999', '-1e999', '9007199254740993', '2147483648'],
  ['""', '" "', '"NaN"', '"undefined"', '"-1"', String.raw`"\ud800"`, String.raw`"\udc00x\ud83d"`, '"__proto__"'],
  [String.raw`"\u0000"`, String.raw`"\u202e\u2066"`, '"constructor"', '"../../../etc/passwd"', '"file:///"'],
  ['[]', '{}', '[null]', '[[[[]]]]', '{"__proto__":{"polluted":1}}', '{"toString":1}', '{"length":1e9}'],
  ['{"then":1}', '{"line":-1,"character":-1}', '{"start":0,"end":0}', '{"uri":1}', '[0,1,2,3,4,5,6,7,8,9]'],
].flat();

/** One of the texts above, seldom a huge or a deep one. */
export function junk(numbers: Numbers): string {
  const kind = numbers(400);
  if (kind === 0) return `[${'0,'.repeat(HUGE_ARRAY)}0]`;
  if (kind === 1) return '['.repeat(DEEP) + ']'.repeat(DEEP);
  if (kind === 2) return `${'{"a":'.repeat(DEEP)}0${'}'.repeat(DEEP)}`;
  if (kind === 3) return `"${'x'.repeat(HUGE_ARRAY)}"`;
  return pick(numbers, JUNK);
}

const NUMBERS = [0, 0, 1, 2, 3, 7, 40, 1000, 2 ** 31, 2 ** 53, 1e308, -1, -7, 0.5, -0.5];

export function strangeNumber(numbers: Numbers): number {
  return pick(numbers, NUMBERS);
}

const FRAGMENTS = [
  ['\n', '\r\n', '\r', ' ', '\t', 'fix bug ', 'error handling', 'x', '{', '}', '/* ', ' */', '```\n', '# winnow:allow'],
  ['😀', '\ud83d', '\ude00', '\u0000', '\u2028', '\ufeff', 'é', '中文', 'class A {\n', 'def f(x):\n', 'token: '],
  ['-----BEGIN ', 'eyJ', 'AKIA', 'immediate_triggers:\n', '  a:\n', '    keywords: [b]\n', '- *x\n', '&x ', '!!js/f '],
  ['"', "'"],
].flat();

/** Text as it is typed, with halves of characters in it. */
export function strangeText(numbers: Numbers): string {
  if (numbers(300) === 0) return 'y '.repeat(50_000);
  return Array.from({ length: numbers(12) }, () => pick(numbers, FRAGMENTS)).join('');
}

/** A value whose JSON text stands for itself: what `JSON.stringify` cannot say. */
class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Replaces one to three random parts of a value, or the whole, by junk, and gives the JSON text. */
export function mutated(numbers: Numbers, value: unknown): string {
  if (numbers(12) === 0) return junk(numbers);
  const copy = structuredClone(value);
  for (let times = 1 + numbers(3); times > 0; times--) mutateOne(numbers, copy);
  return toJson(copy);
}

function mutateOne(numbers: Numbers, value: unknown): void {
  let at = value;
  for (;;) {
    if (typeof at !== 'object' || at === null || at instanceof Raw) return;
    const holder = at as Record<string, unknown>;
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = pick(numbers, keys);
    const next = holder[key];
    const goOn = typeof next === 'object' && next !== null && !(next instanceof Raw) && numbers(4) > 0;
    if (!goOn) {
      if (numbers(5) === 0 && !Array.isArray(at)) delete holder[key];
      else holder[key] = new Raw(junk(numbers));
      return;
    }
    at = next;
  }
}

function toJson(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`);
  return `{${members.join(',')}}`;
}
