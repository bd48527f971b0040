import { afterEach, describe, expect, jest, test } from '@jest/globals';
import crypto, { createHmac } from 'node:crypto';
import { mac, macLength, macMatches } from '../../session/mac.ts';
import { countInstructions } from '../engine/callgrind.ts';
import { describeEngines } from '../engine/engines.ts';
import { bundleSource } from '../engine/source.ts';
import { describeWithTool } from '../tools/require-tool.ts';

interface HmacCase {
  readonly name: string;
  readonly key: Buffer;
  readonly data: Buffer;
  /** Hexadecimal, as the RFC prints it. */
  readonly expected: string;
}

const ascii = (text: string) => Buffer.from(text, 'ascii');
const bytes = (value: number, count: number) => Buffer.alloc(count, value);
const longText =
  'This is a test using a larger than block-size key and a larger than block-size data. ' +
  'The key needs to be hashed before being used by the HMAC algorithm.';

/**
 * The test cases of RFC 4231, section 4. Case 5 is printed truncated to 128 bits, which is what
 * `mac` does to all of them.
 */
const cases: readonly HmacCase[] = [
  {
    name: '1',
    key: bytes(0x0b, 20),
    data: ascii('Hi There'),
    expected: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    name: '2, a key shorter than the digest',
    key: ascii('Jefe'),
    data: ascii('what do ya want for nothing?'),
    expected: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    name: '3, more than 64 bytes together',
    key: bytes(0xaa, 20),
    data: bytes(0xdd, 50),
    expected: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    name: '4',
    key: Buffer.from(Array.from({ length: 25 }, (_, i) => i + 1)),
    data: bytes(0xcd, 50),
    expected: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  },
  {
    name: '5, truncated to 128 bits',
    key: bytes(0x0c, 20),
    data: ascii('Test With Truncation'),
    expected: 'a3b6167473100ee06e0c796c2955552b',
  },
  {
    name: '6, a key longer than a block',
    key: bytes(0xaa, 131),
    data: ascii('Test Using Larger Than Block-Size Key - Hash Key First'),
    expected: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
  {
    name: '7, key and data longer than a block',
    key: bytes(0xaa, 131),
    data: ascii(longText),
    expected: '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
  },
];

const isAscii = (data: Buffer) => data.every((byte) => byte < 0x80);
const truncated = ({ expected }: HmacCase) => Buffer.from(expected, 'hex').subarray(0, 16);

/** Cases whose key and data are text, as every key and message of ours is. */
const inText = cases.filter(({ key, data }) => isAscii(key) && isAscii(data));
/** `mac` hands both on to the platform as they are, so bytes take the same way. */
const asBytes = (data: Buffer) => data as unknown as string;

describe('RFC 4231 through session/mac.ts in node', () => {
  test('cases 1, 2 and 5 are text', () => {
    expect(inText.map(({ name }) => name[0])).toEqual(['1', '2', '5']);
  });

  test.each(inText)('case $name, as text', (vector) => {
    const found = mac(vector.key.toString('ascii'), vector.data.toString('ascii'));
    expect(found).toBe(truncated(vector).toString('base64url'));
    expect(found).toHaveLength(macLength);
  });

  test.each(cases)('case $name, as bytes', (vector) => {
    const found = mac(asBytes(vector.key), asBytes(vector.data));
    expect(found).toBe(truncated(vector).toString('base64url'));
    expect(macMatches(asBytes(vector.key), asBytes(vector.data), found)).toBe(true);
  });

  test('each flipped bit of a MAC is refused', () => {
    const good = truncated(cases[1]!);
    for (let bit = 0; bit < 128; bit++) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const given = bad.toString('base64url');
      expect(macMatches('Jefe', 'what do ya want for nothing?', given)).toBe(false);
    }
  });
});

/** Buffers may share their memory: Node's small ones do, and an engine's digest may come to. */
describe('a digest that is not all of its buffer', () => {
  const [key, message] = ['Jefe', 'what do ya want for nothing?'];
  const good = createHmac('sha256', key).update(message).digest();
  const given = good.toString('base64url', 0, 16);

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Has the digest come in a buffer of that length, at that place of it. */
  function digestIn(length: number, offset: number): void {
    const whole = Buffer.from(new ArrayBuffer(length), offset, good.length);
    const digest = () => whole.fill(good);
    jest.spyOn(crypto, 'createHmac').mockReturnValue({
      update: () => ({ digest }),
    } as unknown as crypto.Hmac);
  }

  test('is compared where it is all', () => {
    digestIn(32, 0);
    expect(macMatches(key, message, given)).toBe(true);
    expect(macMatches(key, message, 'A'.repeat(macLength))).toBe(false);
  });

  test.each([
    [36, 0],
    [64, 0],
    // The words at the beginning are nobody's, and all alike.
    [64, 32],
    [8192, 256],
  ])('matches nothing, since the words are others: %i bytes, from %i', (length, offset) => {
    digestIn(length, offset);
    expect(macMatches(key, message, given)).toBe(false);
    expect(macMatches(key, message, 'A'.repeat(macLength))).toBe(false);
  });
});

/** `session/mac.ts` with a handler that calls it, for an engine. */
const macInABundle = () =>
  bundleSource(`
import { mac, macMatches } from './session/mac.ts';
export async function handler(event) {
  var made = event.hex
    ? mac(Buffer.from(event.key, 'hex'), Buffer.from(event.data, 'hex'))
    : mac(event.key, event.data);
  return { mac: made, matches: event.hex || macMatches(event.key, event.data, event.given) };
}`);

describeEngines('RFC 4231 through session/mac.ts', ({ run }) => {
  test('cases 1, 2 and 5, as text', async () => {
    const steps = inText.map((vector) => ({
      event: {
        key: vector.key.toString('ascii'),
        data: vector.data.toString('ascii'),
        given: truncated(vector).toString('base64url'),
      },
    }));
    const outcomes = await run({ code: await macInABundle(), clock: 0, steps });
    expect(outcomes.map(({ result }) => result)).toEqual(
      inText.map((vector) => ({ mac: truncated(vector).toString('base64url'), matches: true })),
    );
  });

  test('all cases as bytes, since 3, 4, 6 and 7 are not text', async () => {
    const steps = cases.map(({ key, data }) => ({
      event: { hex: true, key: key.toString('hex'), data: data.toString('hex') },
    }));
    const outcomes = await run({ code: await macInABundle(), clock: 0, steps });
    expect(outcomes.map(({ result }) => (result as { mac: string }).mac)).toEqual(
      cases.map((vector) => truncated(vector).toString('base64url')),
    );
  });

  test('each flipped bit of a MAC is refused', async () => {
    const good = truncated(cases[1]!);
    const steps = Array.from({ length: 128 }, (_, bit) => {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const [key, data] = ['Jefe', 'what do ya want for nothing?'];
      return { event: { key, data, given: bad.toString('base64url') } };
    });
    const outcomes = await run({ code: await macInABundle(), clock: 0, steps });
    expect(outcomes.map(({ result }) => (result as { matches: boolean }).matches)).toEqual(
      steps.map(() => false),
    );
  });
});

describeWithTool('valgrind', 'a wrong MAC', () => {
  test('costs the same wherever it is wrong', async () => {
    const message = 'what do ya want for nothing?';
    const good = createHmac('sha256', 'Jefe').update(message).digest().subarray(0, 16);
    const code = await macInABundle();
    const costs = await Promise.all(
      [0, 40, 63, 64, 100, 127].map((bit) => {
        const bad = Buffer.from(good);
        bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const event = { key: 'Jefe', data: message, given: bad.toString('base64url') };
        return countInstructions({ code, clock: 0, step: { event } });
      }),
    );
    const counts = costs.map(Number);
    // The sign of a number costs the engine some forty; a byte that is looked at in vain, ten times that.
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(100);
    expect(Math.min(...counts)).toBeGreaterThan(20_000);
  });
});
