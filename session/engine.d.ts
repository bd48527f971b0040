/**
 * What the edge engine (CloudFront Functions, runtime `cloudfront-js-2.0`) and Node have in common
 * and this project relies on. `session/` and `functions/` are compiled against ES5 plus this page
 * and nothing else, so that a method the engine lacks is a compile error.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */

interface String {
  startsWith(searched: string): boolean;
}

interface EngineBuffer {
  readonly length: number;
  slice(start: number, end: number): EngineBuffer;
  readonly buffer: ArrayBuffer;
  toString(encoding: 'base64url'): string;
  /** Bytes written. */
  write(text: string, offset: number, encoding: 'base64url'): number;
}

declare module 'crypto' {
  interface Hmac {
    update(data: string): Hmac;
    digest(): EngineBuffer;
    digest(encoding: 'base64url'): string;
  }
  const crypto: {
    createHmac(algorithm: 'sha256', key: string): Hmac;
  };
  export default crypto;
}
