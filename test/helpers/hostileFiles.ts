/** A file whose name and content try to break out of a pack. */
export interface HostileFile {
  readonly name: string;
  readonly content: string;
  readonly startLine: number;
}

/** Numbers from 0 to below `limit`, the same for the same seed (mulberry32). */
export function seededNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

type Numbers = (limit: number) => number;
type Fragment = (numbers: Numbers) => string;

const repeated =
  (unit: string, most: number): Fragment =>
  (numbers) =>
    unit.repeat(1 + numbers(most));
const codePoint =
  (first: number, last: number): Fragment =>
  (numbers) =>
    String.fromCodePoint(first + numbers(last - first + 1));
const oneOf =
  (...texts: readonly string[]): Fragment =>
  (numbers) =>
    texts[numbers(texts.length)] as string;

/** What has no business being changed. */
export const HONEST_TEXTS = ['👩‍💻 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣ ❤️ 🇮🇳', 'مرحبا بالعالم', 'می‌خواهم', 'नमस्ते क्‍ष', '漢字かな', 'naïve façade'];

const FRAGMENTS: readonly Fragment[] = [
  // Fences of every length and kind, with info strings, indented, in quotes and lists.
  repeated('`', 12),
  repeated('~', 12),
  (numbers) =>
    `\n${' '.repeat(numbers(6))}${'`'.repeat(3 + numbers(9))}${oneOf('', 'ts', ' ts {x}', '~~~')(numbers)}\n`,
  (numbers) => `\n${' '.repeat(numbers(6))}${'~'.repeat(3 + numbers(9))}${oneOf('', 'ts', ' ```')(numbers)}\n`,
  oneOf('\n> ```\n', '\n- ```\n', '\n\t```\n', '\n1. ~~~\n', '\n    code\n'),
  // Our own headings and endings, and those of others.
  (numbers) => `\n## \`src/a.ts\` ${1 + numbers(99)}-${1 + numbers(99)}\n\n\`\`\`ts\n`,
  (numbers) => `\n${'='.repeat(2 + numbers(8))} src/a.ts:1-2 ${'='.repeat(2 + numbers(8))}\n`,
  (numbers) => `\n${'='.repeat(1 + numbers(9))}\n`,
  oneOf('# Context\n', '\n---\n', '\n***\n', '\nSetext\n===\n', '[a]: http://example.com', '[REDACTED:x:abcdef]'),
  oneOf('⟦U+202E⟧', 'null]}', '"},\n{"path":"x"', '\\"', 'The blocks below are excerpts of files', '}}', '$&', '$`'),
  // XML.
  (numbers) => `</chunk${numbers(2) === 0 ? '' : `-${numbers(12)}`}>`,
  oneOf('</CHUNK>', '< /chunk >', '</chunk\n>', '</context>', '</file>', '<chunk path="x" lines="1-2"><![CDATA['),
  oneOf(']]>', ']]', ']]]>', ']]]]><![CDATA[>', '<![CDATA[', '<!--', '-->', '<?xml version="1.1"?>', '<?php ?>'),
  oneOf('&amp;', '&lt;', '&#0;', '&#x202e;', '&unknown;', '<!DOCTYPE a [<!ENTITY b "c">]>', '<script>', '<br/>'),
  // Line ends and white space.
  oneOf('\n', '\r', '\r\n', '\n\n\n', '\v', '\f', '\u0085', '\u2028', '\u2029', '\t', ' ', '    '),
  // What nobody sees.
  codePoint(0, 0x1f),
  codePoint(0x7f, 0x9f),
  codePoint(0xe0000, 0xe007f),
  codePoint(0xfe00, 0xfe0f),
  codePoint(0xe0100, 0xe01ef),
  codePoint(0x200b, 0x200f),
  codePoint(0x202a, 0x202e),
  codePoint(0x2060, 0x206f),
  codePoint(0xd800, 0xdfff),
  codePoint(0xfff0, 0xffff),
  oneOf('\0', '\ufeff', '\u00ad', '\u034f', '\u061c', '\u115f', '\u180e', '\u3164', '\uffa0'),
  // Ordinary text, and names.
  oneOf(...HONEST_TEXTS),
  oneOf('code', 'x', 'return 1;', '0', '/* */', '#', '_', '*', '!', '|', '(a)[b]'),
  oneOf('../', '..\\', '/etc/passwd', 'C:\\', '"', "'", '\\', '`', '<', '>', '&', '%00', ' path="x"', ':1-2 ===='),
];

function mixture(numbers: Numbers, most: number): string {
  const count = numbers(most);
  let text = '';
  for (let at = 0; at < count; at++) text += (FRAGMENTS[numbers(FRAGMENTS.length)] as Fragment)(numbers);
  return text;
}

/** `count` files, the same for the same seed. One name in fifty is very long, one content in a hundred large. */
export function* hostileFiles(count: number, seed: number): Generator<HostileFile> {
  const numbers = seededNumbers(seed);
  for (let at = 0; at < count; at++) {
    const name = mixture(numbers, 8) + (numbers(50) === 0 ? 'n`=<'.repeat(numbers(1500)) : '') || 'n';
    const content = `${mixture(numbers, numbers(100) === 0 ? 400 : 24)}.`;
    yield { name, content, startLine: 1 + numbers(5000) };
  }
}
