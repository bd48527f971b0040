import crypto from 'crypto';

/** Characters of a MAC: 16 bytes in base64url. */
export const macLength = 22;

const macBytes = 16;

/** The engine looks a global up by its name each time. */
const Words = Int32Array;

/**
 * The first 16 bytes of HMAC-SHA256, as base64url.
 *
 * @param key used as its ASCII characters (RFC 2104, FIPS 180-4)
 */
export function mac(key: string, message: string): string {
  return digest(key, message).slice(0, macBytes).toString('base64url');
}

/**
 * Whether `given` is the MAC of the message. Takes the same time whatever differs, and costs the edge
 * engine a tenth of a loop over characters: the bytes are compared as 32-bit words, those of one
 * buffer, in which the given MAC was put where the rest of the digest was.
 *
 * @param given 22 base64url characters; the caller has checked the shape
 */
export function macMatches(key: string, message: string, given: string): boolean {
  const bytes = digest(key, message);
  bytes.write(given, macBytes, 'base64url');
  const word = new Words(bytes.buffer);
  return (
    // The digest is all of its buffer: no words are compared but its own.
    word[8] === undefined &&
    ((word[0]! ^ word[4]!) |
      (word[1]! ^ word[5]!) |
      (word[2]! ^ word[6]!) |
      (word[3]! ^ word[7]!)) ===
      0
  );
}

/** @encourageInlining */
function digest(key: string, message: string) {
  return crypto.createHmac('sha256', key).update(message).digest();
}

/** What a derived key is for; each purpose has its own key, and no two share one. */
export type Purpose = 'session' | 'login';

/**
 * The key that an audience uses for one purpose: `base64url(HMAC-SHA256(secret, purpose "." audience))`,
 * 43 characters.
 *
 * @param secret a root ring's key, used as its 43 ASCII characters
 */
export function deriveKey(secret: string, purpose: Purpose, audience: string): string {
  return crypto
    .createHmac('sha256', secret)
    .update(purpose + '.' + audience)
    .digest('base64url');
}
