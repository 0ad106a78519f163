import { describe, expect, test } from 'vitest';
import { stripControls } from '../../../server/src/engine/compress/controls.ts';
import { isMarker, markerOf } from '../../../server/src/engine/compress/foldKind.ts';
import { classOf, type LineClass } from '../../../server/src/engine/compress/lineClass.ts';
import { shapeOf } from '../../../server/src/engine/compress/lineShape.ts';
import { splitOutput } from '../../../server/src/engine/compress/outputLines.ts';
import { withoutSecrets } from '../../../server/src/engine/withoutSecrets.ts';

describe('terminal controls are taken out', () => {
  test.each<[what: string, text: string, shown: string]>([
    ['nothing', 'plain\ttext\r\n', 'plain\ttext\r\n'],
    ['colours', '\u001b[1;31merror\u001b[0m: no', 'error: no'],
    ['true colours with colons', '\u001b[38:2::1:2:3mx\u001b[m', 'x'],
    ['one-byte introducers', '\u009b31mred\u009b0m', 'red'],
    ['cursor movements', '\u001b[2K\u001b[1Ggone\u001b[?25l', 'gone'],
    ['a title ended by BEL', '\u001b]0;title\u0007text', 'text'],
    ['a link ended by ST', '\u001b]8;;https://example.org\u001b\\text\u001b]8;;\u001b\\', 'text'],
    ['a title that does not end', '\u001b]0;title\ntext', '0;title\ntext'],
    ['character sets', '\u001b(Btext\u001b=', 'text'],
    ['an escape within an escape', '\u001b\u001b[31mx', 'x'],
    ['a spinner of backspaces', '|\b/\b-\bdone', 'done'],
    ['bold by overstriking', 'N\bNA\bAM\bME\bE', 'NAME'],
    ['other controls', 'a\u0000b\u0007c\u007f', 'abc'],
    ['frames of a bar stay apart', '1%\r2%\r3%\n', '1%\r2%\r3%\n'],
  ])('%s', (_, text, shown) => {
    expect(stripControls(text)).toBe(shown);
    expect(stripControls(shown)).toBe(shown);
  });
});

describe('lines', () => {
  const linesOf = (text: string) => splitOutput(withoutSecrets(text)).map((line) => line.text as string);

  test.each<[text: string, lines: readonly string[]]>([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\nb\n\n', ['a', 'b', '']],
    ['1%\r2%\r\ndone', ['1%', '2%', 'done']],
  ])('of %j', (text, lines) => expect(linesOf(text)).toEqual(lines));

  test.each<[what: string, line: string]>([
    ['JSON', `[${Array.from({ length: 300 }, (_, at) => `{"id":${at},"name":"n${at}"}`).join(',')}]`],
    ['words', 'some words '.repeat(300)],
    ['nothing to cut at', 'x'.repeat(3100)],
    ['pairs of surrogates', `x${'😀'.repeat(1600)}`],
  ])('a very long line of %s is cut into parts that make it up', (_, line) => {
    const parts = splitOutput(withoutSecrets(`first\n${line}\nlast`)).slice(1, -1);
    expect(parts.map(({ text }) => text).join('')).toBe(line);
    expect(parts.map(({ continues }) => continues)).toEqual(parts.map((_part, at) => at > 0));
    for (const { text } of parts) {
      expect(text.length).toBeLessThanOrEqual(1000);
      expect(text.isWellFormed()).toBe(true);
    }
  });
});

describe('the shape of a line leaves out what varies', () => {
  test.each<[line: string, shape: string]>([
    ['added 93 packages in 6s', 'added N packages in Ns'],
    ['0 errors, 12 warnings', '0 errors, N warnings'],
    ['2026-03-01T10:00:00.123Z INFO done', 'H INFO done'],
    ['10:00:00,123 INFO done', 'N,N INFO done'],
    ['src/a/b.ts(3,15): error TS2304', 'P(N,N): error TSN'],
    ['at f (C:\\work\\a.js:3:1)', 'at f (P)'],
    ['gcc -c main.c -o main.o', 'gcc -c P -o P'],
    ['commit 7f904b4400b8442f8b4f175e0157ba9f8a54f2d3', 'commit H'],
    ['pod orders-6d5f7c9b8d-x2x4q', 'pod H'],
    ['  "name": "alpha",', '  "name": S'],
    ['  "count": 12,', '  "count": N'],
    ['  "count": 0', '  "count": 0'],
    ['  "ok": false,', '  "ok": false'],
    ['  "state": "failed",', '  "state": "failed",'],
    ['========= 12 passed =========', '= N passed ='],
    ['mail to a@example.org', 'mail to a@example.org'],
  ])('%s', (line, shape) => expect(shapeOf(line)).toBe(shape));
});

describe('what a line is', () => {
  test.each<[LineClass, string]>([
    ['blank', '   '],
    ['error', 'error[E0308]: mismatched types'],
    ['error', 'src/a.ts(3,5): error TS2304: Cannot find name'],
    ['error', 'TypeError: x is not a function'],
    ['error', 'java.sql.SQLException: connection refused'],
    ['error', 'npm ERR! code ENOENT'],
    ['error', 'FAIL src/total.test.js'],
    ['error', '--- FAIL: TestTotal (0.00s)'],
    ['error', 'not ok 3 - adds'],
    ['error', 'make: *** [Makefile:4: app] Error 1'],
    ['error', "(.text+0x17): undefined reference to `main'"],
    ['error', 'E       assert 1 == 2'],
    ['error', '  x eslint(no-redeclare): already defined'],
    ['error', 'api-0   0/1   CrashLoopBackOff   12   3d'],
    ['error', 'bash: nosuch: command not found'],
    ['error', 'Traceback (most recent call last):'],
    ['error', 'Tests: 1 failed, 41 passed, 42 total'],
    ['warning', 'f1.c:2:33: warning: unused variable'],
    ['warning', 'npm warn deprecated inflight@1.0.6'],
    ['warning', '[WARNING] unchecked operations'],
    ['warning', '  /a/b.py:3: DeprecationWarning: old thing'],
    ['summary', '0 errors, 0 warnings in 12 files'],
    ['summary', 'added 93 packages in 6s'],
    ['summary', 'BUILD SUCCESSFUL in 12s'],
    ['summary', 'Plan: 1 to add, 0 to change, 0 to destroy.'],
    ['summary', '===== 84 passed, 4 skipped in 1.60s ====='],
    ['summary', ' 20 files changed, 206 insertions(+), 65 deletions(-)'],
    ['passed', ' ✓ reports an error when the file is missing 3ms'],
    ['passed', 'ok 3 - throws an error'],
    ['passed', 'test tests::t10 ... ok'],
    ['passed', 'tests/test_a.py::test_error PASSED      [ 12%]'],
    ['passed', '    --- PASS: TestParse/case_3 (0.00s)'],
    ['passed', '[       OK ] Cart.Empty (0 ms)'],
    ['progress', 'Downloading 45%|█████     | 45/100'],
    ['progress', ' 12% [=====>            ]'],
    ['frame', '    at run (/app/node_modules/a/index.js:3:5)'],
    ['frame', '\tat com.example.A.main(A.java:2)'],
    ['frame', '  File "/app/a.py", line 3, in f'],
    ['frame', '   4: sample::tests::bad'],
    ['routine', '   Compiling serde v1.0.200'],
    ['routine', 'Downloading from central: https://example.org/a.pom'],
    ['routine', 'Requirement already satisfied: rich in ./venv/lib'],
    ['routine', 'Get:12 http://deb.example.org stable/main a 1.2 [3 kB]'],
    ['routine', '[ 12%] Building C object src/a.c.o'],
    ['routine', '> Task :core:compileJava UP-TO-DATE'],
    ['routine', 'gcc -O2 -c g1.c -o g1.o'],
    ['routine', 'npm http fetch GET 200 https://registry.example.org/a 76ms'],
    ['plain', 'the path src/errors/failed.ts tells nothing'],
    ['plain', 'export function sum(numbers) {'],
    ['plain', '  "errors": [],'],
    ['plain', '2026-03-01T10:00:00Z INFO [http-1] GET /api/orders/31 200 11ms'],
  ])('%s: %s', (kind, line) => expect(classOf(shapeOf(line))).toBe(kind));
});

describe('markers', () => {
  test.each([
    [markerOf({ counts: { similar: 212, blank: 14 }, line: 31 }), '… 212 similar, 14 blank lines @31'],
    [markerOf({ counts: { frame: 1 }, line: 2 }), '… 1 library frame line @2'],
    [markerOf({ counts: { other: 3, error: 2 }, line: 9 }), '… 2 error, 3 other lines @9'],
  ])('%s', (marker, text) => {
    expect(marker).toBe(text);
    expect(isMarker(marker)).toBe(true);
  });

  test.each([
    '… 3 similar lines',
    '3 similar lines @1',
    '… 3 lines @1',
    ' … 3 similar lines @1',
    '… 3 similar lines @1 ',
  ])('not “%s”', (line) => expect(isMarker(line)).toBe(false));
});
