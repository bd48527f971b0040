import { describe, expect, test } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deriveEdgeRing, formatRing, parseRing } from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { formatRevocation } from '../../session/revocation.ts';
import { encodeGroups, mintToken } from '../../session/token.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const example = page.slice(page.indexOf('## A worked example'));

/** What the worked example says of something. */
function said(name: string): string {
  const line = new RegExp(`^${name} {2,}(.+)$`, 'm').exec(example)?.[1];
  if (line === undefined) throw new Error(`the example does not say ${name}`);
  return line;
}

const bornAt = 1_798_761_600;
const vouchedAt = 1_798_765_200;
const key = (from: number) =>
  Buffer.from(Array.from({ length: 32 }, (_, at) => from + at)).toString('base64url');
const sid = createHash('sha256')
  .update('b6d1c5f0-6b1e-4a6e-9d2a-0f6c2c9f7a11')
  .digest('base64url')
  .slice(0, 16);

describe('the worked example of docs/formats.md', () => {
  const root = {
    notBefore: 0,
    revokedUntil: 0,
    signInsFrom: 0,
    keys: [
      { kid: bornAt.toString(36), key: key(0), signsFrom: bornAt },
      { kid: (bornAt + 1).toString(36), key: key(32), signsFrom: null },
    ],
  };

  test('root ring', () => {
    expect(formatRing(root)).toBe(said('root ring'));
    expect(parseRing(said('root ring'))).toEqual(root);
  });

  test('derived keys', () => {
    expect(deriveKey(key(0), 'session', 'demo')).toBe(said('session key'));
    expect(deriveKey(key(0), 'login', 'demo')).toBe(said('login key'));
    expect(createHmac('sha256', key(0)).update('session.demo').digest('base64url')).toBe(
      said('session key'),
    );
  });

  test('edge ring', () => {
    expect(formatRing(deriveEdgeRing(root, 'demo', 0))).toBe(said('edge ring'));
  });

  test('token', () => {
    const minted = mintToken(
      {
        kid: bornAt.toString(36),
        iat: vouchedAt,
        exp: vouchedAt + 1800,
        sid,
        sub: '3f1c9a52-7d0e-4b8a-9c46-1e5f2a7b8d90',
        groups: encodeGroups(['editors', 'R&D (lab)']),
      },
      said('session key'),
    );
    expect(minted).toEqual({ ok: true, token: said('token') });
  });

  test('revocation entries', () => {
    const until = vouchedAt + 3660;
    expect(formatRevocation({ until, before: 0, sids: [sid] })).toBe(said('signed out'));
    expect(formatRevocation({ until, before: vouchedAt, sids: [] })).toBe(said('revoked'));
  });
});
