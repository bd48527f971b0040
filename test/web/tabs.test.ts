import { expect, test } from '@jest/globals';
import { buildClient } from '../../web/client/client.ts';
import type { LatchkeyEvent } from '../../web/client/presence.ts';
import { aSession, fakeLine, fakeTab, json, refusal, type Answerer } from './fake-environment.ts';

function openTab(line: ReturnType<typeof fakeLine>, answer: Answerer) {
  const tab = fakeTab({ answer, openChannel: line.open });
  const client = buildClient(tab, {});
  const heard: string[] = [];
  const end = client.subscribe(({ type }: LatchkeyEvent) => void heard.push(type));
  return { client, heard, end };
}

test('a sign-out is heard in the other tabs', async () => {
  const line = fakeLine();
  const [one, two] = [
    openTab(line, () => json(200, aSession)),
    openTab(line, () => json(200, aSession)),
  ];
  await one.client.session();
  await two.client.session();
  one.client.signOut();
  expect(one.heard).toEqual(['signed-out']);
  expect(two.heard).toEqual(['signed-out']);
});

test('a session that a request found gone is gone for the other tabs too', async () => {
  const line = fakeLine();
  const gone: Answerer = ({ path }) =>
    path === '/_auth/session' ? json(200, aSession) : refusal('revoked');
  const [one, two] = [openTab(line, gone), openTab(line, gone)];
  await one.client.session();
  await two.client.session();
  await one.client.fetch('/app/report.json');
  expect(one.heard).toEqual(['signed-out', 'sign-in-required']);
  expect(two.heard).toEqual(['signed-out']);
});

test('a sign-in is heard where a tab knew that nobody was signed in', async () => {
  const line = fakeLine();
  const out = openTab(line, () => refusal('none'));
  await out.client.session();
  expect(out.heard).toEqual([]);
  await openTab(line, () => json(200, aSession)).client.session();
  expect(out.heard).toEqual(['signed-in']);
});

test('what is known already is not told again', async () => {
  const line = fakeLine();
  const { client, heard } = openTab(line, () => json(200, aSession));
  await client.session();
  await client.session();
  expect(heard).toEqual([]);
  expect(line.said).toEqual(['signed-in']);
});

test('a tab that never asked hears nothing, even of both', async () => {
  const line = fakeLine();
  const idle = openTab(line, () => json(200, aSession));
  const busy = openTab(line, () => json(200, aSession));
  await busy.client.session();
  busy.client.signOut();
  expect(line.said).toEqual(['signed-in', 'signed-out']);
  expect(idle.heard).toEqual([]);
});

test('an unknown word on the line changes nothing', async () => {
  const line = fakeLine();
  const tab = openTab(line, () => json(200, aSession));
  await tab.client.session();
  line.open('latchkey/_auth').post('something else');
  expect(tab.heard).toEqual([]);
});

test('an ended subscription hears nothing', async () => {
  const line = fakeLine();
  const { client, heard, end } = openTab(line, () => json(200, aSession));
  await client.session();
  end();
  client.signOut();
  expect(heard).toEqual([]);
});

test('each auth path has its own line', () => {
  const line = fakeLine();
  const tab = fakeTab({ openChannel: line.open });
  buildClient(tab, {});
  buildClient(tab, { authPath: '/members' });
  expect(line.names).toEqual(['latchkey/_auth', 'latchkey/members']);
});
