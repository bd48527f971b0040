/** What the user's own edge code, `afterAuthorize`, is given and may answer. */

/** A value of a header, cookie or query parameter, as CloudFront has it. */
export interface EdgeValue {
  value: string;
  multiValue?: { value: string }[];
}

/**
 * The request that goes on to the origin: CloudFront's own, to be changed in place. The session's
 * cookie and bearer header are gone from it.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export interface EdgeRequest {
  readonly method: string;
  /** Percent-encoded, without the query. A changed one is judged by the rules as well. */
  uri: string;
  querystring: Record<string, EdgeValue>;
  /** Names are lower case. */
  headers: Record<string, EdgeValue>;
  cookies: Record<string, EdgeValue>;
  /** The query as the viewer sent it. */
  rawQueryString(): string | undefined;
}

/** An answer in place of the origin's. Without a `cache-control` header it gets `no-store`. */
export interface EdgeResponse {
  statusCode: number;
  statusDescription?: string;
  /** Names are lower case. */
  headers?: Record<string, EdgeValue>;
  cookies?: Record<string, EdgeValue & { attributes?: string }>;
  body?: string | { data: string; encoding: 'text' | 'base64' };
}

/** Who asks. */
export interface EdgeSession {
  /** Cognito's subject. */
  readonly sub: string;
  /** The groups that some rule names, by name; a session carries no other. */
  readonly groups: readonly string[];
  /** The sign-in. */
  readonly sid: string;
}

/**
 * Asked about each request that is let in, before it goes to the origin. It answers at once, with
 * the very request that it was given or with a response. Where it throws or answers anything else,
 * the viewer gets 503.
 *
 * @param session `null` on a path that is open to everyone, signed in or not
 */
export type AfterAuthorize = (
  request: EdgeRequest,
  session: EdgeSession | null,
) => EdgeRequest | EdgeResponse;
