import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type Message,
  type QueueAttributeName,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { localAccount, queueClient } from '../../../local/aws/clients.ts';
import { Queue } from '../../../local/aws/queue.ts';
import { clock, closing, listen, refused } from './support.ts';

async function start() {
  const now = clock();
  const { region, accountId } = localAccount;
  const queue = new Queue({ name: 'sign-outs', region, accountId, now });
  const port = await listen(queue.handle);
  const client = closing(queueClient(port, { maxAttempts: 1 }));
  const QueueUrl = queue.url(port);
  const send = (MessageBody: string, more: object = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const receive = async (more: object = { MaxNumberOfMessages: 10 }) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];
  const remove = (ReceiptHandle?: string) =>
    client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return { now, queue, client, port, QueueUrl, send, receive, remove };
}

const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const entries = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    Id: `e${String(index)}`,
    MessageBody: `b${String(index)}`,
  }));

describe('a message', () => {
  test('is sent, received with its checksum, and gone once deleted', async () => {
    const { send, receive, remove, queue } = await start();
    const { MessageId } = await send('{"sid":"é"}');
    const [message] = await receive();
    expect(message).toMatchObject({ MessageId, Body: '{"sid":"é"}' });
    await remove(message?.ReceiptHandle);
    await remove(message?.ReceiptHandle);
    expect(queue.depth()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  });

  test('is hidden from others until its visibility timeout is over', async () => {
    const { send, receive, now } = await start();
    await send('a');
    expect(await receive()).toHaveLength(1);
    now.advance(29_999);
    expect(await receive()).toEqual([]);
    now.advance(1);
    const again = await receive({ MessageSystemAttributeNames: ['All'] });
    expect(again[0]?.Attributes).toEqual({
      SentTimestamp: '1800000000000',
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: '1800000000000',
    });
  });

  test('is hidden for as long as its receiver says', async () => {
    const { send, receive, now } = await start();
    await send('a');
    await receive({ VisibilityTimeout: 5 });
    now.advance(5000);
    expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive()).toHaveLength(1);
  });

  test('may be delayed', async () => {
    const { send, receive, now, queue } = await start();
    await send('a', { DelaySeconds: 10 });
    expect(await receive()).toEqual([]);
    expect(queue.depth().delayed).toBe(1);
    now.advance(10_000);
    expect(await receive()).toHaveLength(1);
    await refused(send('a', { DelaySeconds: 901 }), 'InvalidParameterValue', 400);
  });

  test('is dropped after four days', async () => {
    const { send, receive, now } = await start();
    await send('a');
    now.advance(345_600_000);
    expect(await receive()).toEqual([]);
  });

  test('has 1 MiB at most, at least one character, and none that cannot be carried', async () => {
    const { send, receive } = await start();
    await send('x'.repeat(1_048_576));
    await refused(send('x'.repeat(1_048_577)), 'InvalidParameterValue', 400);
    await refused(send(''), 'MissingParameter', 400);
    await refused(send('\u0000'), 'InvalidMessageContents', 400);
    expect(await receive()).toHaveLength(1);
  });

  test('wakes what listens to the queue', async () => {
    const { send, queue } = await start();
    let woken = 0;
    queue.onMessage = () => (woken += 1);
    await send('a');
    expect(woken).toBe(1);
  });

  test('with attributes is refused rather than stripped of them', async () => {
    const { send } = await start();
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'b' } };
    await refused(send('a', { MessageAttributes }), 'UnsupportedOperation', 400);
  });
});

describe('ReceiveMessage', () => {
  test('gives one message where no number is asked for, ten at most', async () => {
    const { receive, queue } = await start();
    for (let index = 0; index < 12; index += 1) queue.send(String(index));
    expect(bodies(await receive({}))).toEqual(['0']);
    expect(await receive({ MaxNumberOfMessages: 10 })).toHaveLength(10);
    expect(await receive({ MaxNumberOfMessages: 10 })).toHaveLength(1);
    for (const MaxNumberOfMessages of [0, 11]) {
      await refused(receive({ MaxNumberOfMessages }), 'InvalidParameterValue', 400);
    }
  });
});

describe('batches', () => {
  test('of ten are sent and deleted, in order', async () => {
    const { client, QueueUrl, receive, queue } = await start();
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(10) }));
    expect(sent.Successful).toHaveLength(10);
    const received = await receive();
    expect(bodies(received)).toEqual(entries(10).map(({ MessageBody }) => MessageBody));
    const Entries = received.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
    }));
    const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(deleted.Successful).toHaveLength(10);
    expect(queue.depth().notVisible).toBe(0);
  });

  test('fail entry by entry', async () => {
    const { client, QueueUrl, receive, queue } = await start();
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: '\u0000' },
    ];
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed).toMatchObject([
      { Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' },
    ]);
    const [message] = await receive();
    const handles = [
      { Id: 'bad', ReceiptHandle: 'x' },
      { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
    ];
    const deleted = await client.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }),
    );
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
    expect(queue.depth().notVisible).toBe(0);
  });

  test.each([
    ['none', [], 'EmptyBatchRequest'],
    ['eleven', entries(11), 'TooManyEntriesInBatchRequest'],
    ['two of one name', [...entries(1), ...entries(1)], 'BatchEntryIdsNotDistinct'],
    ['a name with a space', [{ Id: 'a b', MessageBody: 'x' }], 'InvalidBatchEntryId'],
    [
      'more than 1 MiB together',
      entries(2).map(({ Id }) => ({ Id, MessageBody: 'x'.repeat(524_289) })),
      'BatchRequestTooLong',
    ],
  ])('of %s are refused', async (_name, Entries, code) => {
    const { client, QueueUrl, queue } = await start();
    const answer = client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    await refused(answer, code, 400);
    expect(queue.depth().visible).toBe(0);
  });
});

describe('the queue', () => {
  test('tells its attributes', async () => {
    const { client, QueueUrl, queue } = await start();
    for (const body of ['a', 'b', 'c']) queue.send(body);
    queue.receive();
    const attributes = async (...AttributeNames: QueueAttributeName[]) =>
      (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
    expect(await attributes('All')).toMatchObject({
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      VisibilityTimeout: '30',
      QueueArn: 'arn:aws:sqs:eu-west-1:123456789012:sign-outs',
    });
    expect(await attributes('DelaySeconds')).toEqual({ DelaySeconds: '0' });
    await refused(attributes('Nothing' as QueueAttributeName), 'InvalidAttributeName', 400);
  });

  test('refuses a handle that is none of its own', async () => {
    const { remove } = await start();
    await refused(remove('x'), 'ReceiptHandleIsInvalid', 404);
  });

  test('of another name does not exist', async () => {
    const { client, QueueUrl } = await start();
    const command = new SendMessageCommand({ QueueUrl: `${QueueUrl}2`, MessageBody: 'a' });
    await refused(client.send(command), 'QueueDoesNotExist', 400);
  });

  test('counts its calls', async () => {
    const { send, receive, queue } = await start();
    await send('a');
    await receive();
    expect(queue.calls.byOperation()).toEqual({ SendMessage: 1, ReceiveMessage: 1 });
  });
});
