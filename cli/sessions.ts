import type { Command } from 'commander';
import type { Operation, OperationResults } from '../keys/operations.ts';
import { subjectShape } from '../session/token.ts';
import { Failure } from './failure.ts';
import { addTargetOptions, exitCodes, type TargetOptions } from './options.ts';
import { confirm, readSecret } from './prompt.ts';
import { paint, say, sayJson } from './terminal.ts';
import { ask, findTarget, type Target } from './target.ts';
import { iso, when } from './times.ts';
import { tokenIn } from './token-text.ts';
import { unverified } from './token.ts';
import { UsageError } from './usage-error.ts';
import { meaningOf } from './verdicts.ts';

const help = `
Say whose sessions, in one of four ways:
  --user USER             every session of a user: a user name, an e-mail address or a sub
  --user SUB --session SID  one sign-in (both as latchkey token inspect prints them)
  --token -               the sign-in of a token, from standard input or asked for
  --everyone              every session of the deployment

The user has to sign in anew, at Cognito's form. It holds everywhere when the
KeyValueStore has propagated, usually within a minute.

Examples:
  latchkey sessions revoke --user ada@example.com --stack latchkey-demo
  latchkey sessions revoke --token - --stack latchkey-demo < token.txt
  latchkey sessions revoke --everyone --yes --stack latchkey-demo
${exitCodes}`;

interface RevokeOptions extends TargetOptions {
  readonly user?: string;
  readonly session?: string;
  readonly token?: string;
  readonly everyone?: boolean;
  readonly yes?: boolean;
}

export function addSessionsCommand(program: Command): void {
  const sessions = program.command('sessions').description('the sessions of users');
  addTargetOptions(sessions.command('revoke'))
    .description("end a user's sessions, one sign-in, or everyone's")
    .option('--user <user>', 'a user name, an e-mail address or a sub')
    .option('--session <sid>', 'one sign-in of the user; --user has to be the sub')
    .option('--token <source>', 'the sign-in of a token; only - is taken: standard input')
    .option('--everyone', 'every session of the deployment')
    .option('--yes', 'do not ask')
    .addHelpText('after', help)
    .action(revoke);
}

async function revoke(options: RevokeOptions): Promise<void> {
  checkChoice(options);
  const token = options.token === undefined ? null : tokenIn(await readSecret('Session token'));
  const target = await findTarget(options);
  const operation = token === null ? operationFor(options) : await operationForToken(token, target);
  const question = questionFor(operation, target.deployment.name);
  if (question !== null) await confirm(question, options.yes === true);
  const { now, result } = await ask(target, operation, 'Ending the sessions');
  if (options.json === true) sayJson({ ok: true, now: iso(now), ...inUtc(result) });
  else {
    say(
      told(result, now),
      ...unknownUser(result),
      'It holds everywhere when the KeyValueStore has propagated, usually within a minute.',
    );
  }
}

/** @throws {UsageError} unless one way was chosen, and soundly */
function checkChoice({ user, session, token, everyone }: RevokeOptions): void {
  const ways = [user, token, everyone].filter((way) => way !== undefined).length;
  if (session !== undefined && user === undefined) {
    throw new UsageError('--session needs --user SUB, whose sign-in it is');
  }
  if (ways !== 1) {
    throw new UsageError(
      'whose sessions? Say one of --user USER, --user SUB --session SID, --token - or --everyone',
    );
  }
  if (session !== undefined && !/^[\w-]{16}$/.test(session)) {
    throw new UsageError('--session has to be 16 base64url characters: a sid');
  }
  if (session !== undefined && !subjectShape.test(user ?? '')) {
    throw new UsageError('with --session, --user has to be the sub, as token inspect prints it');
  }
  if (user !== undefined && user.trim() === '') throw new UsageError('--user is empty');
  if (token !== undefined && token !== '-') {
    throw new UsageError(
      'a token on the command line shows in the list of processes: say --token - and give it on standard input. That one has been seen: revoke its session',
    );
  }
}

type Revocation = Extract<Operation, { operation: `revoke-${string}` }>;

function operationFor({ user = '', session, everyone }: RevokeOptions): Revocation {
  if (everyone === true) return { operation: 'revoke-everyone' };
  return session === undefined
    ? { operation: 'revoke-user', user }
    : { operation: 'revoke-session', sub: user, sid: session };
}

/** Only a token that the ring vouches for names a session: else anybody's could be ended by one. */
async function operationForToken(token: string, target: Target): Promise<Revocation> {
  const { result } = await ask(target, { operation: 'inspect', token }, 'Checking the token');
  const { verdict, claims } = result;
  if (!claims || unverified.includes(verdict)) {
    const said =
      claims &&
      `If you trust what it says: latchkey sessions revoke --session ${claims.sid} --user ${claims.sub}`;
    throw new Failure(
      verdict,
      `nothing was revoked: ${meaningOf(verdict)}`,
      // What could not be read says nothing.
      said ?? undefined,
    );
  }
  return { operation: 'revoke-session', sub: claims.sub, sid: claims.sid };
}

/** @param name the deployment's: one shell has been in another's before */
function questionFor(operation: Revocation, name: string): string | null {
  switch (operation.operation) {
    case 'revoke-everyone':
      return `This signs everyone out of ${name}: each has to type a password again.`;
    case 'revoke-user':
      return `This ends every session of ${operation.user} at ${name}, on all devices.`;
    case 'revoke-session':
      return null;
  }
}

type Result = OperationResults[Revocation['operation']];

function told(result: Result, now: number): string {
  if ('notBefore' in result) {
    const out = `Everyone who signed in before ${when(result.notBefore, now)} is out.`;
    return result.notBefore > now
      ? `${out}\nUntil then who signs in gets 503, and is told how long.`
      : out;
  }
  return 'sid' in result
    ? `The sign-in ${result.sid} of ${result.sub} is revoked.`
    : `Every session of ${result.sub} up to ${when(result.before, now)} is revoked.`;
}

/** Somebody deleted may have sessions left; a slip of the pen has none, and looks the same. */
function unknownUser(result: Result): string[] {
  return 'atCognito' in result
    ? [
        paint('yellow', `But Cognito knows no user ${result.sub}.`),
        'Unless somebody of that sub was deleted, no session has ended: look for the right one.',
      ]
    : [];
}

function inUtc(result: Result): object {
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      name,
      typeof value === 'number' ? iso(value) : value,
    ]),
  );
}
