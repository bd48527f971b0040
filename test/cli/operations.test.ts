import { describe, expect, test } from '@jest/globals';
import { inspection } from './fake-keys.ts';
import { useStandIn, type StandIn } from './stand-in.ts';

let standIn: StandIn;
useStandIn((made) => {
  standIn = made;
});

const token = '1.signing1.tqxs40.tqxti0.AAAAAAAAAAAAAAAA.sub-of-ada.admins.uUwXpAjNhcYKvzf1dWGOmA';
const asked = () => standIn.keys.asked;
const nowOf = () => Math.floor(Date.now() / 1000);

describe('latchkey keys', () => {
  test('status tells which keys there are, and when', async () => {
    const { code, stdout } = await standIn.latchkey(['keys', 'status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/signing1 {3}signing .* UTC \(11 days ago\) .* \(4 days ago\)/);
    expect(stdout).toMatch(/standby1 .*not yet/);
    expect(stdout).toMatch(/Secret and store {3}agree/);
  });

  test('a key that was made to sign on every clock at once signs since its birth', async () => {
    const born = nowOf() - 600;
    const fresh = { kid: 'fresh1', state: 'signing', born, signsFrom: born - 60 } as const;
    standIn.keys.status = { ...standIn.keys.status, keys: [fresh] };
    const { stdout } = await standIn.latchkey(['keys', 'status']);
    expect(stdout).toMatch(/fresh1 .*\(10 minutes ago\) .*\(10 minutes ago\)/);
    const doctor = await standIn.latchkey(['doctor']);
    expect(doctor.stdout).toMatch(/fresh1 has signed for 10 minutes\n/);
  });

  test('status --json gives times in UTC, and nothing but JSON', async () => {
    const { code, stdout, stderr } = await standIn.latchkey(['keys', 'status', '--json'], {
      env: { TZ: 'Asia/Tokyo' },
    });
    const status = JSON.parse(stdout) as { ok: boolean; keys: { born: string }[]; notBefore: null };
    expect({ code, stderr, ok: status.ok }).toEqual({ code: 0, stderr: '', ok: true });
    expect(status.keys[0]?.born).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(status.notBefore).toBeNull();
  });

  test('status is 1 when secret and store differ', async () => {
    standIn.keys.status = { ...standIn.keys.status, differences: ['the store lacks signing1'] };
    const { code, stdout } = await standIn.latchkey(['keys', 'status']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/differ:\n +- the store lacks signing1\n.*latchkey keys repair/);
  });

  test('rotate asks for one and says so', async () => {
    const { code, stdout } = await standIn.latchkey(['keys', 'rotate']);
    expect({ code, asked: asked() }).toEqual({ code: 0, asked: [{ operation: 'rotate' }] });
    expect(stdout).toMatch(/has begun/);
  });

  test('repair says what it did', async () => {
    standIn.keys.answer = () => ({
      ok: true,
      now: nowOf(),
      result: { repaired: ['the store has signing1 again'], removed: 3 },
    });
    const { stdout } = await standIn.latchkey(['keys', 'repair']);
    expect(stdout).toBe(
      'Repaired:\n- the store has signing1 again\n3 revocations that mean nothing any more are gone.\n',
    );
  });

  test('repair lists what it cannot mend, and what does, and is 1 then', async () => {
    const unreadable = ['eve', 'no sub'];
    const result = { repaired: [], removed: 0, unreadable };
    standIn.keys.answer = () => ({ ok: true, now: nowOf(), result });
    const words = await standIn.latchkey(['keys', 'repair']);
    expect(words.code).toBe(1);
    expect(words.stdout).toMatch(/^Nothing was repaired\.\nNo repair can mend these/);
    expect(words.stdout).toMatch(/\n- the revocation entry of eve\n/);
    expect(words.stdout).toMatch(
      /\n→ latchkey sessions revoke --user eve\n→ Delete the key r:no sub/,
    );
    const json = await standIn.latchkey(['keys', 'repair', '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, unreadable });
  });

  test('status advises what mends an entry that cannot be read', async () => {
    const differences = ['the entry r:eve cannot be read; revoke the user anew'];
    standIn.keys.status = { ...standIn.keys.status, differences, unreadable: ['eve'] };
    const { code, stdout } = await standIn.latchkey(['keys', 'status']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/→ latchkey sessions revoke --user eve\n/);
    expect(stdout).not.toMatch(/keys repair/);
  });

  test.each([
    [['keys', 'drop']],
    [['keys', 'drop', '--all', '--json']],
    [['sessions', 'revoke', '--everyone']],
    [['sessions', 'revoke', '--user', 'ada@example.com']],
  ])('%j asks first: without a terminal and --yes nothing happens', async (args) => {
    const { code, stdout, stderr } = await standIn.latchkey(args);
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(/--yes/);
    expect(stdout + stderr).toContain(standIn.record.stack.name);
    expect(asked()).toEqual([]);
  });

  test.each([
    [['keys', 'drop', '--yes'], { operation: 'drop', all: false }],
    [['keys', 'drop', '--yes', '--all'], { operation: 'drop', all: true }],
  ])('%j drops', async (args, operation) => {
    const { code, stdout } = await standIn.latchkey(args);
    expect(code).toBe(0);
    expect(asked()).toEqual([operation]);
    expect(stdout).toMatch(/Dropped retired1, signing1.*; (standby1|fresh1) signs now/);
  });

  test('a refusal of the Lambda is told, with how long to wait, and is 1', async () => {
    const refusal = { error: 'ring-full', message: 'the key ring is full', retryAfter: 90 };
    standIn.keys.answer = () => ({ ok: false, now: nowOf(), ...refusal });
    const words = await standIn.latchkey(['keys', 'rotate']);
    expect(words.code).toBe(1);
    expect(words.stderr).toMatch(/latchkey: the key ring is full\n {2}Try again in 90 s/);
    const json = await standIn.latchkey(['keys', 'rotate', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, error: 'ring-full' });
  });

  test('what a Lambda says can do nothing to the terminal', async () => {
    const message = 'oh \u001b[2J\u0007 no';
    standIn.keys.answer = () => ({ ok: false, now: nowOf(), error: 'x', message });
    const { stderr } = await standIn.latchkey(['keys', 'rotate']);
    expect(stderr).toMatch(/oh \\u001b\[2J\\u0007 no/);
  });
});

describe('latchkey sessions revoke', () => {
  test.each([
    [['--user', 'ada@example.com', '--yes'], { operation: 'revoke-user', user: 'ada@example.com' }],
    [
      ['--user', 'sub-1', '--session', 'AAAAAAAAAAAAAAAA'],
      { operation: 'revoke-session', sub: 'sub-1', sid: 'AAAAAAAAAAAAAAAA' },
    ],
    [['--everyone', '--yes'], { operation: 'revoke-everyone' }],
  ])('%j', async (args, operation) => {
    const { code, stdout } = await standIn.latchkey(['sessions', 'revoke', ...args]);
    expect({ code, asked: asked() }).toEqual({ code: 0, asked: [operation] });
    expect(stdout).toMatch(/holds everywhere/);
  });

  test.each([
    [['--user', 'nosuchsub', '--yes'], { before: nowOf() }],
    [['--user', 'nosuchsub', '--session', 'AAAAAAAAAAAAAAAA'], { sid: 'AAAAAAAAAAAAAAAA' }],
  ])('%j says so where Cognito knows no such user', async (args, ended) => {
    const result = { sub: 'nosuchsub', ...ended, until: nowOf(), atCognito: false } as never;
    standIn.keys.answer = () => ({ ok: true, now: nowOf(), result });
    const words = await standIn.latchkey(['sessions', 'revoke', ...args]);
    expect(words.code).toBe(0);
    expect(words.stdout).toMatch(/is revoked\.\nBut Cognito knows no user nosuchsub\.\n/);
    const json = await standIn.latchkey(['sessions', 'revoke', ...args, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, atCognito: false });
  });

  test('by a token from standard input: the sign-in that the ring vouches for', async () => {
    const args = ['sessions', 'revoke', '--token', '-'];
    const { code } = await standIn.latchkey(args, { input: `__Host-latchkey=${token}\n` });
    expect(code).toBe(0);
    const session = { sub: 'sub-of-ada', sid: 'AAAAAAAAAAAAAAAA' };
    expect(asked()).toEqual([
      { operation: 'inspect', token },
      { operation: 'revoke-session', ...session },
    ]);
  });

  test.each(['bad-mac', 'unknown-key', 'malformed'])(
    'a token that is %s ends nobody’s session',
    async (verdict) => {
      standIn.keys.answer = () => ({
        ok: true,
        now: nowOf(),
        result: inspection(verdict, nowOf()),
      });
      const args = ['sessions', 'revoke', '--token', '-'];
      const { code, stderr } = await standIn.latchkey(args, { input: token });
      expect(code).toBe(1);
      expect(asked().map(({ operation }) => operation)).toEqual(['inspect']);
      expect(stderr).toMatch(/nothing was revoked/);
      expect(stderr).toMatch(/trust .*--session AAAAAAAAAAAAAAAA --user sub-of-ada\n/);
    },
  );

  test('a token of which nothing can be read is not offered to be trusted', async () => {
    const result = { verdict: 'malformed', claims: null, renewableUntil: null };
    standIn.keys.answer = () => ({ ok: true, now: nowOf(), result });
    const args = ['sessions', 'revoke', '--token', '-'];
    const { code, stderr } = await standIn.latchkey(args, { input: 'nonsense' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/nothing was revoked: that is no session token\n$/);
  });

  test.each([
    [[], /whose sessions/],
    [['--user', 'ada', '--everyone', '--yes'], /whose sessions/],
    [['--session', 'AAAAAAAAAAAAAAAA'], /needs --user/],
    [['--session', 'short', '--user', 'sub-1'], /16 base64url/],
    [['--session', 'AAAAAAAAAAAAAAAA', '--user', 'ada@example.com'], /has to be the sub/],
    [['--user', ' ', '--yes'], /is empty/],
    [['--token', token], /shows in the list of processes/],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await standIn.latchkey(['sessions', 'revoke', ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(token);
    expect(asked()).toEqual([]);
  });
});

describe('latchkey token inspect', () => {
  const inspect = (input: string, ...args: string[]) =>
    standIn.latchkey(['token', 'inspect', ...args], { input });

  test.each([token, `${token}\n`, `Cookie: a=b; __Host-latchkey=${token}; c=d`, `Bearer ${token}`])(
    'takes the token as it is pasted (%#)',
    async (pasted) => {
      const { code, stdout } = await inspect(pasted);
      expect(code).toBe(0);
      expect(asked()).toEqual([{ operation: 'inspect', token }]);
      expect(stdout).toMatch(/^ok: .*let it in/);
      expect(stdout).toMatch(/Expires .*\(in 20 minutes\)/);
    },
  );

  test.each([['text'], ['json']])('prints no part that could let anybody in (%s)', async (kind) => {
    const { stdout, stderr } = await inspect(token, ...(kind === 'json' ? ['--json'] : []));
    expect(stdout + stderr).not.toContain(token.split('.').at(-1));
    expect(stdout + stderr).not.toContain('tqxs40.tqxti0');
  });

  test('a refused token is 1, and says when nothing vouches for what it says', async () => {
    standIn.keys.answer = () => ({
      ok: true,
      now: nowOf(),
      result: inspection('bad-mac', nowOf()),
    });
    const { code, stdout } = await inspect(token);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad-mac: .*forged\nNothing vouches/);
  });

  test('--json says whether it was verified', async () => {
    standIn.keys.answer = () => ({
      ok: true,
      now: nowOf(),
      result: inspection('revoked', nowOf()),
    });
    const { code, stdout } = await inspect(token, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, verdict: 'revoked', verified: true });
  });

  test.each([
    ['', /no token/],
    ['hello world', /no session token/],
    ['eyJhbGciOi.eyJzdWIi.c2ln', /JWT of Cognito/],
  ])('%j is refused, unsent and unrepeated', async (pasted, message) => {
    const { code, stderr } = await inspect(pasted);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    if (pasted !== '') expect(stderr).not.toContain(pasted);
    expect(asked()).toEqual([]);
  });

  test('a token as an argument is not taken', async () => {
    const { code, stderr } = await standIn.latchkey(['token', 'inspect', token]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/too many arguments/);
    expect(stderr).not.toContain(token);
  });
});
