import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { Queue } from '../../local/aws/index.ts';
import { mapEventSource } from '../../local/event-source.ts';

const visibilityTimeout = 30;

/** A queue and its Lambda, which fails for as many events as it is told to; and a poller by hand. */
function mapped() {
  let time = Date.UTC(2026, 0, 2);
  let poll: () => void = () => undefined;
  const world = {
    events: [] as string[][],
    /** What becomes of the next events, in order; success where nothing is said. */
    outcomes: [] as (Error | readonly string[])[],
    isScheduled: true,
  };
  const queue = new Queue({
    name: 'q',
    region: 'eu-west-1',
    accountId: '123456789012',
    now: () => time,
    visibilityTimeout,
  });
  const lambda = {
    invoke: <Result>(event: unknown) => {
      const { Records } = event as SQSEvent;
      world.events.push(Records.map(({ body }) => body));
      const outcome = world.outcomes.shift() ?? [];
      if (outcome instanceof Error) return Promise.reject<Result>(outcome);
      const failed = Records.filter(({ body }) => outcome.includes(body));
      const answer: SQSBatchResponse = {
        batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
      return Promise.resolve(answer as Result);
    },
  };
  const source = mapEventSource(queue, lambda, 'eu-west-1', (look) => {
    poll = look;
    return () => {
      world.isScheduled = false;
    };
  });
  const { events, outcomes } = world;
  return {
    world,
    events,
    outcomes,
    queue,
    source,
    /** Lets time pass, and the poller look. */
    after: async (seconds: number) => {
      time += seconds * 1000;
      poll();
      for (let turns = 0; turns < 5; turns++) await turn();
    },
  };
}

describe('an event source mapping', () => {
  test('hands on together what comes together, at once, and deletes it', async () => {
    const { queue, events, after } = mapped();
    for (const body of ['a', 'b', 'c']) queue.send(body);
    await after(0);
    expect(events).toEqual([['a', 'b', 'c']]);
    await after(visibilityTimeout);
    expect(events).toHaveLength(1);
    expect(queue.depth()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  });

  test('hands on again what failed, after the visibility timeout, without another message', async () => {
    const { queue, events, outcomes, after } = mapped();
    outcomes.push(new Error('out of memory'));
    queue.send('a');
    await after(0);
    await after(visibilityTimeout - 1);
    expect(events).toEqual([['a']]);
    await after(1);
    expect(events).toEqual([['a'], ['a']]);
    await after(visibilityTimeout);
    expect(events).toHaveLength(2);
  });

  test('hands on again no more than what is reported as failed', async () => {
    const { queue, events, outcomes, after } = mapped();
    outcomes.push(['b'], ['b']);
    for (const body of ['a', 'b']) queue.send(body);
    await after(0);
    await after(visibilityTimeout);
    await after(visibilityTimeout);
    await after(visibilityTimeout);
    expect(events).toEqual([['a', 'b'], ['b'], ['b']]);
  });

  test('hands on a delayed message when its time has come', async () => {
    const { queue, events, after } = mapped();
    queue.send('a', 10);
    await after(9);
    expect(events).toEqual([]);
    await after(1);
    expect(events).toEqual([['a']]);
  });

  test('ends', async () => {
    const { world, queue, source, after } = mapped();
    source.stop();
    expect(world.isScheduled).toBe(false);
    queue.send('a');
    source.look();
    await after(visibilityTimeout);
    expect(world.events).toEqual([]);
  });
});
