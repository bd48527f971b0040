/** The system that `npm start` runs on this machine, and how the command finds it. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { localAccount } from '../local/aws/local-account.ts';
import type { Where } from './aws/clients.ts';
import { Failure } from './failure.ts';

/** The stack that the local system says it is. */
export const localStackName = 'latchkey-local';

/** Beside the bundles, where the one that starts it and the command both look. */
const folder = new URL('../', import.meta.url);

/** Each system that runs has a note of its own: several may, on ports of their own. */
const nameOf = (pid: number) => `local-${pid}.json`;
const nameShape = /^local-\d+\.json$/;

interface Note {
  readonly port: number;
  readonly pid: number;
  /** When it began, in milliseconds since 1970. */
  readonly since: number;
}

/** The local system's stand-ins for AWS. @param port where it listens, if that was said */
export function whereLocal(port: number | null, bundles: URL = folder): Where {
  const { region, credentials } = localAccount;
  return { region, credentials, endpoint: `http://127.0.0.1:${port ?? readPort(bundles)}` };
}

/** Of the system that was started last. */
function readPort(bundles: URL): number {
  const [latest] = runningIn(bundles).sort((one, other) => other.since - one.since);
  if (latest) return latest.port;
  throw new Failure(
    'not-running',
    'no local system is running',
    'Start it in another terminal: npm start. Or say where it is: --local PORT',
  );
}

/** The notes of those that still run; one that was killed could not take its note back. */
function runningIn(bundles: URL): Note[] {
  return readdirSync(bundles).flatMap((name) => {
    if (!nameShape.test(name)) return [];
    try {
      const note = JSON.parse(readFileSync(new URL(name, bundles), 'utf8')) as Note;
      process.kill(note.pid, 0);
      return [note];
    } catch {
      return [];
    }
  });
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

/** Says where the system listens, and forgets those that run no more. @param bundles `dist/` */
export function noteLocal(port: number, bundles: URL): void {
  const alive = runningIn(bundles).map(({ pid }) => nameOf(pid));
  for (const name of readdirSync(bundles)) {
    if (nameShape.test(name) && !alive.includes(name))
      rmSync(new URL(name, bundles), { force: true });
  }
  const note: Note = { port, pid: process.pid, since: Date.now() };
  writeFileSync(new URL(nameOf(process.pid), bundles), JSON.stringify(note));
}

/** Takes the note back. @param bundles `dist/` */
export function forgetLocal(bundles: URL): void {
  rmSync(new URL(nameOf(process.pid), bundles), { force: true });
}
