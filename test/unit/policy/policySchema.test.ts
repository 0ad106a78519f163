import { expect, test } from 'vitest';
import { parsePolicy } from '../../../server/src/workspace/policySchema.ts';

test.each([
  ['{}', { highestLevel: 'classified', levels: [], markers: [], neverInclude: [] }],
  [
    '\uFEFF{"highestLevel": "internal", "levels": [{"glob": "docs/**", "level": "public"}], "markers": [{"text": "Acme only", "level": "classified"}], "neverInclude": ["*.pem", "/vault/"]}',
    {
      highestLevel: 'internal',
      levels: [{ glob: 'docs/**', level: 'public' }],
      markers: [{ text: 'Acme only', level: 'classified' }],
      neverInclude: ['*.pem', '/vault/'],
    },
  ],
])('%j is read', (source, policy) => {
  expect(parsePolicy(source)).toEqual({ policy });
});

test.each([
  ['', '', /is not JSON/],
  ['{"highestLevel": "public",\n}', '2:1', /is not JSON/],
  ['[]', '', /must be a JSON object/],
  ['null', '', /must be a JSON object/],
  ['{"highestlevel": "public"}', '', /key that is not known \("highestlevel"\)/],
  ['{"__proto__": {"highestLevel": "public"}}', '', /key that is not known/],
  ['{"highestLevel": "secret"}', 'highestLevel', /must be one of public/],
  ['{"levels": {}}', 'levels', /must be a list/],
  ['{"levels": [{"glob": "a"}]}', 'levels.0.level', /must be one of/],
  ['{"levels": [{"glob": "a", "level": "public", "more": 1}]}', 'levels.0', /"more"/],
  ['{"neverInclude": ["a", ""]}', 'neverInclude.1', /must not be empty/],
  ['{"neverInclude": ["/"]}', 'neverInclude.0', /must name something/],
  ['{"neverInclude": ["*.{pem,key}"]}', 'neverInclude.0', /wildcards are/],
  ['{"neverInclude": ["!keep"]}', 'neverInclude.0', /wildcards are/],
  [`{"neverInclude": ["${'a'.repeat(501)}"]}`, 'neverInclude.0', /at most 500/],
  [`{"neverInclude": [${'"a",'.repeat(1000)}"a"]}`, 'neverInclude', /at most 1000/],
  ['{"markers": [{"text": "ab", "level": "public"}]}', 'markers.0.text', /at least 3/],
  ['{"markers": [{"text": "two\\nlines", "level": "public"}]}', 'markers.0.text', /one line/],
])('%j is refused with its place', (source, place, message) => {
  const parsed = parsePolicy(source);
  expect(parsed).toHaveProperty('problems');
  expect('problems' in parsed && parsed.problems[0]).toEqual({ place, message: expect.stringMatching(message) });
});

test('what is quoted from a broken file never reaches the message', () => {
  expect(JSON.stringify(parsePolicy('{"budget": hunter2}'))).not.toContain('hunter2');
});
