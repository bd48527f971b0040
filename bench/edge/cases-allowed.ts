import type { EdgeConfigInput } from '../../functions/compile/check.ts';
import { passedOnce, passedUnread, type EdgeCase } from './case.ts';
import { documented, everythingOn, withFirst } from './configurations.ts';
import type { Request } from './requests.ts';

const page = '/app/reports/2026.html';

/** The group that a token carries where none is asked for: seven letters. */
export const group = 'members';

const allowed = (
  id: string,
  title: string,
  request: Request,
  config: EdgeConfigInput = documented,
): EdgeCase => ({ id, title, config, request, expect: passedOnce });

const open = (id: string, title: string, uri: string, config: EdgeConfigInput): EdgeCase => ({
  id,
  title,
  config,
  request: { uri },
  expect: passedUnread,
});

const exact = withFirst({ path: '/favicon.svg', allow: 'public' });
const prefix = withFirst({ path: '/assets/*', allow: 'public' });
const identityHeaders = { ...documented, identityHeaders: true };

const bearer: Request = {
  uri: page,
  cookie: null,
  headers: (who) => ({ authorization: `Bearer ${who.token}` }),
};

/** Requests that are let in. */
export const allowedCases: readonly EdgeCase[] = [
  open('public-exact', 'public path, exact rule', '/favicon.svg', exact),
  open('public-prefix', 'public path, prefix rule', '/assets/site.css', prefix),
  open('public-index', 'public path with its index document', '/', documented),
  allowed('allowed', 'allowed page', { uri: page }),
  allowed('allowed-group', 'allowed page, a group in the token', {
    uri: page,
    who: { groups: [group] },
  }),
  allowed('allowed-index', 'allowed directory with its index document', { uri: '/app/reports/' }),
  allowed('group-rule', 'page for a group', {
    uri: '/admin/users.html',
    who: { groups: ['admins'] },
  }),
  allowed('group-rule-of-three', 'page for a group, three groups in the token', {
    uri: '/admin/users.html',
    who: { groups: ['admins', 'editors', group] },
  }),
  allowed('owner', 'page of its owner', { uri: (who) => `/users/${who.sub}/notes.html` }),
  allowed(
    'identity-headers',
    'allowed page, identity headers',
    { uri: page, who: { groups: [group] } },
    identityHeaders,
  ),
  allowed('bearer', 'allowed page, bearer token', bearer, { ...documented, bearer: true }),
  allowed(
    'everything-on',
    'allowed page, everything on',
    { uri: page, who: { groups: [group] } },
    everythingOn,
  ),
  allowed('unsafe-method', 'allowed POST of the same origin', {
    method: 'POST',
    uri: '/app/save',
    headers: { 'sec-fetch-mode': 'cors', origin: 'https://www.example.com' },
  }),
];
