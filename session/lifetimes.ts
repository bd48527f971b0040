/**
 * Lifetimes and tolerances, in seconds. Those a deployment may change are in `defaults`.
 */

export const defaults = {
  /** The idle timeout: how long a token is good; renewed at the edge while in use. */
  sessionTtl: 1800,
  /** Until Cognito must vouch again (silently, by refresh token). */
  maxAge: 3600,
  /** Signed in without typing: the life of the refresh token and of the cookies. */
  signInAge: 604800,
  /** How often the signing key changes. */
  rotationInterval: 604800,
  /** How long a key is known to the edges before it may sign. */
  lead: 600,
} as const;

/** How far two clocks may be apart. */
export const clockSlack = 60;

/** How long the Lambda keeps the ring that it read. */
export const ringCache = 60;

/**
 * How old a ring may be for letting somebody in: everyone out has to hold for whoever is on the way,
 * and many may ask at once.
 */
export const freshRing = 5;

/** How long an attempt to sign in may take. */
export const loginAttemptAge = 1800;

/**
 * How long managed login lets a browser in without its form, counted from the last time that it was
 * filled in: Cognito's default, which the app client may change.
 *
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ClientSSOSessionConfigType.html
 */
export const managedLoginAge = 3600;

/** How long Cognito takes an authorization code. */
export const codeAge = 300;

/** How long the queue of sign-outs waits for others, so that they share a call to the store. */
export const signOutBatching = 5;
