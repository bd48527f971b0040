/** What can go wrong with what the system depends on, to be turned on while it runs. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { functionsPath } from './aws/functions.ts';
import { ThrottledError } from './cloudfront/lambda-url.ts';

/**
 * `down`: connections break. `slow`: answers come after every timeout. `garbage`: no sense in them.
 * `throttled`: too much is asked of it.
 */
export type Fault = 'down' | 'slow' | 'garbage' | 'throttled';

export type Dependency =
  | 'cognito'
  | 'secrets-manager'
  | 'parameter-store'
  | 'key-value-store'
  | 'queue'
  /** The API by which Lambdas are invoked. */
  | 'lambda-api'
  /** The store as the edges read it. */
  | 'edge-store'
  /** The token exchange itself. */
  | 'lambda'
  /** The bucket with the site. */
  | 'origin';

export type Faults = Map<Dependency, Fault>;

/** Longer than any caller waits, in milliseconds. */
const slow = 30_000;

/** Which dependency a request to AWS is for. */
export function dependencyOf({ headers, url }: IncomingMessage): Dependency {
  const target = String(headers['x-amz-target'] ?? '').split('.')[0] ?? '';
  if (target === 'secretsmanager') return 'secrets-manager';
  if (target === 'AmazonSSM') return 'parameter-store';
  if (target === 'AmazonSQS') return 'queue';
  if (url?.startsWith(functionsPath) === true) return 'lambda-api';
  return url?.startsWith('/key-value-stores/') === true ? 'key-value-store' : 'cognito';
}

/** The listener, as long as nothing is wrong with what the request is for. */
export function withFaults(listener: RequestListener, faults: Faults): RequestListener {
  return (incoming, outgoing) => {
    const fault = faults.get(dependencyOf(incoming));
    switch (fault) {
      case undefined:
        listener(incoming, outgoing);
        break;
      case 'down':
        incoming.socket.destroy();
        break;
      case 'garbage':
        outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>');
        break;
      case 'throttled':
        outgoing.writeHead(429, { 'content-type': 'application/json' }).end('{}');
        break;
      case 'slow': {
        const timer = setTimeout(() => {
          listener(incoming, outgoing);
        }, slow);
        timer.unref();
        incoming.socket.once('close', () => {
          clearTimeout(timer);
        });
      }
    }
  };
}

/** A call inside the system, as long as nothing is wrong with what it is for. */
export async function throughFault<Result>(
  dependency: Dependency,
  faults: Faults,
  call: () => Promise<Result>,
): Promise<Result> {
  const fault = faults.get(dependency);
  if (fault === undefined) return call();
  const message = `${dependency} is ${fault}`;
  throw fault === 'throttled' ? new ThrottledError(message) : new Error(message);
}
