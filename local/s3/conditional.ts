/** What a request's preconditions say of the object at hand (RFC 9110, section 13). */
export type Verdict = 'proceed' | 'not-modified' | 'precondition-failed';

/** The validators of an object: its quoted entity tag and its last change in ms since 1970. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly lastModified?: number | undefined;
}

type Headers = Readonly<Record<string, string>>;

/**
 * Evaluates `if-match`, `if-unmodified-since`, `if-none-match` and `if-modified-since` for GET and
 * HEAD, in the order of RFC 9110, section 13.2.2.
 */
export function evaluatePreconditions(headers: Headers, object: Validators): Verdict {
  if (headers['if-match'] !== undefined) {
    if (!matchesEtag(headers['if-match'], object.etag)) return 'precondition-failed';
  } else if (changedSince(headers['if-unmodified-since'], object.lastModified) === true) {
    return 'precondition-failed';
  }
  return isNotModified(headers, object) ? 'not-modified' : 'proceed';
}

/** Whether a cache may answer 304: `if-none-match`, or else `if-modified-since`. */
export function isNotModified(headers: Headers, object: Validators): boolean {
  if (headers['if-none-match'] !== undefined) {
    return matchesEtag(headers['if-none-match'], object.etag);
  }
  return changedSince(headers['if-modified-since'], object.lastModified) === false;
}

/** Whether a list of entity tags, or `*`, names this one; weak and strong tags are equal. */
export function matchesEtag(list: string, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  if (list.trim() === '*') return true;
  return list.split(',').some((one) => strong(one.trim()) === strong(etag));
}

function strong(etag: string): string {
  return etag.startsWith('W/') ? etag.slice(2) : etag;
}

/** Undefined when there is no date to compare with; HTTP dates have whole seconds. */
function changedSince(date: string | undefined, lastModified: number | undefined) {
  const since = date === undefined ? NaN : Date.parse(date);
  if (Number.isNaN(since) || lastModified === undefined) return undefined;
  return Math.floor(lastModified / 1000) * 1000 > since;
}
