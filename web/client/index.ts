import { browserEnvironment } from './browser.ts';
import { buildClient } from './client.ts';
import type { ClientOptions, LatchkeyClient } from './types.ts';

export type { Session } from './answers.ts';
export { LatchkeyError, type LatchkeyErrorCode } from './errors.ts';
export type { LatchkeyEvent } from './presence.ts';
export type { ClientOptions, LatchkeyClient };

/**
 * The client of this page. Make one and share it: each opens its own line to the other tabs.
 *
 * @throws TypeError for an `authPath` that is no path
 */
export function createClient(options: ClientOptions = {}): LatchkeyClient {
  return buildClient(browserEnvironment(), options);
}
