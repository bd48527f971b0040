/**
 * One execution environment of a Lambda: loads the bundle in a thread of its own, with its own
 * environment variables, and answers events one message each.
 */
import dns from 'node:dns';
import { parentPort, workerData } from 'node:worker_threads';

// The clock that this environment believes in: the machine's, moved by whoever runs the system.
const offset = new BigInt64Array(workerData.clock);
const machineNow = Date.now;
Date.now = () => machineNow() + Number(Atomics.load(offset, 0));

// Not every machine's resolver knows that a name under localhost is this machine (RFC 6761).
const lookup = dns.lookup;
dns.lookup = (host, options, callback) =>
  lookup(host.endsWith('.localhost') ? '127.0.0.1' : host, options, callback);

const { handler } = await import(workerData.bundle);

parentPort.on('message', ({ id, event }) => {
  handler(event).then(
    (result) => parentPort.postMessage({ id, result }),
    (error) => parentPort.postMessage({ id, error: String(error?.stack ?? error) }),
  );
});
