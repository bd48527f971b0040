/** A call that fails once, while the rest works: an error of AWS's, or an answer that got lost. */
import { describe, expect, jest, test } from '@jest/globals';
import { operate } from '../../keys/operator/index.ts';
import type { StaleEtagError } from '../../local/aws/key-value-store.ts';
import { Scene } from './scene.ts';
import { expectAccepted, sessionsOf } from './sessions.ts';

const scene = new Scene();
jest.setTimeout(300_000);

/** As the SDK throws it. */
const failure = (name: string, httpStatusCode: number) => () =>
  Promise.reject(
    Object.assign(new Error('Refused on request.'), {
      name,
      $fault: httpStatusCode < 500 ? 'client' : 'server',
      $metadata: { httpStatusCode },
    }),
  );

const failures: readonly (readonly [string, (call: () => Promise<unknown>) => Promise<unknown>])[] =
  [
    ['400', failure('ValidationException', 400)],
    ['409', failure('ConflictException', 409)],
    ['429', failure('ThrottlingException', 429)],
    ['500', failure('InternalServiceError', 500)],
    [
      'a time-out, after it was done',
      async (call) => {
        await call();
        return failure('TimeoutError', 0)();
      },
    ],
  ];

describe.each(failures)('%s', (_, fail) => {
  /** Has each call fail in turn; until one would be beyond the last. */
  async function failingEverywhere(act: () => Promise<unknown>, check: () => Promise<void>) {
    for (let failing = 0; ; failing++) {
      scene.reset();
      let calls = 0;
      scene.around = (__, call) => (calls++ === failing ? fail(call) : call());
      await act();
      scene.around = (__, call) => call();
      if (calls <= failing) return failing;
      await check();
    }
  }

  test('in a rotation loses nothing', async () => {
    const failed = await failingEverywhere(
      () => scene.rotate(),
      async () => {
        const sessions = sessionsOf(scene);
        expectAccepted(scene, sessions);
        await scene.rotateInTheEnd();
        await scene.expectAgreement();
        expectAccepted(scene, sessions);
      },
    );
    expect(failed).toBeGreaterThanOrEqual(12);
  });

  test('in a drop is told, and the same again completes it', async () => {
    const drop = () => operate(scene.operator, { operation: 'drop', all: false });
    await failingEverywhere(drop, async () => {
      expect(await drop()).toMatchObject({ ok: true });
      await scene.expectAgreement();
    });
  });
});

test.each<StaleEtagError>(['ConflictException', 'ValidationException'])(
  'a store that refuses a stale version by %s is read again',
  async (staleEtagError) => {
    scene.reset();
    const { store } = scene.account;
    store.staleEtagError = staleEtagError;
    let intrusions = 0;
    scene.around = (name, call) => {
      if (name === 'UpdateKeysCommand' && intrusions++ < 3) {
        store.write(store.etag, [[`r:user-${intrusions}`, 'a 0']], []);
      }
      return call();
    };
    expect(await scene.rotate()).toEqual([]);
    expect(intrusions).toBe(4);
    await scene.expectAgreement();
  },
);

test('others who never stop writing are told of', async () => {
  scene.reset();
  const { store } = scene.account;
  scene.around = (name, call) => {
    if (name === 'UpdateKeysCommand') store.write(store.etag, [['other', 'x']], []);
    return call();
  };
  expect(await operate(scene.operator, { operation: 'revoke-user', user: 'ada' })).toMatchObject({
    ok: false,
    error: 'busy',
    retryAfter: 5,
  });
});
