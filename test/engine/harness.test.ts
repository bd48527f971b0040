import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { describeWithTool } from '../tools/require-tool.ts';
import { countInstructions } from './callgrind.ts';
import { describeEngines, engines } from './engines.ts';
import { runInNjs, stepsPerProcess } from './njs.ts';

const sample = `import cf from 'cloudfront';
import crypto from 'crypto';
var calls = 0, started = Date.now();
async function handler(event) {
  var request = event.request, store = cf.kvs(), value, known;
  calls++;
  if (request.uri === '/throw') throw new TypeError('thrown on purpose');
  if (request.uri === '/never') await new Promise(function () {});
  if (request.uri === '/time') return [Date.now(), new Date().getTime(), new Date(0).getTime(), started];
  if (request.uri === '/query') return { query: request.rawQueryString() };
  if (request.uri === '/hmac') return crypto.createHmac('sha256', 'key').update('body').digest('base64url');
  if (request.uri === '/calls') return calls;
  if (request.uri === '/log') { console.log('a line'); return null; }
  if (request.uri === '/echo') return request;
  known = await store.exists('r:someone');
  value = await store.get('keys.demo');
  return { known: known, value: value };
}
// no line end after this one`;

const at = (uri: string) => ({ event: { request: { method: 'GET', uri } } });
const batch = { code: sample, clock: 1_700_000_000 };

describeEngines('a bundle', ({ run }) => {
  test('reads the store, and each read is on record', async () => {
    const outcomes = await run({
      ...batch,
      stores: { one: { 'keys.demo': 'ring' } },
      store: 'one',
      steps: [
        at('/'),
        { ...at('/'), store: { 'keys.demo': 'other', 'r:someone': '1' } },
        at('/hmac'),
      ],
    });
    expect(outcomes).toEqual([
      { result: { known: false, value: 'ring' }, reads: ['r:someone', 'keys.demo'], logs: [] },
      { result: { known: true, value: 'other' }, reads: ['r:someone', 'keys.demo'], logs: [] },
      {
        result: createHmac('sha256', 'key').update('body').digest('base64url'),
        reads: [],
        logs: [],
      },
    ]);
  });

  test('a missing key rejects; so does a store or a key that fails', async () => {
    const outcomes = await run({
      ...batch,
      steps: [
        at('/'),
        { ...at('/'), store: { failing: true } },
        { ...at('/'), store: { 'keys.demo': { failing: true } } },
      ],
    });
    expect(outcomes).toEqual([
      { threw: 'KeyNotFound: keys.demo', reads: ['r:someone', 'keys.demo'], logs: [] },
      { threw: 'the store is failing', reads: ['r:someone'], logs: [] },
      { threw: 'the store is failing', reads: ['r:someone', 'keys.demo'], logs: [] },
    ]);
  });

  test('the clock stands where the step says', async () => {
    const outcomes = await run({ ...batch, steps: [at('/time'), { ...at('/time'), now: 42.5 }] });
    const start = 1_700_000_000_000;
    expect(outcomes.map(({ result }) => result)).toEqual([
      [start, start, 0, start],
      [42_500, 42_500, 0, start],
    ]);
  });

  test('a throwing handler is reported, and the next step runs', async () => {
    const outcomes = await run({ ...batch, steps: [at('/throw'), at('/calls')] });
    expect(outcomes).toEqual([
      { threw: 'thrown on purpose', reads: [], logs: [] },
      { result: 2, reads: [], logs: [] },
    ]);
  });

  test('rawQueryString is undefined without a query, rebuilt, or as the step says', async () => {
    const query = {
      a: { value: '1', multiValue: [{ value: '1' }, { value: 'ü' }] },
      b: { value: '' },
    };
    const withQuery = { event: { request: { method: 'GET', uri: '/query', querystring: query } } };
    const outcomes = await run({
      ...batch,
      steps: [at('/query'), withQuery, { ...withQuery, rawQueryString: 'b=&a=%C3' }],
    });
    expect(outcomes.map(({ result }) => result)).toEqual([
      {},
      { query: 'a=1&a=ü&b' },
      { query: 'b=&a=%C3' },
    ]);
  });

  test('text outside ASCII arrives and returns whole', async () => {
    const uri = '/echo';
    const headers = { name: { value: 'Zoë 鍵 🔑\n\u2028' } };
    const event = { request: { method: 'GET', uri, headers } };
    const [outcome] = await run({ ...batch, steps: [{ event }] });
    expect(outcome?.result).toEqual(event.request);
  });

  test('what the bundle logs is kept apart', async () => {
    const [outcome] = await run({ ...batch, steps: [at('/log')] });
    expect(outcome).toEqual({ result: null, reads: [], logs: ['a line'] });
  });

  test('a handler that never settles, a bundle that does not parse: errors', async () => {
    await expect(run({ ...batch, steps: [at('/calls'), at('/never')] })).rejects.toThrow(
      'never settled: step 1 of 2',
    );
    await expect(run({ ...batch, code: 'var = 1', steps: [at('/')] })).rejects.toThrow(
      /Unexpected/,
    );
    await expect(run({ ...batch, steps: [{ ...at('/'), store: 'none' }] })).rejects.toThrow(
      'No store is named none.',
    );
  });
});

describe.each(engines)('$name', ({ run }) => {
  test('no steps give no outcomes', async () => {
    expect(await run({ ...batch, steps: [] })).toEqual([]);
  });
});

describeWithTool('njs', 'njs alone', () => {
  test('one step more than a process takes makes two processes', async () => {
    const steps = Array.from({ length: stepsPerProcess + 1 }, () => at('/calls'));
    const results = (await runInNjs({ ...batch, steps })).map(({ result }) => result);
    expect(results.filter((calls) => calls === 1)).toHaveLength(2);
    expect(results).toHaveLength(stepsPerProcess + 1);
    expect(results.slice(0, 3)).toEqual([1, 2, 3]);
  });

  test('refuses what the edge refuses', async () => {
    const code = 'async function handler(event) { var a = [...event.list]; return a; }';
    await expect(runInNjs({ ...batch, code, steps: [at('/')] })).rejects.toThrow('SyntaxError');
  });
});

describeWithTool('valgrind', 'countInstructions', () => {
  test('counts the calls alone, the same each time', async () => {
    const options = { ...batch, step: at('/hmac'), calls: [10, 20] as const };
    const once = await countInstructions(options);
    const again = await countInstructions(options);
    const alternating = await countInstructions({ ...options, step: [at('/hmac'), at('/calls')] });
    const empty = 'async function handler(event) { return event; }';
    const nothing = await countInstructions({ ...options, code: empty });
    expect(again).toBe(once);
    expect(alternating).toBeLessThan(once ?? 0);
    expect((once ?? 0) - (nothing ?? 0)).toBeGreaterThan(15_000);
  });

  test('refuses to count calls that throw', async () => {
    await expect(countInstructions({ ...batch, step: at('/throw') })).rejects.toThrow(
      'thrown on purpose',
    );
  });
});
