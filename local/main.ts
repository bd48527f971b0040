/** `npm start`: runs the system and says what to try. */
import { statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline/promises';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { forgetLocal, noteLocal } from '../cli/local.ts';
import { ConfigError } from '../functions/compile/compile.ts';
import { demoUsers } from './demo.ts';
import { describeLine } from './log.ts';
import { startSystem, type LocalSystem, type SystemOptions } from './system.ts';

interface Options {
  readonly port: number;
  readonly site?: string;
  readonly afterAuthorize?: string;
  readonly verbose?: boolean;
  readonly rotationInterval?: number;
}

/** Where the command `latchkey --local` looks for what runs. */
const bundles = new URL('../dist/', import.meta.url);

const command = new Command('npm start --')
  .description('Runs Latchkey and everything that it meets in AWS, on this machine.')
  .option('--port <number>', 'where to listen', readPort, 3000)
  .option('--site <folder>', 'protect a folder of your own; all of it then requires a sign-in')
  .option('--after-authorize <file>', 'your own edge code, a TypeScript or JavaScript module')
  .option('--rotation-interval <seconds>', 'rotate the keys this often', readInterval)
  .option('--verbose', 'print the whole log lines of the token exchange')
  .exitOverride();

try {
  command.parse();
  await run(command.opts<Options>());
} catch (error) {
  if (error instanceof ConfigError) fail(error.message);
  else if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else throw error;
}

async function run(options: Options): Promise<void> {
  const fault = siteFault(options.site);
  if (fault !== null) {
    fail(fault);
    return;
  }
  const system = await startOnFreePort(options.port, {
    ...(options.site !== undefined && { site: options.site }),
    ...(options.afterAuthorize !== undefined && { afterAuthorize: options.afterAuthorize }),
    // What is ten minutes in AWS, where nobody waits for it.
    lead: 10,
    rotationInterval: options.rotationInterval,
    onLog: (line) => {
      const told = options.verbose === true ? line : describeLine(line);
      if (told !== null) console.log(told);
    },
    onDiagnosis: ({ code, reason }) => {
      console.log(`  CloudFront answered by itself: ${code}: ${reason}`);
    },
  });
  if (system === null) return;
  noteLocal(system.port, bundles);
  console.log(welcome(system, options));
  stopOnSignal(system);
}

async function startOnFreePort(port: number, options: SystemOptions): Promise<LocalSystem | null> {
  try {
    return await startSystem({ ...options, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  }
  const free = await findFreePort(port);
  const offer = `Port ${port} is taken by another program.`;
  if (!process.stdin.isTTY) {
    fail(`${offer} Port ${free} is free: npm start -- --port ${free}`);
    return null;
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`${offer} Use ${free} instead? [Y/n] `);
  prompt.close();
  return /^n/i.test(answer.trim()) ? null : startSystem({ ...options, port: free });
}

/** The next port that nobody listens on. */
async function findFreePort(taken: number): Promise<number> {
  for (let port = taken + 1; port < Math.min(taken + 50, 65_536); port++) {
    if (await isFree(port)) return port;
  }
  return 0;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => {
        resolve(found === port);
      });
    });
  });
}

function welcome({ url }: LocalSystem, { site }: Options): string {
  const users = demoUsers.map(
    ({ email, password, groups }) =>
      `    ${email.padEnd(20)} ${password.padEnd(16)} ${groups.length > 0 ? `in ${groups.join(', ')}` : 'in no group'}`,
  );
  const tries =
    site === undefined
      ? [
          `    ${url}/                                  open to everyone`,
          `    ${url}/app/reports/quarter.html?year=2026  sign in, and come back to that very page`,
          `    ${url}/admin/                            for admins: try it as Grace, then as Ada`,
          `    curl -i ${url}/app/data/report.json      a program gets 401, not a redirect`,
        ]
      : [`    ${url}/  everything in ${site}, after signing in`];
  return [
    '',
    `  Latchkey is running at ${url}`,
    '',
    '  Sign in as',
    ...users,
    '',
    '  Try',
    ...tries,
    '',
    '  Operate it in another terminal',
    '    npx latchkey doctor --local',
    '',
    '  Ctrl-C stops it. What the token exchange does is told below.',
    '',
  ].join('\n');
}

function stopOnSignal(system: LocalSystem): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      forgetLocal(bundles);
      console.log('\n  Stopped.');
      void system.close().then(() => process.exit(0));
    });
  }
}

function siteFault(site: string | undefined): string | null {
  if (site === undefined) return null;
  const found = statSync(site, { throwIfNoEntry: false });
  if (!found) return `There is no folder ${site}.`;
  return found.isDirectory() ? null : `${site} is not a folder.`;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  }
  return port;
}

function readInterval(text: string): number {
  const seconds = Number(text);
  if (!/^\d{1,6}$/.test(text) || seconds < 1) {
    throw new InvalidArgumentError('An interval is a number of seconds.');
  }
  return seconds;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}
