import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyedHash, keyObject } from '../../../server/src/base/keyedHash.ts';

test.each([['', 'abc'], ['é😀'], [new Uint8Array([0, 255])]].flat())('as the standard says: %j', (data) => {
  for (const key of [new Uint8Array(32).fill(7), new Uint8Array(100).fill(200), new Uint8Array(1)]) {
    expect(keyedHash(key, data)).toBe(createHmac('sha256', key).update(data).digest('hex'));
    expect(keyObject(key)).toBe(keyObject(key));
  }
});
