import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SignatureV4a } from '@smithy/signature-v4a';
import { signatureV4a, signingKeyOf } from '../../token-exchange/signature-v4a.ts';

class Sha256 {
  readonly #hash;

  constructor(secret?: Uint8Array) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error('a digest is made once');
  }
}

const options = {
  service: 'cloudfront-keyvaluestore',
  region: '*',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'an example of a secret' },
  sha256: Sha256 as never,
};
const request = {
  method: 'GET',
  protocol: 'https:',
  hostname: 'example.com',
  path: '/keys/r%3Asomeone',
  headers: { host: 'example.com' },
};
const signingDate = new Date('2026-01-02T03:04:05Z');

interface Made {
  readonly privateKey: Uint8Array;
  readonly text: string;
  readonly signature: string;
}

/** What a signer made of the request, and of what. */
async function made(signer: SignatureV4a): Promise<Made & { authorization: string }> {
  const seen: Made[] = [];
  const inner = signer as unknown as {
    getSignature(privateKey: Uint8Array, text: string): Promise<string>;
  };
  const original = inner.getSignature.bind(signer);
  inner.getSignature = async (privateKey, text) => {
    const signature = await original(privateKey, text);
    seen.push({ privateKey, text, signature });
    return signature;
  };
  const signed = (await signer.sign(request, { signingDate })) as {
    headers: Record<string, string>;
  };
  const [only] = seen;
  if (only === undefined || seen.length > 1) throw new Error('the library signs another way now');
  return { ...only, authorization: signed.headers['authorization'] ?? '' };
}

const isGood = ({ privateKey, text, signature }: Made) =>
  verify(
    'sha256',
    Buffer.from(text),
    createPublicKey(signingKeyOf(privateKey)),
    Buffer.from(signature, 'hex'),
  );

describe('signatureV4a', () => {
  test('signs the same text with the same key as the library, and each accepts the other', async () => {
    const ours = await made(signatureV4a(options));
    const theirs = await made(new SignatureV4a(options));
    expect(ours.text).toBe(theirs.text);
    expect([...ours.privateKey]).toEqual([...theirs.privateKey]);
    expect(isGood(ours)).toBe(true);
    expect(isGood(theirs)).toBe(true);
    expect(ours.authorization).toBe(theirs.authorization.replace(theirs.signature, ours.signature));
  });

  test('a signature is of its text and key alone', async () => {
    const ours = await made(signatureV4a(options));
    expect(isGood({ ...ours, text: `${ours.text} ` })).toBe(false);
    const other = { ...options.credentials, secretAccessKey: 'another secret' };
    const { privateKey } = await made(signatureV4a({ ...options, credentials: other }));
    expect(isGood({ ...ours, privateKey })).toBe(false);
  });

  test('does not use the library’s slow arithmetic', async () => {
    // The library’s is deterministic (RFC 6979), Node’s is not.
    const [a, b] = [await made(signatureV4a(options)), await made(signatureV4a(options))];
    expect(a.signature).not.toBe(b.signature);
    const [c, d] = [await made(new SignatureV4a(options)), await made(new SignatureV4a(options))];
    expect(c.signature).toBe(d.signature);
  });
});
