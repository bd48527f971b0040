import type { Channel, Environment, StorageLike } from './environment.ts';

/** The environment of a page: the only file that touches the browser's globals. */
export function browserEnvironment(): Environment {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  return {
    fetch: (input, init) => fetch(input, init),
    location: window.location,
    sha256: subtle && ((bytes) => subtle.digest('SHA-256', bytes)),
    storage: tabStorage(),
    openChannel: typeof BroadcastChannel === 'undefined' ? undefined : openChannel,
    now: () => Date.now(),
  };
}

function tabStorage(): StorageLike | undefined {
  try {
    return window.sessionStorage;
  } catch {
    // Where cookies are blocked, merely naming the storage throws.
    return undefined;
  }
}

function openChannel(name: string): Channel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
  };
}
