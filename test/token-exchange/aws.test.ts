import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { listen, type RunningServer } from '../../local/serve.ts';
import { awsCalls } from '../../token-exchange/aws.ts';

const servers: RunningServer[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The calls, with a parameter store that answers like this. */
async function callsTo(listener: RequestListener) {
  const server = await listen(listener);
  servers.push(server);
  const url = `http://127.0.0.1:${server.port}`;
  const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  return awsCalls({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_SSM: url, ...credentials });
}

/** Throws away whatever nothing holds on to. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Every context made from now on would have it, those of other tests too.
  setFlagsFromString('--no-expose-gc');
  collect();
}

describe('a service that does not answer', () => {
  test('is given up, also when garbage is collected meanwhile', async () => {
    const timeout = new AbortController();
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
    let wasAsked = () => {};
    const asked = new Promise<void>((resolve) => (wasAsked = resolve));
    const aws = await callsTo(() => wasAsked());
    const call = expect(aws.getParameter('a')).rejects.toThrow('SSM cannot be reached');
    await asked;
    collectGarbage();
    timeout.abort();
    await call;
  }, 10_000);
});

describe('a service that is not well', () => {
  const well = JSON.stringify({ Parameter: { Value: 'the value' } });

  test.each([500, 503, 429])('is asked once more: %i', async (status) => {
    let asked = 0;
    const aws = await callsTo((_, response) => {
      response.writeHead(++asked === 1 ? status : 200).end(well);
    });
    expect(await aws.getParameter('a')).toBe('the value');
    expect(asked).toBe(2);
  });

  test('is not asked a third time', async () => {
    let asked = 0;
    const aws = await callsTo((_, response) => {
      asked++;
      response.writeHead(500).end('{"__type":"InternalServerError"}');
    });
    await expect(aws.getParameter('a')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      cause: '500 InternalServerError',
    });
    expect(asked).toBe(2);
  });

  test('is not asked again where the request is what it does not like', async () => {
    let asked = 0;
    const aws = await callsTo((_, response) => {
      asked++;
      response.writeHead(400).end('{"__type":"ParameterNotFound"}');
    });
    await expect(aws.getParameter('a')).rejects.toMatchObject({ cause: '400 ParameterNotFound' });
    expect(asked).toBe(1);
  });
});
