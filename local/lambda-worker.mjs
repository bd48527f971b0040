/**
 * One execution environment of a Lambda: loads the bundle in a thread of its own, with its own
 * environment variables, and answers events one message each.
 */
import { parentPort, workerData } from 'node:worker_threads';

if (workerData.clockOffset !== 0) {
  const now = Date.now;
  Date.now = () => now() + workerData.clockOffset;
}

const { handler } = await import(workerData.bundle);

parentPort.on('message', ({ id, event }) => {
  handler(event).then(
    (result) => parentPort.postMessage({ id, result }),
    (error) => parentPort.postMessage({ id, error: String(error?.stack ?? error) }),
  );
});
