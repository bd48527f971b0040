/**
 * What the edge engine (CloudFront Functions, runtime `cloudfront-js-2.0`) and Node have in common
 * and this project relies on. `session/` and `functions/` are compiled against ES5 plus this page
 * and nothing else, so that a method the engine lacks is a compile error.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */

interface EngineBuffer {
  readonly length: number;
  readInt32BE(offset: number): number;
  slice(start: number, end: number): EngineBuffer;
  toString(encoding: 'base64url'): string;
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

declare const Buffer: {
  from(text: string, encoding: 'base64url'): EngineBuffer;
};
