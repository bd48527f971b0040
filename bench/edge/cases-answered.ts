import { clock } from './people.ts';
import { formatRevocation } from '../../session/revocation.ts';
import { refused, type EdgeCase } from './case.ts';
import { documented } from './configurations.ts';
import { fetching, type Request } from './requests.ts';

const page = '/app/reports/2026.html';
const windowOpen = { revokedUntilIn: 3600 };
const late = { iatIn: -1500, expIn: 300 };

const entryOf = (before: number, sids: readonly string[]) =>
  formatRevocation({ until: clock + 3600, before, sids });
const otherSids = ['b3RoZXJzZXNzaW9u', 'YW5vdGhlcnNlc3Np'];

const answered = (
  id: string,
  title: string,
  request: Partial<Request>,
  expect: EdgeCase['expect'],
): EdgeCase => ({ id, title, config: documented, request: { uri: page, ...request }, expect });

/** Sessions that the function renews, and paths that are the token exchange's. */
const renewals: readonly EdgeCase[] = [
  answered('renewal', 'renewal, 302 to itself', { who: late }, { status: 302, reads: 1 }),
  answered(
    'renewal-post',
    'renewal, POST /_auth/renew',
    { method: 'POST', uri: '/_auth/renew', headers: fetching, who: late },
    { status: 204, reads: 1 },
  ),
  answered(
    'exchange-login',
    'on to the token exchange, no session',
    { uri: '/_auth/login', cookie: null },
    { status: 'passed', reads: 1 },
  ),
];

/** While something is revoked, the edge looks for an entry. */
const windows: readonly EdgeCase[] = [
  answered(
    'window-closed',
    'revocation window closed again',
    { who: { revokedUntilIn: -3600 } },
    { status: 'passed', reads: 1 },
  ),
  answered(
    'window-absent',
    'revocation window open, no entry',
    { who: windowOpen },
    { status: 'passed', reads: 2 },
  ),
  answered(
    'window-others',
    "revocation window open, entry about the user's other sessions",
    { who: windowOpen, revocation: () => entryOf(0, otherSids) },
    { status: 'passed', reads: 3 },
  ),
];

const of = (who: Request['who']): Partial<Request> => ({ ...(who && { who }) });

const refusals: readonly EdgeCase[] = [
  answered('none', 'no session, to sign in', { cookie: null }, refused(302, 'none', 0)),
  answered(
    'none-script',
    'no session, a script',
    { cookie: null, headers: fetching },
    refused(401, 'none', 0),
  ),
  answered(
    'malformed',
    'malformed: a garbage cookie',
    { cookie: 'a garbage cookie' },
    refused(302, 'malformed', 0),
  ),
  answered(
    'unknown-key',
    'unknown-key',
    of({ signedWith: 'unknown-key' }),
    refused(302, 'unknown-key'),
  ),
  answered('bad-mac', 'bad-mac', of({ signedWith: 'bad-mac' }), refused(302, 'bad-mac')),
  answered('expired', 'expired', of({ expIn: -10, iatIn: -1900 }), refused(302, 'expired')),
  answered('signed-out', 'signed-out', of({ notBeforeIn: -10 }), refused(302, 'signed-out')),
  answered(
    'revoked',
    'revoked, by its sign-in',
    { who: windowOpen, revocation: (who) => entryOf(0, [...otherSids, who.sid]) },
    refused(302, 'revoked', 3),
  ),
  answered(
    'revoked-user',
    'revoked, with all of the user',
    { who: windowOpen, revocation: () => entryOf(clock, []) },
    refused(302, 'revoked', 3),
  ),
  answered('group', 'group', { uri: '/admin/users.html' }, refused(403, 'group')),
  answered('owner-other', 'owner', { uri: '/users/someone/notes.html' }, refused(403, 'owner')),
  answered('path', 'path', { uri: '/app/../admin/users.html' }, refused(400, 'path', 0)),
  answered(
    'path-escape',
    'path, a broken escape',
    { uri: '/app/%E0%A4%A' },
    refused(400, 'path', 0),
  ),
  answered(
    'cross-site',
    'cross-site',
    { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } },
    refused(403, 'cross-site', 0),
  ),
  answered('unavailable', 'unavailable', { ring: 'no ring' }, refused(503, 'unavailable')),
];

/** Requests that the function answers, and those with more than the usual read. */
export const answeredCases: readonly EdgeCase[] = [...renewals, ...windows];
/** Requests that the function refuses, by each reason. */
export const refusedCases: readonly EdgeCase[] = refusals;
