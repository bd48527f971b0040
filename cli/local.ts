/** The system that `npm start` runs on this machine, and how the command finds it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { localAccount } from '../local/aws/local-account.ts';
import type { Where } from './aws/clients.ts';
import { Failure } from './failure.ts';

/** The stack that the local system says it is. */
export const localStackName = 'latchkey-local';

/** Beside the bundles, where the one that starts it and the command both look. */
const file = new URL('../local.json', import.meta.url);

interface Note {
  readonly port: number;
  readonly pid: number;
}

/** The local system's stand-ins for AWS. @param port where it listens, if that was said */
export function whereLocal(port: number | null): Where {
  const { region, credentials } = localAccount;
  return { region, credentials, endpoint: `http://127.0.0.1:${port ?? readPort()}` };
}

function readPort(): number {
  try {
    const note = JSON.parse(readFileSync(file, 'utf8')) as Note;
    process.kill(note.pid, 0);
    return note.port;
  } catch {
    throw new Failure(
      'not-running',
      'no local system is running',
      'Start it in another terminal: npm start. Or say where it is: --local PORT',
    );
  }
}

/** @param port where it was said to be; `true` where it had noted that itself */
export function notListening(port: number | true): Failure {
  const where = port === true ? 'where it has noted that it does' : `on port ${port}`;
  return new Failure(
    'not-running',
    `no npm start listens ${where}`,
    'Start it in another terminal: npm start says its port, and --local alone finds it',
  );
}

/** Says where the system listens. @param folder `dist/` */
export function noteLocal(port: number, folder: URL): void {
  const note: Note = { port, pid: process.pid };
  writeFileSync(new URL('local.json', folder), JSON.stringify(note));
}

/** Takes the note back, unless another system has written its own since. */
export function forgetLocal(folder: URL): void {
  const noted = new URL('local.json', folder);
  try {
    const { pid } = JSON.parse(readFileSync(noted, 'utf8')) as Note;
    if (pid === process.pid) rmSync(noted);
  } catch {
    // Nothing is noted.
  }
}
