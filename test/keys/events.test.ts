/** What reaches the keys Lambda is one of three things, exactly, or refused. */
import { describe, expect, test } from '@jest/globals';
import { readEvent } from '../../keys/events.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:ring-abcdef';
const id = 'a1b2c3d4-0000-0000-0000-000000000000';
const rotation = { Step: 'createSecret', SecretId: arn, ClientRequestToken: id };
const read = (event: unknown) => readEvent(event, arn);

describe('a rotation', () => {
  test.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])(
    'has the step %s',
    (Step) => {
      expect(read({ ...rotation, Step })).toEqual({ kind: 'rotation', step: Step, id });
    },
  );

  test('may come with the token of a role', () => {
    expect(read({ ...rotation, RotationToken: 'x' })).toMatchObject({ kind: 'rotation' });
  });

  test.each([
    ['another step', { Step: 'deleteSecret' }],
    ['another secret', { SecretId: `${arn}x` }],
    ['a secret by name', { SecretId: 'ring' }],
    ['no token', { ClientRequestToken: undefined }],
    ['a short token', { ClientRequestToken: 'short' }],
    ['a token that is no text', { ClientRequestToken: [id] }],
    ['something more', { detail: {} }],
  ])('with %s is none', (_, change) => {
    expect(read({ ...rotation, ...change })).toEqual({ kind: 'unknown' });
  });
});

describe('the daily run', () => {
  const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: ['rule'] };

  test('is an event of a schedule', () => {
    expect(read(scheduled)).toEqual({ kind: 'daily' });
  });

  test.each([
    ['another source', { source: 'aws.s3' }],
    ['another kind of event', { 'detail-type': 'Object Created' }],
  ])('with %s is none', (_, change) => {
    expect(read({ ...scheduled, ...change })).toEqual({ kind: 'unknown' });
  });
});

describe('an operation', () => {
  test.each([
    [{ operation: 'status' }],
    [{ operation: 'repair' }],
    [{ operation: 'rotate' }],
    [{ operation: 'drop', all: true }],
    [{ operation: 'revoke-user', user: 'ada@example.com' }],
    [{ operation: 'revoke-session', sub: 'a-b', sid: 's'.repeat(16) }],
    [{ operation: 'revoke-everyone' }],
    [{ operation: 'inspect', token: '' }],
  ])('%j', (event) => {
    expect(read(event)).toEqual({ kind: 'operation', operation: event });
  });

  test.each([
    [{ operation: 'constructor' }, 'there is no such operation'],
    [{ operation: ['status'] }, 'there is no such operation'],
    [{ operation: 'status', all: true }, 'status takes no all'],
    [{ operation: 'drop' }, 'all is missing or not valid'],
    [{ operation: 'drop', all: 'false' }, 'all is missing or not valid'],
    [{ operation: 'revoke-user', user: '' }, 'user is missing or not valid'],
    [{ operation: 'revoke-user', user: 'ada lovelace' }, 'user is missing or not valid'],
    [
      { operation: 'revoke-session', sub: 'a/b', sid: 'short' },
      'sub is missing or not valid; sid is missing or not valid',
    ],
    [{ operation: 'inspect', token: 'x'.repeat(4097) }, 'token is missing or not valid'],
    [
      { ...rotation, operation: 'status' },
      'status takes no Step; status takes no SecretId; status takes no ClientRequestToken',
    ],
  ])('%j is none', (event, why) => {
    expect(read(event)).toEqual({ kind: 'no-operation', why });
  });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'status'],
  ['a list', [{ operation: 'status' }]],
  ['messages of a queue', { Records: [{ eventSource: 'aws:sqs', body: 'a b' }] }],
  ['a request to a URL', { version: '2.0', rawPath: '/', body: '{"operation":"drop","all":true}' }],
])('%s is refused', (_, event) => {
  expect(read(event)).toEqual({ kind: 'unknown' });
});
