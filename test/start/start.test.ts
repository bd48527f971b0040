import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder, run } from '../command.ts';

const main = ['--experimental-vm-modules', '--no-warnings', '--import', 'tsx', 'local/main.ts'];
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts the system and waits for its address. */
async function start(
  ...args: string[]
): Promise<{ child: ChildProcess; url: string; said: string }> {
  const child = spawn(process.execPath, [...main, ...args], {
    cwd: projectFolder,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      const url = /running at (\S+)/.exec(said)?.[1];
      if (url !== undefined && said.includes('Ctrl-C')) resolve({ child, url, said });
    });
    child.once('exit', () => {
      reject(new Error(`it ended and had said: ${said}`));
    });
  });
}

/** As a browser asks for a page, which `fetch` cannot. */
async function navigate(url: string): Promise<IncomingMessage> {
  const request = get(url, { headers: { 'sec-fetch-mode': 'navigate' } });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  return answer;
}

describe('npm start', () => {
  test('prints the address, two users and what to try; Ctrl-C stops it cleanly', async () => {
    const { child, url, said } = await start('--port', '0');
    expect(said).toMatch(/ada@example\.com .*admins/);
    expect(said).toMatch(/grace@example\.com .*no group/);
    expect((await fetch(`${url}/`)).status).toBe(200);
    expect((await fetch(`${url}/app/data/report.json`)).status).toBe(401);
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  test('--site protects a folder of your own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-site-'));
    writeFileSync(join(folder, 'index.html'), '<h1>Mine</h1>');
    const { url } = await start('--port', '0', '--site', folder);
    const answer = await navigate(`${url}/`);
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('/_auth/login?return_to=%2F');
    rmSync(folder, { recursive: true });
  });

  test('says clearly that a port is taken, and offers another', async () => {
    const blocker = createServer();
    blocker.listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const { code, stderr } = await run([...main, '--port', String(port)]);
    blocker.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(`Port ${port} is taken by another program.`);
    expect(stderr).toMatch(/Port \d+ is free: npm start -- --port \d+/);
  });

  test.each([
    ['a port that is none', ['--port', 'eighty'], /port is a number/i],
    ['a port out of range', ['--port', '70000'], /port is a number/i],
    ['a folder that is not there', ['--site', 'no/such/folder'], /no folder no\/such\/folder/],
    [
      'code of your own that is not there',
      ['--port', '0', '--after-authorize', 'no.ts'],
      /there is no file .*no\.ts/,
    ],
    ['a file as a folder', ['--site', 'package.json'], /not a folder/],
    ['an unknown option', ['--prot', '1'], /unknown option.*\n.*--port/],
  ])('answers %s with exit code 2 and a clear line', async (_name, args, message) => {
    const { code, stdout, stderr } = await run([...main, ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('--help tells every option', async () => {
    const { code, stdout } = await run([...main, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/--port <number>/);
    expect(stdout).toMatch(/--site <folder>/);
  });
});
