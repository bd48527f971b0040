/** Why a request was refused. The edge says it in answers, and to the Lambda as its verdict. */
export type Reason =
  | 'none'
  | 'malformed'
  | 'unknown-key'
  | 'bad-mac'
  | 'expired'
  | 'signed-out'
  | 'revoked'
  | 'group'
  | 'owner'
  | 'path'
  | 'cross-site'
  | 'unavailable';

/** What the edge tells the Lambda of a session. */
export type Verdict = 'ok' | Reason;
