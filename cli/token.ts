import type { Command } from 'commander';
import type { Inspection } from '../keys/operations.ts';
import { sessionCookie } from '../session/names.ts';
import { addTargetOptions, exitCodes, type TargetOptions } from './options.ts';
import { readSecret } from './prompt.ts';
import { paint, rows, say, sayJson, visible } from './terminal.ts';
import { ask, findTarget } from './target.ts';
import { iso, when } from './times.ts';
import { tokenIn } from './token-text.ts';
import { meaningOf } from './verdicts.ts';

const help = `
The token comes from standard input or is asked for, and never from an argument: those
show in the list of processes. The bare token will do, the cookie ${sessionCookie}, a
cookie header or a bearer header. Nothing secret is printed.

Examples:
  latchkey token inspect --stack latchkey-demo          asks for the token
  pbpaste | latchkey token inspect --stack latchkey-demo
  latchkey token inspect --local --json < token.txt
${exitCodes} 1 also for a token that is refused.`;

export function addTokenCommand(program: Command): void {
  const token = program.command('token').description('a session token');
  addTargetOptions(token.command('inspect'))
    .description('read a token, check it against the keys, and say what the edges would')
    .addHelpText('after', help)
    .action(inspect);
}

async function inspect(options: TargetOptions): Promise<void> {
  const token = tokenIn(await readSecret('Session token'));
  const target = await findTarget(options);
  const { now, result } = await ask(target, { operation: 'inspect', token }, 'Checking the token');
  if (options.json === true) sayJson(inspectionJson(result, now));
  else say(...inspectionLines(result, now));
  if (result.verdict !== 'ok') process.exitCode = 1;
}

/** Verdicts that come before the MAC has been found good. */
export const unverified: readonly string[] = [
  'none',
  'malformed',
  'unknown-key',
  'bad-mac',
  'unavailable',
];

function inspectionJson({ verdict, claims, renewableUntil }: Inspection, now: number): object {
  return {
    ok: verdict === 'ok',
    now: iso(now),
    verdict,
    verified: !unverified.includes(verdict),
    claims: claims && { ...claims, iat: iso(claims.iat), exp: iso(claims.exp) },
    renewableUntil: iso(renewableUntil),
  };
}

function inspectionLines({ verdict, claims, renewableUntil }: Inspection, now: number): string[] {
  const head = paint(verdict === 'ok' ? 'green' : 'red', verdict);
  const lines = [`${head}: ${meaningOf(verdict)}`];
  if (!claims) return lines;
  return [
    ...lines,
    ...(unverified.includes(verdict)
      ? ['Nothing vouches for what it says; anybody could have written it:']
      : []),
    '',
    ...rows([
      ['User (sub)', claims.sub],
      ['Sign-in (sid)', claims.sid],
      ['Groups', visible(claims.groups.join(', ')) || 'none that a rule names'],
      ['Vouched for', when(claims.iat, now)],
      ['Expires', when(claims.exp, now)],
      ...(renewableUntil === null
        ? []
        : [['Renewable until', when(renewableUntil, now)] as [string, string]]),
      ['Signed with', claims.kid],
    ]),
  ];
}
