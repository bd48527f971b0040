/**
 * Reads a revocation entry where the edge could not. KeyValueStore's API takes SigV4A signatures
 * only, and costs a dollar for a thousand calls: it is asked where an operator's revocation may matter.
 *
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_kvs_GetKey.html
 */
import { createHash, createHmac } from 'node:crypto';
import { revocationKeyPrefix } from '../session/names.ts';
import { unavailable } from './errors.ts';
import { jsonOf, send } from './http.ts';
import { signatureV4a } from './signature-v4a.ts';

const timeout = 3000;

export interface Revocations {
  /** The user's entry; `null` when there is none. @throws {ExchangeError} when it cannot be read */
  entryOf(sub: string): Promise<string | null>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @param arn the store's */
export function revocations(arn: string, env: Environment): Revocations {
  const account = arn.split(':')[4] ?? '';
  const endpoint =
    env['AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE'] ??
    `https://${account}.cloudfront-kvs.global.api.aws`;
  const signer = signatureV4a({
    service: 'cloudfront-keyvaluestore',
    region: '*',
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      ...(env['AWS_SESSION_TOKEN'] ? { sessionToken: env['AWS_SESSION_TOKEN'] } : {}),
    },
    sha256: Sha256,
  });

  return {
    async entryOf(sub) {
      const key = encodeURIComponent(revocationKeyPrefix + sub);
      const url = new URL(`${endpoint}/key-value-stores/${encodeURIComponent(arn)}/keys/${key}`);
      const signed = (await signer.sign(
        {
          method: 'GET',
          protocol: url.protocol,
          hostname: url.hostname,
          path: url.pathname,
          headers: { host: url.host },
        },
        {},
      )) as { headers: Record<string, string> };
      const answer = await send(url.href, { headers: signed.headers, timeout }).catch(() => null);
      if (answer?.status === 404) return null;
      if (answer?.status !== 200) throw unavailable('the key store', String(answer?.status));
      const { Value: value } = jsonOf(answer);
      if (typeof value !== 'string') throw unavailable('the key store', 'no value');
      return value;
    },
  };
}

/** Node's SHA-256 and HMAC in the form that the signer asks for. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {
    throw new Error('a digest is made once');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
