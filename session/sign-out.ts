/**
 * A sign-out on its way to the writer that tells the edges: one message of the queue.
 */

export interface SignOut {
  readonly sub: string;
  readonly sid: string;
}

const shape = /^([\w-]{1,64}) ([\w-]{16})$/;

export function formatSignOut(signOut: SignOut): string {
  return signOut.sub + ' ' + signOut.sid;
}

/** `null` when it is none. */
export function parseSignOut(text: string): SignOut | null {
  const part = shape.exec(text);
  return part && { sub: part[1]!, sid: part[2]! };
}
