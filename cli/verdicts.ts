/** What the edge's verdicts and reasons mean, for people. */
import type { Verdict } from '../session/reasons.ts';

const meanings: Record<Verdict, string> = {
  ok: 'the edges let it in',
  none: 'there is no session',
  malformed: 'that is no session token',
  'unknown-key':
    'its key is not in the ring: it was dropped, or has retired, or is of another deployment',
  'bad-mac': 'its signature is not right: it was changed, or forged',
  expired: 'it has expired; a refresh token brings its owner back without typing',
  'signed-out': 'it is from before everyone was signed out',
  revoked: 'this user or this sign-in was revoked, or has signed out',
  group: 'the session is in none of the groups that the rule names',
  owner: "the path is another user's",
  path: 'an origin might read this path differently, so nobody gets it',
  'cross-site': "another origin's page asks for a change",
  unavailable:
    'the key ring cannot be read, and everybody gets 503; or an entry of this user, who alone does',
};

export function meaningOf(verdict: string): string {
  return (meanings as Partial<Record<string, string>>)[verdict] ?? 'unknown to this version';
}
