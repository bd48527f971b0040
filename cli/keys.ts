import type { Command } from 'commander';
import type { KeyStatus, OperationResults, Status } from '../keys/operations.ts';
import { mendings, rewritings } from './mending.ts';
import { addTargetOptions, exitCodes, type TargetOptions } from './options.ts';
import { confirm } from './prompt.ts';
import { paint, rows, say, sayJson, table, visible } from './terminal.ts';
import { ask, findTarget } from './target.ts';
import { signedSince } from './signed-since.ts';
import { iso, relative, when } from './times.ts';

const examples = {
  status: `
Examples:
  latchkey keys status --stack latchkey-demo
  latchkey keys status --stack latchkey-demo --json | jq .differences
  latchkey keys status --local`,
  rotate: `
Nobody is signed out by it. The next key signs as soon as every edge knows it.

Examples:
  latchkey keys rotate --stack latchkey-demo`,
  repair: `
Writes what is derived from the secret into the store that the edges read, and removes
revocations that mean nothing any more. It is what the daily run does.

Examples:
  latchkey keys repair --stack latchkey-demo`,
  drop: `
For a key that has leaked. Every session of a dropped key ends as fast as the
KeyValueStore propagates, usually within a minute; whoever has a refresh token is back
without typing. Without --all the standby, which the edges know already, signs at once.
With --all it is replaced too, and nobody gets in until the edges know the new keys.

Examples:
  latchkey keys drop --stack latchkey-demo
  latchkey keys drop --all --yes --stack latchkey-demo`,
};

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description('the keys that sessions are signed with');
  addTargetOptions(keys.command('status'))
    .description('which keys there are, and whether the secret and the store agree')
    .addHelpText('after', examples.status + exitCodes)
    .action(status);
  addTargetOptions(keys.command('rotate'))
    .description('have Secrets Manager rotate the signing key now')
    .addHelpText('after', examples.rotate + exitCodes)
    .action(rotate);
  addTargetOptions(keys.command('repair'))
    .description('have the store say what the secret says')
    .addHelpText('after', examples.repair + exitCodes)
    .action(repair);
  addTargetOptions(keys.command('drop'))
    .description('the signing key has leaked: end its sessions, sign with the standby')
    .option('--all', 'the standby may have leaked as well: replace every key')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples.drop + exitCodes)
    .action(drop);
}

async function status(options: TargetOptions): Promise<void> {
  const target = await findTarget(options);
  const { now, result } = await ask(target, { operation: 'status' }, 'Asking the keys Lambda');
  if (options.json === true) sayJson(statusJson(result, now));
  else say(...statusLines(result, now));
  if (result.differences.length > 0) process.exitCode = 1;
}

function statusJson(status: Status, now: number): object {
  const { notBefore, signInsFrom, revokedUntil, rotation } = status;
  return {
    ok: status.differences.length === 0,
    now: iso(now),
    ...status,
    keys: status.keys.map((key) => ({
      ...key,
      born: iso(key.born),
      signsFrom: iso(key.signsFrom),
    })),
    notBefore: iso(notBefore),
    signInsFrom: iso(signInsFrom),
    revokedUntil: iso(revokedUntil),
    rotation: { ...rotation, last: iso(rotation.last), next: iso(rotation.next) },
  };
}

function statusLines(status: Status, now: number): string[] {
  const { differences, notBefore, rotation, revocations, storeSize, storeLimit } = status;
  const agree =
    differences.length === 0
      ? paint('green', 'agree')
      : [
          paint('red', 'differ:'),
          ...differences.map((difference) => `- ${visible(difference)}`),
          ...mendings(status).map((step) => `→ ${visible(step)}`),
        ].join('\n');
  const share = Math.ceil((storeSize / storeLimit) * 100);
  return [
    paint('bold', `Keys of ${status.audience}`),
    '',
    ...table(
      ['KEY', 'STATE', 'BORN', 'SIGNS'],
      status.keys.map((key) => keyCells(key, now)),
    ),
    '',
    ...rows([
      ['Secret and store', agree],
      ['Rotation', rotationText(rotation, now)],
      ['Everyone out', notBefore === 0 ? 'never' : when(notBefore, now)],
      ['Revocations', `${revocations} in force; the store is ${share} % full`],
    ]),
  ];
}

function keyCells({ kid, state, born, signsFrom }: KeyStatus, now: number): string[] {
  const signs = signsFrom === null ? 'not yet' : when(signedSince({ born, signsFrom }), now);
  return [kid, state, when(born, now), signs];
}

function rotationText({ enabled, last, next, pending }: Status['rotation'], now: number): string {
  const parts = [
    enabled ? 'on' : paint('yellow', 'off'),
    ...(last === null ? [] : [`last ${when(last, now)}`]),
    ...(next === null ? [] : [`next ${relative(next, now)}`]),
    ...(pending ? [paint('yellow', 'one is under way')] : []),
  ];
  return parts.join(', ');
}

async function rotate(options: TargetOptions): Promise<void> {
  const target = await findTarget(options);
  const { now, result } = await ask(target, { operation: 'rotate' }, 'Asking for a rotation');
  if (options.json === true) sayJson({ ok: true, now: iso(now), ...result });
  else say(rotateText(result));
}

function rotateText({ started }: OperationResults['rotate']): string {
  return started
    ? 'The rotation has begun; nobody is signed out. See it: latchkey keys status'
    : 'A rotation was under way already; nothing more was begun. See it: latchkey keys status';
}

async function repair(options: TargetOptions): Promise<void> {
  const target = await findTarget(options);
  const { now, result } = await ask(target, { operation: 'repair' }, 'Comparing secret and store');
  const isWell = (result.unreadable ?? []).length === 0;
  if (options.json === true) sayJson({ ok: isWell, now: iso(now), ...result });
  else say(...repairLines(result));
  if (!isWell) process.exitCode = 1;
}

function repairLines({ repaired, removed, unreadable = [] }: OperationResults['repair']): string[] {
  const nothing =
    unreadable.length === 0
      ? 'Secret and store agree; nothing had to be repaired.'
      : 'Nothing was repaired.';
  return [
    ...(repaired.length === 0
      ? [nothing]
      : ['Repaired:', ...repaired.map((text) => `- ${visible(text)}`)]),
    ...(removed === 0 ? [] : [`${removed} revocations that mean nothing any more are gone.`]),
    ...(unreadable.length === 0
      ? []
      : [
          'No repair can mend these, since nobody can read what they say; the users get 503:',
          ...unreadable.map((sub) => `- the revocation entry of ${visible(sub)}`),
          'Each is written anew, and ends all sessions of its user, by:',
          ...rewritings(unreadable).map((step) => `→ ${visible(step)}`),
        ]),
  ];
}

async function drop(
  options: TargetOptions & { readonly all?: boolean; readonly yes?: boolean },
): Promise<void> {
  const all = options.all === true;
  const target = await findTarget(options);
  const { name } = target.deployment;
  await confirm(
    all
      ? `This replaces every key of ${name}: all sessions end, and nobody gets in until the edges know the new keys (minutes).`
      : `This drops every key of ${name} but the standby: all sessions end; people with a refresh token are back without typing.`,
    options.yes === true,
  );
  const { now, result } = await ask(target, { operation: 'drop', all }, 'Dropping the keys');
  if (options.json === true) sayJson({ ok: true, now: iso(now), ...result });
  else {
    say(
      `Dropped ${result.dropped.join(', ') || 'no key'}; ${result.signing} signs now.`,
      'The edges know within a minute or so. See it: latchkey keys status',
    );
  }
}
