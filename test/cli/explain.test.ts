import { readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { describe, expect, test } from '@jest/globals';
import { checkConfig, type CheckedConfig } from '../../functions/compile/check.ts';
import { explain } from '../../cli/explain/explain.ts';
import { replaceToken, tokenOf } from '../../cli/explain/credentials.ts';
import { viewerRequestOf } from '../../cli/explain/request.ts';
import {
  parsePlayed,
  playedToken,
  ringEntry,
  storeFor,
  throwawayKey,
} from '../../cli/explain/session.ts';
import { signToken } from '../../session/token.ts';
import { join } from 'node:path';
import { projectFolder } from '../command.ts';
import { codeOf, folderWith } from '../functions/after/files.ts';
import { own } from '../functions/after/own.ts';
import { inspection } from './fake-keys.ts';
import { useStandIn, type StandIn } from './stand-in.ts';

const bundle = readEdgeBundles(new URL('dist/edge/', projectFolder));
const now = 1_800_000_000;

const input = {
  audience: 'demo',
  spaFallback: '/app/index.html',
  bearer: true,
  rules: [
    { path: '/', allow: 'public' },
    { path: '/admin/*', allow: { groups: ['admins', 'R&D (lab)'] } },
    { path: '/users/{sub}/*', allow: 'owner' },
    { path: '*.png', allow: 'public' },
    { path: '/a?/*', allow: 'public' },
    { path: '/app/*', allow: 'session' },
    { path: '/none/*', allow: { groups: ['nobody'] } },
  ],
};
const config = (checkConfig(input) as { config: CheckedConfig }).config;

interface Asked {
  readonly method?: string;
  readonly headers?: readonly string[];
  readonly isScript?: boolean;
  readonly as?: string;
}

async function ask(
  url: string,
  { method = 'GET', headers = [], isScript = false, as }: Asked = {},
  after: string | null = null,
) {
  const request = viewerRequestOf({ url, method, headers, cookie: undefined, isScript });
  const key = throwawayKey();
  const token = as === undefined ? '' : playedToken(parsePlayed(as), key, now, config);
  const store = new Map([ringEntry(config.audience, key, now)]);
  return explain({ bundle, config, after, now, store }, replaceToken(request, config, token));
}

describe('which rule, which answer, why', () => {
  test.each<[string, Asked, status: number | 'origin' | 'token-exchange', string, number | null]>([
    ['/', {}, 'origin', 'public', 0],
    ['/index.html', {}, 'origin', 'public', 0],
    ['/x/y.png', {}, 'origin', 'public', 3],
    ['/admin/x.html?y=1', {}, 302, 'none', 1],
    ['/admin/x.html', { isScript: true }, 401, 'none', 1],
    ['/admin/x.html', { as: 'groups=admins' }, 'origin', 'ok', 1],
    ['/admin/x.html', { as: 'groups=R&D (lab)' }, 'origin', 'ok', 1],
    ['/admin/x.html', { as: 'sub=ada,groups=others,more' }, 403, 'group', 1],
    ['/users/ada/n.html', { as: 'sub=ada' }, 'origin', 'ok', 2],
    ['/users/ada/n.html', { as: 'sub=bob' }, 403, 'owner', 2],
    ['/other.html', { as: 'sub=bob' }, 'origin', 'ok', null],
    ['/none/x.html', { as: 'groups=admins' }, 403, 'group', 6],
    ['/app/x', { method: 'POST', headers: ['origin: https://evil.example'] }, 403, 'cross-site', 5],
    ['/app/x.html', { headers: ['authorization: Bearer nonsense'] }, 302, 'malformed', 5],
  ])('%s %j', async (url, asked, answer, reason, index) => {
    const found = await ask(url, asked);
    expect(found.answer).toMatchObject(
      typeof answer === 'number' ? { kind: 'edge', status: answer } : { kind: answer },
    );
    expect(found.reason).toBe(reason);
    expect(found.rule).toMatchObject({ index });
  });

  test.each<[string, Asked, status: number | 'token-exchange', string]>([
    ['/a/../b', {}, 400, 'path'],
    ['/_auth/nope', {}, 404, 'nowhere'],
    ['/_auth/login', {}, 'token-exchange', 'none'],
    ['/_auth/login', { as: 'sub=ada' }, 'token-exchange', 'ok'],
    ['/_auth/renew', { method: 'POST' }, 401, 'none'],
    ['/_auth/renew', { method: 'POST', as: 'sub=ada' }, 204, 'renewed'],
  ])('%s %j gets to no rule', async (url, asked, answer, reason) => {
    const found = await ask(url, asked);
    expect(found.answer).toMatchObject(
      typeof answer === 'number' ? { status: answer } : { kind: answer },
    );
    expect(found).toMatchObject({ reason, rule: null });
  });

  test('a page that is served instead is judged as well', async () => {
    const found = await ask('/a1/page', { as: 'sub=ada' });
    expect(found.rule).toMatchObject({ index: 4 });
    expect(found.served).toMatchObject({ path: '/app/index.html', rule: { index: 5 } });
    expect(found.reason).toBe('ok');
    expect(await ask('/a1/page')).toMatchObject({ answer: { status: 302 }, reason: 'none' });
  });
});

describe("the user's own code has the last word on what is let in", () => {
  const askOwn = async (url: string, code: string, asked: Asked = {}) => ask(url, asked, own(code));

  test('and is not asked about anything else', async () => {
    const answered = 'return { statusCode: 418 };';
    expect(await askOwn('/admin/x.html', answered)).toMatchObject({ reason: 'none', own: null });
    expect(await askOwn('/_auth/login', answered)).toMatchObject({
      answer: { kind: 'token-exchange' },
    });
    expect(await askOwn('/', answered)).toMatchObject({
      answer: { kind: 'edge', status: 418 },
      reason: 'own',
      rule: { index: 0 },
    });
  });

  test('where it chooses another path, that rule is told too', async () => {
    const code = "request.uri = '/admin/b.html'; return request;";
    expect(await askOwn('/app/x.html', code, { as: 'groups=admins' })).toMatchObject({
      answer: { kind: 'origin', path: '/admin/b.html' },
      reason: 'ok',
      rule: { index: 5 },
      own: { path: '/admin/b.html', rule: { index: 1 } },
    });
    expect(await askOwn('/app/x.html', code, { as: 'sub=ada' })).toMatchObject({
      answer: { kind: 'edge', status: 403 },
      reason: 'group',
    });
    expect(await askOwn('/', code)).toMatchObject({ answer: { status: 302 }, reason: 'none' });
  });

  test.each<[does: string, code: string, fault: RegExp]>([
    ['throws', "throw new TypeError('no tenant');", /^it throws: TypeError: no tenant$/],
    ['throws what is no error', "throw 'oh';", /^it throws: oh$/],
    ['answers nothing', '', /^it answers with neither the request .* nor a response$/],
    ['answers a copy', 'return { uri: request.uri };', /^it answers with neither/],
    ['breaks the path', 'request.uri = 1; return request;', /^it makes uri .* no string$/],
    ['answers no status', 'return { statusCode: "x" };', /status/i],
    ['breaks its headers', 'return { statusCode: 200, headers: 1 };', /./],
  ])('what %s is told as its fault', async (_does, code, fault) => {
    const found = await askOwn('/', code);
    expect(found).toMatchObject({
      answer: { kind: 'edge', status: expect.any(Number) },
      reason: 'own-failed',
      rule: { index: 0 },
      ownFault: expect.stringMatching(fault),
    });
  });

  test('what throws when it is loaded fails for everybody, also who is not let in', async () => {
    const code = "function (crypto) { throw new Error('no key'); }";
    expect(await ask('/admin/x.html', {}, code)).toMatchObject({
      answer: { kind: 'edge', status: 503 },
      reason: 'own-failed',
      ownFault: 'it throws when it is loaded: Error: no key',
    });
  });

  test('an answer of its own with 503 is no fault', async () => {
    const found = await askOwn('/', 'return { statusCode: 503 };');
    expect(found).toMatchObject({ reason: 'own', ownFault: null });
  });

  test('where it leaves the request as it is, nothing is said of it', async () => {
    expect(await askOwn('/', 'return request;')).toMatchObject({ reason: 'public', own: null });
  });
});

describe('what the ring says of a token decides', () => {
  const claims = { iat: now - 60, sid: 'AAAAAAAAAAAAAAAA', sub: 'ada', groups: '' };
  const token = signToken(claims, throwawayKey('real'), now + 1500);
  const idle = signToken(claims, throwawayKey('real'), now + 600);

  test.each([
    [null, 'ok'],
    ['ok', 'ok'],
    ['bad-mac', 'bad-mac'],
    ['unknown-key', 'unknown-key'],
    ['signed-out', 'signed-out'],
    ['revoked', 'revoked'],
    ['unavailable', 'unavailable'],
  ])('%s', async (known, reason) => {
    const scene = storeFor(token, known, config, now);
    const asked = { url: '/app/x.html', method: 'GET', headers: [], isScript: false };
    const request = viewerRequestOf({ ...asked, cookie: `a=b; __Host-latchkey=${token}` });
    expect(tokenOf(request, config)).toBe(token);
    const world = { bundle, config, now, store: scene.store };
    const found = await explain(world, replaceToken(request, config, scene.token));
    expect(found.reason).toBe(reason);
  });

  test('one that is renewed comes back to the same page', async () => {
    const { token: sent, store } = storeFor(idle, 'ok', config, now);
    const asked = { url: '/app/x.html?y', method: 'GET', headers: [], isScript: false };
    const request = viewerRequestOf({ ...asked, cookie: sent });
    const found = await explain({ bundle, config, now, store }, request);
    expect(found).toMatchObject({ reason: 'renewed', answer: { location: '/app/x.html?y' } });
  });
});

describe('latchkey explain', () => {
  let standIn: StandIn;
  useStandIn((made) => {
    standIn = made;
  });

  const fresh = () => Math.floor(Date.now() / 1000);
  const token = () =>
    signToken(
      { iat: fresh() - 60, sid: 'AAAAAAAAAAAAAAAA', sub: 'ada', groups: 'admins' },
      throwawayKey('signing1'),
      fresh() + 1500,
    );

  test('asks the keys Lambda about a token, and assumes nothing then', async () => {
    const args = ['explain', 'https://www.example.com/admin/', '--cookie', '-', '--json'];
    const { code, stdout } = await standIn.latchkey(args, { input: token() });
    expect(code).toBe(0);
    expect(standIn.keys.asked).toMatchObject([{ operation: 'inspect' }]);
    expect(JSON.parse(stdout)).toMatchObject({
      reason: 'ok',
      rule: { index: 3, path: '/admin/*' },
      session: { sub: 'ada', groups: ['admins'] },
      assumed: [],
    });
  });

  test('a token that the ring refuses is refused here too', async () => {
    standIn.keys.answer = () => ({
      ok: true,
      now: fresh(),
      result: inspection('revoked', fresh()),
    });
    const args = ['explain', '/app/', '--cookie', '-'];
    const { stdout } = await standIn.latchkey(args, { input: token() });
    expect(stdout).toMatch(/Why +revoked: /);
  });

  test('says what it assumes when nobody can check the token', async () => {
    standIn.keys.answer = () => ({ deny: 'no' });
    const args = ['explain', '/app/', '--cookie', '-'];
    const { stdout } = await standIn.latchkey(args, { input: token() });
    expect(stdout).toMatch(/Assumed +the token's signature is good.*lambda:InvokeFunction/);
  });

  describe('somebody played', () => {
    const args = ['explain', '/app/a.html', '--as', 'sub=ada'];

    test.each([
      ['is let in by the rules alone where the ring is there', 'unknown-key', /passed on to the/],
      ['gets 503 where it is not', 'unavailable', /503, by the edge\n +Why +unavailable: /],
    ])('%s', async (_what, verdict, said) => {
      const result = inspection(verdict, fresh());
      standIn.keys.answer = () => ({ ok: true, now: fresh(), result });
      const { code, stdout } = await standIn.latchkey(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(said);
      expect(stdout).not.toMatch(/nobody has looked/);
    });

    test('says where nobody looked at the ring, and why', async () => {
      standIn.keys.answer = () => ({ deny: 'no' });
      const { stdout } = await standIn.latchkey(args);
      expect(stdout).toMatch(/key ring, at which nobody has looked.*lambda:InvokeFunction/);
      const config = join(folderWith({ 'edge.json': JSON.stringify(input) }), 'edge.json');
      const { stdout: ofFile } = await standIn.latchkey([...args, '--config', config]);
      expect(ofFile).toMatch(/key ring, at which nobody has looked\n/);
    });
  });

  describe("the user's own code", () => {
    const source = "export default (request: any) => ((request.uri = '/app/b'), request);";
    const file = (text: string) => join(folderWith({ 'after.ts': text }), 'after.ts');
    const explained = (...more: string[]) =>
      standIn.latchkey(['explain', '/app/a.html', '--as', 'sub=ada', ...more]);

    test('of a deployment is not run as it came, and that is said', async () => {
      standIn.setOwn(own("throw new Error('I was run');"));
      const { code, stdout, stderr } = await explained();
      expect({ code, stderr: stderr.includes('I was run') }).toEqual({ code: 0, stderr: false });
      expect(stdout).toMatch(/Answer +passed on to the origin as \/app\/a\.html/);
      expect(stdout).toMatch(/Note +the deployment has code of its own \(afterAuthorize\)/);
    });

    test('is run where its file is here', async () => {
      standIn.setOwn(await codeOf({ 'after.ts': source }));
      const { code, stdout } = await explained('--after-authorize', file(source));
      expect(code).toBe(0);
      expect(stdout).toMatch(/passed on to the origin as \/app\/b\n/);
      expect(stdout).toMatch(/afterAuthorize +\/app\/b, by the same rule/);
      expect(stdout).not.toMatch(/Note/);
    });

    test('that throws is told to throw, and what: no word of keys', async () => {
      const throwing = "export default () => { throw new Error('no tenant'); };";
      standIn.setOwn(await codeOf({ 'after.ts': throwing }));
      const { code, stdout } = await explained('--after-authorize', file(throwing));
      expect(code).toBe(0);
      expect(stdout).toMatch(/Answer +503, by the edge\n/);
      expect(stdout).toMatch(/Why +own-failed: afterAuthorize.* throws: Error: no tenant\n/);
      expect(stdout).not.toMatch(/key ring/);
    });

    test('another file than the deployed one is refused, and so is one with faults', async () => {
      standIn.setOwn(await codeOf({ 'after.ts': source }));
      const other = await explained('--after-authorize', file('export default (r: any) => r;'));
      expect(other.code).toBe(1);
      expect(other.stderr).toMatch(/is not the afterAuthorize that is deployed/);
      const wrong = await explained('--after-authorize', file('export default () => new Map();'));
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toMatch(/this code cannot be used:\n- .*after\.ts:1: Map is not in/);
      expect(wrong.stderr).not.toMatch(/configuration/);
    });
  });

  test('runs no code that it did not make', async () => {
    standIn.record.edgeFunction.live = 'throw new Error("I was run")';
    const { code, stderr } = await standIn.latchkey(['explain', '/']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/foreign code is not run here\n.*--config/);
  });

  test.each<[string[], RegExp]>([
    [['/x', '--as', 'sub=a b'], /--as has to be like/],
    [['/x', '--as', 'sub=a', '--cookie', 'b'], /say one/],
    [['/x', '--config', 'x.json', '--local', '1'], /instead of a deployment/],
    [['/x', '--config', 'no-such.json'], /cannot be read/],
    [['x'], /URL has to be like/],
    [['/x', '-H', 'nonsense'], /header has to be like/],
    [['/x', '--method', 'G T'], /no HTTP method/],
    [[], /missing required argument/],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, stderr } = await standIn.latchkey(['explain', ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
