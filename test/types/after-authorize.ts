/** User's edge code that has to be refused by the compiler, and next to it the right one. */
import type { Stack } from 'aws-cdk-lib';
import { Latchkey, type AfterAuthorize, type EdgeSession } from '../../cdk/index.ts';

declare const stack: Stack;

export const sound: AfterAuthorize = (request, session) => {
  request.uri = `/of/${session?.sub ?? 'nobody'}`;
  request.headers['x-groups'] = { value: session?.groups.join() ?? '' };
  return session ? request : { statusCode: 404 };
};

// @ts-expect-error TS2322 it answers at once
export const late: AfterAuthorize = async (request) => Promise.resolve(request);
// @ts-expect-error TS2322 it answers something
export const silent: AfterAuthorize = () => undefined;
// @ts-expect-error TS2322 an answer has a status
export const noStatus: AfterAuthorize = () => ({ body: 'text' });
// @ts-expect-error TS18047 on a public path nobody is known
export const everywhere: AfterAuthorize = (request, session) => (session.sub ? request : request);
// @ts-expect-error TS2339 the token is not among what is told
export const token = (session: EdgeSession): unknown => session.token;
// @ts-expect-error TS2540 a method is as it was asked
export const method: AfterAuthorize = (request) => ((request.method = 'GET'), request);
// @ts-expect-error TS2322 a header is an object with a value
export const header: AfterAuthorize = (request) => ((request.headers['x'] = 'y'), request);
// @ts-expect-error TS2322 a file is named, not a function given
new Latchkey(stack, 'Function', { audience: 'docs', rules: [], afterAuthorize: sound });
new Latchkey(stack, 'File', { audience: 'docs', rules: [], afterAuthorize: 'edge/after.ts' });
