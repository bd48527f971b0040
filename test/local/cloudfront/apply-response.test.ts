import { describe, expect, test } from '@jest/globals';
import { applyResponse, describeResponse } from '../../../local/cloudfront/apply-response.ts';
import type { EventResponse } from '../../../local/cloudfront/event.ts';

describe('a response that a function makes', () => {
  test('all of it', () => {
    expect(
      applyResponse({
        statusCode: 302,
        statusDescription: 'Found',
        headers: {
          location: { value: '/x' },
          link: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] },
        },
        cookies: {
          s: { value: '1', attributes: 'Secure; Path=/' },
          t: { value: '', multiValue: [{ value: '2' }, { value: '3', attributes: 'HttpOnly' }] },
        },
        body: 'text',
      }),
    ).toEqual({
      status: 302,
      headers: {
        location: '/x',
        link: ['a', 'b'],
        'set-cookie': ['s=1; Secure; Path=/', 't=2', 't=3; HttpOnly'],
      },
      body: 'text',
    });
  });

  test('a status alone is enough', () => {
    expect(applyResponse({ statusCode: 204 })).toEqual({ status: 204, headers: {}, body: '' });
  });

  test('bodies', () => {
    const body = (value: unknown) => String(applyResponse({ statusCode: 200, body: value }).body);
    expect(body({ encoding: 'text', data: 'ä' })).toBe('ä');
    expect(body({ encoding: 'base64', data: 'aGk=' })).toBe('hi');
  });

  test.each([
    [{ statusCode: '200' }, /integer from 100 to 599/],
    [{ statusCode: 99 }, /integer/],
    [{ statusCode: 600 }, /integer/],
    [{ statusCode: 200.5 }, /integer/],
    [{ statusCode: null }, /integer/],
    [{ statusCode: 200, statusDescription: 1 }, /statusDescription/],
    [{ statusCode: 200, headers: { 'set-cookie': { value: 'a=b' } } }, /given as cookies/],
    [{ statusCode: 200, headers: { 'x-cache': { value: 'Hit' } } }, /add or change/],
    [{ statusCode: 200, headers: { 'x-amz-cf-id': { value: 'x' } } }, /add or change/],
    [{ statusCode: 200, headers: { 'x-edge-x': { value: 'x' } } }, /add or change/],
    [{ statusCode: 200, headers: { connection: { value: 'close' } } }, /add or change/],
    [{ statusCode: 200, headers: { via: { value: 'x' } } }, /read-only/],
    [{ statusCode: 200, headers: { warning: { value: 'x' } } }, /read-only/],
    [{ statusCode: 200, headers: { 'transfer-encoding': { value: 'chunked' } } }, /read-only/],
    [{ statusCode: 200, headers: { Location: { value: '/' } } }, /lower case/],
    [{ statusCode: 200, headers: { location: { value: '/\r\nx: y' } } }, /control character/],
    [{ statusCode: 200, headers: { location: '/' } }, /must be {value/],
    [{ statusCode: 200, headers: [] }, /must be an object/],
    [{ statusCode: 200, cookies: { a: { value: 1 } } }, /must have a string/],
    [{ statusCode: 200, cookies: { a: { value: '', attributes: 1 } } }, /attributes/],
    [{ statusCode: 200, cookies: { a: { value: 'x\ny' } } }, /control character/],
    [{ statusCode: 200, body: 5 }, /body must be/],
    [{ statusCode: 200, body: { data: 'x' } }, /text or base64/],
    [{ statusCode: 200, body: { encoding: 'gzip', data: 'x' } }, /text or base64/],
    [{ statusCode: 200, body: { encoding: 'base64', data: '*' } }, /valid base64/],
    ['text', /did not return/],
    [null, /did not return/],
  ])('%j is refused', (returned, reason) => {
    expect(() => applyResponse(returned)).toThrow(
      expect.objectContaining({
        status: 502,
        code: 'FunctionValidationError',
        message: expect.stringMatching(reason) as unknown,
      }),
    );
  });
});

describe('a response that a function changes', () => {
  const sent = {
    status: 200,
    headers: {
      'content-type': 'text/html',
      'x-cache': 'Hit from cloudfront',
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'set-cookie': ['a=1;Secure', 'a=2'],
    },
    body: 'original',
  };
  const event = () => JSON.parse(JSON.stringify(describeResponse(sent))) as EventResponse;

  test('nothing changed: everything stays, what is hidden too', () => {
    expect(applyResponse(event(), sent)).toEqual(sent);
  });

  test('header, status, cookies and body', () => {
    const returned = event();
    returned.headers['x-new'] = { value: 'v' };
    const cookies = { b: { value: '3' } };
    const changed = applyResponse({ ...returned, cookies, statusCode: 404, body: '' }, sent);
    expect(changed).toMatchObject({ status: 404, body: '' });
    expect(changed.headers).toMatchObject({ 'x-new': 'v', 'set-cookie': ['b=3'] });
  });

  test('the body is not shown', () => {
    expect(event()).not.toHaveProperty('body');
    expect(event().headers).not.toHaveProperty('x-cache');
  });
});
