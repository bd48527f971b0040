/**
 * SigV4A with Node's own elliptic curves: the library's are JavaScript, and a signature takes twice
 * the CPU with them (0.8 to 0.9 ms instead of 0.4 to 0.5, medians by turns).
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 */
import { SignatureV4a } from '@smithy/signature-v4a';
import { createECDH, createPrivateKey, sign, type KeyObject } from 'node:crypto';

/** The P-256 key of 32 bytes, as the library derives them of the credentials. */
export function signingKeyOf(privateKey: Uint8Array): KeyObject {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  // An uncompressed point: 4, then 32 bytes each.
  const point = curve.getPublicKey();
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: text(privateKey),
      x: text(point.subarray(1, 33)),
      y: text(point.subarray(33)),
    },
  });
}

/** ECDSA over the SHA-256 of the text, in DER, as hexadecimal. */
const signText = (privateKey: Uint8Array, text: string): Promise<string> =>
  Promise.resolve(sign('sha256', Buffer.from(text), signingKeyOf(privateKey)).toString('hex'));

/** The library's signer, but for its arithmetic. */
export function signatureV4a(options: ConstructorParameters<typeof SignatureV4a>[0]): SignatureV4a {
  return Object.assign(new SignatureV4a(options), { getSignature: signText });
}
