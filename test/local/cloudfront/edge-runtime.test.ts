import { describe, expect, test } from '@jest/globals';
import { createHash, createHmac } from 'node:crypto';
import {
  eventRequest,
  readViewerRequest,
  type EdgeEvent,
} from '../../../local/cloudfront/event.ts';
import {
  codeLimit,
  EdgeBundleError,
  loadEdgeFunction,
} from '../../../local/cloudfront/edge-runtime.ts';
import { bundle, createClock, edge, start, storeOf } from './support.ts';

function eventFor(url: string, headers: Record<string, string> = {}): EdgeEvent {
  const request = readViewerRequest({ method: 'GET', url, headers, body: Buffer.alloc(0) });
  return {
    version: '1.0',
    context: {
      distributionDomainName: 'd.cloudfront.net',
      distributionId: 'E',
      endpoint: 'd.cloudfront.net',
      eventType: 'viewer-request',
      requestId: 'r',
    },
    viewer: { ip: '192.0.2.7' },
    request: eventRequest(request),
  };
}

/** What an expression, or the body of a handler, gives inside the engine. */
async function evaluate(body: string, values: Record<string, string> = {}) {
  const code = body.includes('return') ? body : `return { value: ${body} };`;
  const running = await edge(code, values);
  const returned = await running.run(eventFor('/'), { rawQueryString: undefined });
  return (returned as { value?: unknown }).value;
}

describe('loading', () => {
  const load = (code: string) => loadEdgeFunction({ code, store: storeOf({}), now: () => start });

  test('10 KB is taken and one byte more is not', async () => {
    const code = bundle('return event.request;');
    const fits = code + '/'.repeat(codeLimit - code.length);
    await expect(load(fits)).resolves.toBeDefined();
    await expect(load(`${fits}/`)).rejects.toThrow(
      'the bundle has 10241 bytes; CloudFront takes 10240',
    );
  });

  test('size is counted in bytes', async () => {
    await expect(load(`//${'ä'.repeat(codeLimit / 2)}`)).rejects.toThrow('10242 bytes');
  });

  test.each([
    ['async function handler( {', 'no valid module'],
    ['var x = 1;', 'no top-level handler'],
    ['export async function handler() {}', 'exports handler'],
    ["import fs from 'fs'; async function handler() {}", 'imports fs'],
  ])('%s is refused', async (code, message) => {
    const loading = load(code);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toBeInstanceOf(EdgeBundleError);
  });
});

describe('globals', () => {
  test.each([
    ...['process', 'fetch', 'setTimeout', 'setInterval', 'require', 'module', 'URL', 'WebAssembly'],
    ...[
      'URLSearchParams',
      'structuredClone',
      'performance',
      'Map',
      'Set',
      'Proxy',
      'Reflect',
      'Intl',
    ],
    ...['BigInt', 'WeakMap', 'queueMicrotask', 'eval', 'escape', 'host'],
  ])('%s does not exist', async (name) => {
    expect(await evaluate(`typeof ${name}`)).toBe('undefined');
  });

  test('code cannot be made from text', async () => {
    await expect(evaluate("return { value: new Function('return 1')() };")).rejects.toThrow();
  });

  test("the services are of the engine's own realm", async () => {
    const body = `
      var found = [cf, cf.kvs, cf.kvs(), crypto, crypto.createHash, console.log, Date, Buffer.from, event]
        .map(function (one) {
          try { return one.constructor.constructor('return typeof process')(); }
          catch (e) { return e instanceof EvalError ? 'no code from text' : 'leak'; }
        });
      return { value: found };`;
    expect(new Set((await evaluate(body)) as string[])).toEqual(new Set(['no code from text']));
  });

  test.each([
    ["'a-b'.replaceAll('-', '+')", 'a+b'],
    ["Buffer.from('aGk', 'base64url').toString()", 'hi'],
    ["Buffer.from('hi').toString('hex')", '6869'],
    ['Buffer.from([1, 2, 3, 4]).readInt32BE(0)', 0x01020304],
    ['new Int32Array(Buffer.from([1, 0, 0, 0]).buffer)[0]', 1],
    ['Buffer.from("abcd").buffer.byteLength', 4],
    ["Buffer.from('x') instanceof Buffer", true],
    ["atob('aGk=')", 'hi'],
    ["new TextEncoder().encode('ä').length", 2],
    ['[] instanceof Array && event.request.headers instanceof Object', true],
  ])('%s is %j', async (code, value) => {
    expect(await evaluate(code)).toBe(value);
  });

  test('Buffer knows the encodings of the engine and no more', async () => {
    await expect(evaluate("Buffer.from('x', 'latin1')")).rejects.toThrow('not supported');
    await expect(evaluate("crypto.createHash('md5').digest('latin1')")).rejects.toThrow();
  });
});

describe('crypto', () => {
  test.each(['md5', 'sha1', 'sha256'])('%s and its HMAC agree with Node', async (name) => {
    expect(
      await evaluate(`crypto.createHash('${name}').update('a').update('b').digest('hex')`),
    ).toBe(createHash(name).update('ab').digest('hex'));
    const hmac = createHmac(name, 'key').update('text');
    expect(
      await evaluate(`crypto.createHmac('${name}', 'key').update('text').digest('base64url')`),
    ).toBe(hmac.digest('base64url'));
  });

  test('a digest without an encoding is a Buffer', async () => {
    const hash = createHash('sha256').update('a').digest();
    expect(await evaluate("crypto.createHash('sha256').update('a').digest().readInt32BE(28)")).toBe(
      hash.readInt32BE(28),
    );
  });

  test('a key may be a Buffer', async () => {
    const code = "crypto.createHmac('sha256', Buffer.from('key')).update('x').digest('base64')";
    expect(await evaluate(code)).toBe(createHmac('sha256', 'key').update('x').digest('base64'));
  });

  test.each(['sha512', 'sha384', 'toString'])('%s is not supported', async (name) => {
    await expect(evaluate(`crypto.createHash('${name}')`)).rejects.toThrow(
      'not supported algorithm',
    );
  });

  test('its errors are errors of the engine', async () => {
    const body =
      "try { crypto.createHash('x'); } catch (e) { return { value: e instanceof TypeError }; }";
    expect(await evaluate(body)).toBe(true);
  });
});

describe('the key value store', () => {
  const values = { text: 'hello', json: '{"a":1}' };
  const get = (call: string) =>
    evaluate(`var v = await cf.kvs().${call}; return { value: v };`, values);

  test('get, in each format', async () => {
    expect(await get("get('text')")).toBe('hello');
    expect(await get("get('text', { format: 'string' })")).toBe('hello');
    expect(await get("get('json', { format: 'json' })")).toEqual({ a: 1 });
    const bytes =
      "var v = await cf.kvs('id').get('text', { format: 'bytes' }); return { value: v instanceof Uint8Array && v[0] };";
    expect(await evaluate(bytes, values)).toBe(104);
    await expect(get("get('text', { format: 'xml' })")).rejects.toThrow('not supported format');
  });

  test('a missing key rejects', async () => {
    await expect(get("get('none')")).rejects.toThrow('Key not found: none');
    const caught =
      "try { await cf.kvs().get('none'); } catch (e) { return { value: e instanceof Error && e.message }; }";
    expect(await evaluate(caught, values)).toBe('Key not found: none');
  });

  test('exists tells without rejecting', async () => {
    expect(await get("exists('text')")).toBe(true);
    expect(await get("exists('none')")).toBe(false);
  });

  test('a failing store rejects both', async () => {
    const fail = () => Promise.reject(new Error('throttled'));
    const code = bundle('var k = cf.kvs(); var v = await k.exists("a"); return { v: v };');
    const running = await loadEdgeFunction({
      code,
      store: { get: fail, exists: fail },
      now: () => start,
    });
    await expect(running.run(eventFor('/'), { rawQueryString: undefined })).rejects.toThrow(
      'throttled',
    );
  });

  test('meta', async () => {
    const meta = { creationDateTime: 'a', lastUpdatedDateTime: 'b', keyCount: 2 };
    const code = bundle('var m = await cf.kvs().meta(); return m;');
    const store = { ...storeOf({}), meta: () => Promise.resolve(meta) };
    const running = await loadEdgeFunction({ code, store, now: () => start });
    expect(await running.run(eventFor('/'), { rawQueryString: undefined })).toEqual(meta);
    await expect(get('meta()')).rejects.toThrow('no metadata');
  });
});

describe('each run', () => {
  test('starts from nothing', async () => {
    const code = `var count = 0;\n${bundle(`
      count = count + 1;
      globalThis.seen = (globalThis.seen || 0) + 1;
      Array.prototype.mine = (Array.prototype.mine || 0) + 1;
      return { count: count, seen: globalThis.seen, mine: Array.prototype.mine };`)}`;
    const running = await loadEdgeFunction({ code, store: storeOf({}), now: () => start });
    for (let i = 0; i < 3; i += 1) {
      const returned = await running.run(eventFor('/'), { rawQueryString: undefined });
      expect(returned).toEqual({ count: 1, seen: 1, mine: 1 });
    }
    expect('mine' in Array.prototype).toBe(false);
  });

  test('has its own, frozen time', async () => {
    const clock = createClock();
    const code = bundle(`
      var before = Date.now();
      await cf.kvs().get('tick');
      return { now: Date.now(), fresh: new Date().getTime(), before: before,
        fixed: new Date(5).getTime(), utc: Date.UTC(1970, 0, 1), is: new Date() instanceof Date };`);
    const store = {
      exists: () => Promise.resolve(true),
      get: () => {
        clock.advance(30);
        return Promise.resolve('');
      },
    };
    const running = await loadEdgeFunction({ code, store, now: clock.now });
    const expected = (now: number) => ({
      now,
      fresh: now,
      before: now,
      fixed: 5,
      utc: 0,
      is: true,
    });
    const hooks = { rawQueryString: undefined };
    expect(await running.run(eventFor('/'), hooks)).toEqual(expected(start));
    expect(await running.run(eventFor('/'), hooks)).toEqual(expected(start + 30_000));
  });

  test('logs its own lines, the first argument of each', async () => {
    const lines: string[] = [];
    const running = await edge(
      "console.log('a', 'b'); console.log({ c: 1 }); return event.request;",
    );
    await running.run(eventFor('/'), {
      rawQueryString: undefined,
      log: (line) => lines.push(line),
    });
    expect(lines).toEqual(['a', '{"c":1}']);
  });

  test.each([
    ['/a', undefined, 'undefined'],
    ['/a?', '', '""'],
    ['/a?x=%20&x', 'x=%20&x', '"x=%20&x"'],
  ])('rawQueryString() of %s', async (url, rawQueryString, shown) => {
    const running = await edge(
      'return { q: String(JSON.stringify(event.request.rawQueryString())) };',
    );
    expect(await running.run(eventFor(url), { rawQueryString })).toEqual({ q: shown });
  });

  test('does not reach the event that was passed in', async () => {
    const event = eventFor('/');
    const running = await edge("event.request.uri = '/changed'; return event.request;");
    expect(await running.run(event, { rawQueryString: undefined })).toMatchObject({
      uri: '/changed',
    });
    expect(event.request.uri).toBe('/');
  });

  test('passes on what the handler throws', async () => {
    await expect(evaluate("throw new Error('broken'); return;")).rejects.toThrow('broken');
    await expect(evaluate('return event.request.headers.none.value;')).rejects.toThrow('undefined');
  });

  test('gives undefined for nothing, and plain data for the rest', async () => {
    const run = async (body: string) =>
      (await edge(body)).run(eventFor('/'), { rawQueryString: undefined });
    expect(await run('')).toBeUndefined();
    expect(await run('return function () {};')).toBeUndefined();
    expect(await run('return { a: [1, { b: null }], f: function () {} };')).toEqual({
      a: [1, { b: null }],
    });
  });
});
