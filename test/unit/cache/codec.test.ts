import { array, assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCodec, type CachedPack, type CodecOptions } from '../../../server/src/cache/codec.ts';
import { samplePack, type SamplePack } from './samplePack.ts';

const KEY = new Uint8Array(32).fill(7);
const options = (changes: Partial<CodecOptions> = {}): CodecOptions => ({
  key: KEY,
  tenant: 'team a',
  schemaVersion: 1,
  ...changes,
});
const codec = createCodec<SamplePack>(options());
const pack = samplePack('export const answer = 42; // ünïcödé 🙂', 12);
const sealed = codec.encode('key one', pack);

/** Any JavaScript string, lone surrogates included. */
const codeUnits = array(nat(0xffff), { maxLength: 300 }).map((units) => String.fromCharCode(...units));

const flip = (bytes: Uint8Array, index: number, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === index ? byte ^ (1 << bit) : byte));

describe('codec', () => {
  it('gives back what it was given', () => {
    assert(
      property(codeUnits, nat(), (text, tokens) => {
        const value = samplePack(text, tokens);
        expect(codec.decode('k', codec.encode('k', value))).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });

  it('does not open an entry of which any bit has changed', () => {
    for (let index = 0; index < sealed.length; index++) {
      for (let bit = 0; bit < 8; bit++)
        expect(codec.decode('key one', flip(sealed, index, bit)), `byte ${index}, bit ${bit}`).toBeUndefined();
    }
  });

  it('does not open an entry that was cut anywhere, or is longer', () => {
    for (let length = 0; length < sealed.length; length++)
      expect(codec.decode('key one', sealed.subarray(0, length))).toBeUndefined();
    expect(codec.decode('key one', Buffer.concat([sealed, Buffer.of(0)]))).toBeUndefined();
    expect(codec.decode('key one', Buffer.concat([Buffer.of(0), sealed]))).toBeUndefined();
  });

  it.each<[string, CodecOptions, string]>([
    ['under another cache key', options(), 'key two'],
    ['by another tenant', options({ tenant: 'team b' }), 'key one'],
    ['of another schema', options({ schemaVersion: 2 }), 'key one'],
    ['with another key', options({ key: new Uint8Array(32).fill(8) }), 'key one'],
    ['where tenant and key run together', options({ tenant: 'team a","key' }), ' one'],
  ])('does not open an entry %s', (_name, others, key) => {
    expect(createCodec<SamplePack>(others).decode(key, sealed)).toBeUndefined();
    expect(codec.decode('key one', sealed)).toEqual(pack);
  });

  it('never writes the same bytes twice, and nothing that can be read', () => {
    const long = samplePack('plain words '.repeat(50));
    const [first, second] = [codec.encode('k', long), codec.encode('k', long)];
    expect(first).not.toEqual(second);
    expect(Buffer.from(first).includes('plain words')).toBe(false);
    expect(first.length).toBeLessThan(200);
  });

  it('names entries by a keyed digest of tenant and key', () => {
    const address = codec.address('key one');
    expect(address).toMatch(/^[0-9a-f]{64}$/);
    expect(createCodec(options()).address('key one')).toBe(address);
    const others = [codec.address('key two'), createCodec(options({ tenant: 'team b' })).address('key one')];
    others.push(createCodec(options({ key: new Uint8Array(32).fill(8) })).address('key one'));
    expect(new Set([address, ...others]).size).toBe(4);
  });

  it('wants a key of full length', () => {
    expect(() => createCodec(options({ key: new Uint8Array(31) }))).toThrow(RangeError);
  });

  it('takes no raw text: the compiler says so', () => {
    // @ts-expect-error a plain string is not redacted text
    const raw: CachedPack = { text: 'whatever was in the file' };
    // @ts-expect-error nor is a plain question
    const question: CachedPack = { text: pack.text, query: 'whatever was asked' };
    expect([raw, question]).toHaveLength(2);
  });
});
