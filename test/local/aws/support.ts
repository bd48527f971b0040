import { afterEach, expect } from '@jest/globals';
import type { HttpHandler } from '../../../local/http.ts';
import { serve } from '../../../local/serve.ts';

const open: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Serves a handler until the test is over; the port. */
export async function listen(handler: HttpHandler): Promise<number> {
  const server = await serve(handler);
  open.push(() => server.close());
  return server.port;
}

/** Lets go of a client's connections when the test is over, before the server stops. */
export function closing<T extends { destroy(): void }>(client: T): T {
  open.unshift(() => {
    client.destroy();
  });
  return client;
}

/** A clock in milliseconds that moves when it is told to. */
export function clock(start = 1_800_000_000_000) {
  let time = start;
  const now = () => time;
  return Object.assign(now, {
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  });
}

/** Expects an SDK error of this name and HTTP status. */
export async function refused(
  answer: Promise<unknown>,
  name: string,
  httpStatusCode: number,
): Promise<void> {
  await expect(answer).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
}
