import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { run, projectFolder } from '../command.ts';
import { useStandIn, type StandIn } from './stand-in.ts';

let standIn: StandIn;
useStandIn((made) => {
  standIn = made;
});

/** Nothing of the machine's own AWS settings. */
const nowhere = {
  AWS_CONFIG_FILE: '/nonexistent',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
};

describe('one clear line, no stack, and exit code 1', () => {
  test.each<[name: string, options: { args?: string[]; env?: Record<string, string> }, RegExp]>([
    [
      'no credentials',
      { env: { ...nowhere, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
      /there are no AWS credentials\n.*aws sso login/,
    ],
    ['no region', { env: { ...nowhere, AWS_REGION: '' } }, /no AWS region is known\n.*--region/],
    ['a region that is none', { args: ['--region', 'x y'] }, /that is no AWS region/],
    ['no such stack', { args: ['--stack', 'nope'] }, /there is no stack nope/],
    ['no such function', { args: ['--keys-function', 'nope'] }, /there is no Lambda nope/],
    ['no network', { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } }, /AWS cannot be reached/],
    [
      'no local system',
      { args: ['--local', '9'] },
      /^(?!.*VPN).*no npm start listens on port 9\n/s,
    ],
  ])('%s', async (_name, { args = [], env = {} }, message) => {
    const { code, stdout, stderr } = await standIn.latchkey(['keys', 'status', ...args], { env });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at |Warning/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('access denied names the action that is missing', async () => {
    standIn.record.denied.add('cloudformation:DescribeStacks');
    const stack = await standIn.latchkey(['keys', 'status']);
    expect(stack.stderr).toMatch(/access denied: cloudformation:DescribeStacks/);
    standIn.reset();
    standIn.keys.answer = () => ({ deny: 'no identity-based policy allows it' });
    const keys = await standIn.latchkey(['keys', 'status']);
    expect(keys.stderr).toMatch(/access denied: lambda:InvokeFunction is not allowed/);
    expect([stack.code, keys.code]).toEqual([1, 1]);
  });

  test('with --json a failure is JSON as well', async () => {
    const { code, stdout } = await standIn.latchkey(['doctor', '--json', '--stack', 'nope']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: 'no-stack' });
  });

  test('a Lambda that is no keys Lambda', async () => {
    standIn.keys.answer = () => ({ hello: 'world' }) as never;
    const { code, stderr } = await standIn.latchkey(['keys', 'status']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/does not answer as a keys Lambda/);
  });

  test('no answer to a drop may still be a drop: it is not tried again', async () => {
    standIn.keys.answer = () => {
      throw new Error('cut');
    };
    await standIn.latchkey(['keys', 'drop', '--yes']);
    expect(standIn.keys.asked).toHaveLength(1);
  });
});

describe('exit code 2', () => {
  test.each<[name: string, args: string[], RegExp]>([
    ['an unknown command', ['kyes'], /unknown command.*\n.*keys/],
    ['an unknown subcommand', ['keys', 'stauts'], /unknown command.*\n.*status/],
    ['an unknown option', ['keys', 'status', '--jsno'], /unknown option.*\n.*--json/],
    ['an argument too many', ['keys', 'status', 'now'], /too many arguments/],
    ['a port that is none', ['doctor', '--local', 'x'], /port is a number/],
    ['--local and --region', ['doctor', '--local', '1', '--region', 'x'], /do not go together/],
    ['--local and --stack', ['doctor', '--local', '1', '--stack', 'x'], /do not go together/],
    ['two deployments', ['doctor', '--keys-function', 'k', '--stack', 'x'], /do not go together/],
    ['a construct that is not there', ['doctor', '--construct', 'Other'], /no Latchkey Other/],
  ])('%s', async (_name, args, message) => {
    const { code, stdout, stderr } = await standIn.latchkey(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('no deployment named', async () => {
    const { code, stderr } = await run(['cli/latchkey.mjs', 'keys', 'status'], {
      env: { LATCHKEY_STACK: '' },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/which deployment\?.*--stack.*--local/);
  });

  test('several Latchkeys in one stack: which?', async () => {
    const { outputs } = standIn.record.stack;
    outputs['OtherKeysFunctionOutput0A1B2C3D'] = 'other';
    const which = await standIn.latchkey(['keys', 'status']);
    expect(which.code).toBe(2);
    expect(which.stderr).toMatch(/several.*--construct: SiteLatchkey, Other/);
    const one = await standIn.latchkey(['keys', 'status', '--construct', 'Site/Latchkey']);
    expect(one.code).toBe(0);
  });
});

describe('as a program among others', () => {
  test('a reader that has had enough is no error', async () => {
    const child = spawn('bash', ['-o', 'pipefail', '-c', 'node cli/latchkey.mjs --help | true'], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    await once(child, 'close');
    expect(stderr).toBe('');
  });

  test.each([
    [
      ['help', 'keys', 'drop'],
      ['keys', 'drop'],
    ],
    [
      ['keys', 'help', 'drop'],
      ['keys', 'drop'],
    ],
    [['help', 'doctor'], ['doctor']],
    [['help'], []],
  ])('%j is the help of that very command', async (args, command) => {
    const asked = await run(['cli/latchkey.mjs', ...args]);
    const { stdout } = await run(['cli/latchkey.mjs', ...command, '--help']);
    expect(stdout).toMatch(/^Usage: latchkey/);
    expect(asked).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('help of a command that is not there names those that are', async () => {
    const { code, stdout, stderr } = await run(['cli/latchkey.mjs', 'help', 'keys', 'dorp']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/keys has no command dorp; it has status, rotate, repair, drop\n/);
  });

  test.each<[args: string[], exit: RegExp]>([
    [['keys', 'drop', '--yes'], /may have been done all the same\n.*latchkey keys status/],
    [['sessions', 'revoke', '--user', 'ada', '--yes'], /may have been done.*\n.*does no harm/],
    [['keys', 'status'], /interrupted; nothing was changed/],
  ])('Ctrl-C while %j waits says what may have become of it', async (args, message) => {
    const child = spawn(process.execPath, ['cli/latchkey.mjs', ...args], {
      cwd: projectFolder,
      env: { ...process.env, NODE_OPTIONS: '', ...standIn.env },
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    standIn.keys.answer = () => {
      child.kill('SIGINT');
      return 'silence';
    };
    const [code] = (await once(child, 'close')) as [number | null];
    expect(stderr).toMatch(message);
    expect(code).toBe(130);
  });

  test.each([
    ['--help', ['--help']],
    ['keys --help', ['keys', 'status', '--help']],
    ['a wrong argument', ['keys', 'stauts']],
  ])('%s loads neither the AWS SDK nor the spinner', async (_name, args) => {
    const env = { NODE_DEBUG: 'esm' };
    const { stderr } = await run(['cli/latchkey.mjs', ...args], { env });
    expect(stderr).toMatch(/commander/);
    expect(stderr).not.toMatch(/@aws-sdk|listr2/);
  });

  test.each([
    ['colour at a terminal', {}, true],
    ['none with NO_COLOR', { NO_COLOR: '1' }, false],
    ['none at a dumb one', { TERM: 'dumb' }, false],
  ])('%s', async (_name, env, hasColour) => {
    const code = `process.stdout.isTTY = true; process.argv = ['node', 'keys', 'status'];
      await import(${JSON.stringify(new URL('cli/latchkey.mjs', projectFolder).href)});`;
    const plain = { NO_COLOR: '', TERM: 'xterm', LATCHKEY_STACK: standIn.record.stack.name };
    const aws = { AWS_ENDPOINT_URL: `http://127.0.0.1:${standIn.port}`, AWS_REGION: 'eu-west-1' };
    const credentials = { AWS_ACCESS_KEY_ID: 'AKIDLOCAL', AWS_SECRET_ACCESS_KEY: 'local' };
    const { stdout } = await run(['--input-type=module', '-e', code], {
      env: { ...plain, ...aws, ...credentials, ...env },
    });
    expect(stdout).toMatch(/signing1/);
    expect(stdout.includes('\u001b[')).toBe(hasColour);
  });
});
