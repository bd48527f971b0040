/** The keys, by what their Lambda says of them. Pure. */
import type { Status } from '../../keys/operations.ts';
import { clockSlack, defaults } from '../../session/lifetimes.ts';
import { mendings } from '../mending.ts';
import { signedSince } from '../signed-since.ts';
import { duration, relative } from '../times.ts';
import type { Facts } from './facts.ts';
import { check, failed, ok, warning, type Finding } from './finding.ts';

/** AWS refuses what is signed by a clock that is further off, in seconds. */
const signatureSlack = 300;

/** How full the store may be before somebody should know. */
const fullFrom = 0.8;

export function checkKeys({ keys }: Pick<Facts, 'keys'>): Finding[] {
  return [
    check('secret-and-store', 'Secret and store', keys, ({ status }) =>
      status.differences.length === 0
        ? ok('they agree')
        : failed(status.differences.join('; '), mendings(status).join('\n')),
    ),
    check('signing-key', 'Signing key', keys, ({ status, now }) => judgeSigning(status, now)),
    check('standby', 'Standby key', keys, ({ status }) =>
      status.keys.some(({ state }) => state === 'standby')
        ? ok('there is one, for the day that a key leaks')
        : failed(
            'there is none: a leaked key could not be dropped without 503s',
            'latchkey keys rotate',
          ),
    ),
    check('rotation', 'Rotation', keys, ({ status, now }) => judgeRotation(status, now)),
    check('store-room', 'Room in the store', keys, ({ status }) => judgeRoom(status)),
    check('clock', "This machine's clock", keys, ({ now, here }) => judgeClock(now, here)),
  ];
}

function judgeSigning(status: Status, now: number) {
  const signing = status.keys.find(({ state }) => state === 'signing');
  if (!signing) return failed('no key signs: nobody can sign in', 'latchkey keys drop --all');
  const since = signedSince(signing);
  const said = `${signing.kid} has signed for ${duration(now - since)}`;
  const { last, next } = status.rotation;
  const interval = last !== null && next !== null ? next - last : defaults.rotationInterval;
  // A rotation takes some time, and may be tried again.
  return now - since > interval * 1.5
    ? warning(
        `${said}; it should have changed after ${duration(interval)}`,
        'latchkey keys rotate, and see docs/operations.md: a rotation that does not end',
      )
    : ok(said);
}

function judgeRotation({ rotation }: Status, now: number) {
  const { enabled, next, pending } = rotation;
  if (!enabled) {
    return failed(
      'it is off: the keys never change',
      'Deploy again, or turn it on: aws secretsmanager rotate-secret',
    );
  }
  if (pending && next !== null && next < now) {
    return failed(
      'one has begun and does not end',
      'The log of the keys Lambda says why; latchkey keys rotate goes on with it. See docs/operations.md',
    );
  }
  if (next !== null && next < now - 86_400) {
    return failed(
      `it was due ${relative(next, now)}`,
      'latchkey keys rotate; see docs/operations.md',
    );
  }
  return ok(
    `on${next === null ? '' : `, next ${relative(next, now)}`}${pending ? ', one is under way' : ''}`,
  );
}

function judgeRoom({ storeSize, storeLimit, revocations }: Status) {
  const share = storeSize / storeLimit;
  const said = `${Math.ceil(share * 100)} % full, ${revocations} revocations`;
  return share < fullFrom
    ? ok(said)
    : warning(
        said,
        'Sign-outs may no longer fit. If somebody floods them: latchkey sessions revoke --everyone ends all at once; else set tellEdgesOfSignOuts to false',
      );
}

function judgeClock(now: number, here: number) {
  const off = Math.abs(here - now);
  const said = `${off < 2 ? 'right' : `${duration(off)} ${here > now ? 'ahead of' : 'behind'} AWS`}`;
  if (off <= clockSlack) return ok(said);
  const advice = 'Set it: timedatectl set-ntp true. Times in this command are off by as much';
  return off > signatureSlack ? failed(said, advice) : warning(said, advice);
}
