import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { RequestListener } from 'node:http';
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

  test.each([
    ['ThrottlingException', 2],
    ['com.amazonaws.ssm#ThrottlingException', 2],
    ['RequestLimitExceeded', 2],
    ['ParameterNotFound', 1],
  ])('is asked once more where it throttles by 400: %s', async (type, times) => {
    let asked = 0;
    const aws = await callsTo((_, response) => {
      if (++asked === 1) response.writeHead(400).end(JSON.stringify({ __type: type }));
      else response.writeHead(200).end(well);
    });
    await aws.getParameter('a').catch(() => null);
    expect(asked).toBe(times);
  });

  test.each([2_990, 3_000, 9_000])(
    'is not waited for any longer because it is asked twice: %i ms are gone',
    async (gone) => {
      let asked = 0;
      const limits = jest.spyOn(globalThis, 'setTimeout');
      const aws = await callsTo((_, response) => {
        // The second is never answered.
        if (++asked > 1) return;
        const late = Date.now() + gone;
        jest.spyOn(Date, 'now').mockReturnValue(late);
        response.writeHead(503).end();
      });
      await expect(aws.getParameter('a')).rejects.toMatchObject({
        code: 'temporarily_unavailable',
      });
      const ours = limits.mock.calls
        .map(([, limit]) => limit)
        .filter((limit) => limit !== undefined);
      expect(ours.filter((limit) => limit > 1000)).toEqual([3000]);
    },
  );

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
