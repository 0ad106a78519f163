import { expect, test } from 'vitest';
import { longLiterals } from '../../../../server/src/engine/tokens/passes/longLiterals.ts';
import { runPass } from './runPass.ts';

const DATA = 'aB3/'.repeat(100);
const CUT = `${DATA.slice(0, 32)}...[368_units_left_out]`;

test.each([
  ['a string', `a = "${DATA}";`, `a = "${CUT}";`, 'javascript'],
  ['a data URI', `a = 'data:image/png;base64,${DATA}'`, `a = 'data:image/png;base64,${CUT}'`, 'python'],
  ['url(…)', `a { b: url(data:c/d;base64,${DATA}) }`, `a { b: url(data:c/d;base64,${CUT}) }`, 'css'],
  ['around a placeholder', `"${DATA} [REDACTED:a:b1] c"`, `"${CUT} [REDACTED:a:b1] c"`, 'json'],
  ['a comment stays', `// ${DATA}`, `// ${DATA}`, 'javascript'],
  ['a name stays', DATA.replaceAll('/', '_'), DATA.replaceAll('/', '_'), 'javascript'],
  ['words stay', `"${'a few words '.repeat(40)}"`, `"${'a few words '.repeat(40)}"`, 'javascript'],
  ['a ruler stays', `"${'-'.repeat(400)}"`, `"${'-'.repeat(400)}"`, 'javascript'],
  ['a short one stays', `"${DATA.slice(0, 200)}"`, `"${DATA.slice(0, 200)}"`, 'javascript'],
])('%s', (_, text, expected, language) => expect(runPass(longLiterals, text, language)).toBe(expected));
