import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { startSystem } from '../../local/system.ts';
import { folderWith } from '../functions/after/files.ts';

const source = `
export const afterAuthorize = (request: any, session: any) => {
  if (request.uri === '/old') return { statusCode: 301, headers: { location: { value: '/' } } };
  if (request.uri === '/favicon.svg') request.uri = '/admin/index.html';
  return request;
};`;

test("the local system runs the user's own code, and judges what it chooses", async () => {
  const afterAuthorize = join(folderWith({ 'after.ts': source }), 'after.ts');
  const rules = [
    { path: '/favicon.svg', allow: 'public' },
    { path: '/old', allow: 'public' },
  ] as const;
  const system = await startSystem({ afterAuthorize, edge: { rules } });
  const ask = (path: string) => fetch(`${system.url}${path}`, { redirect: 'manual' });
  const moved = await ask('/old');
  const guarded = await ask('/favicon.svg');
  await system.close();
  expect(moved.status).toBe(301);
  expect(moved.headers.get('location')).toBe('/');
  expect(moved.headers.get('cache-control')).toBe('no-store');
  expect(guarded.status).toBe(401);
});
