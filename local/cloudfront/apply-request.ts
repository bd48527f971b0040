import { applyHeaders, checkValue } from './apply-headers.ts';
import { invalidAnswer } from './errors.ts';
import { eventRequest, urlLimit, type EventRequest, type ViewerRequest } from './event.ts';
import { emptyRecord, fieldsOf, isRecord, isUntouched, itemsOf, type Fields } from './fields.ts';
import { readOnlyInRequests } from './header-rules.ts';

/**
 * The request that goes on after a viewer-request function returned one. Query string and cookies
 * that the function left alone go on exactly as the viewer sent them; others are written anew.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 *
 * @throws {EdgeError} 502 when the answer breaks a rule.
 */
export function applyRequest(sent: ViewerRequest, returned: unknown): ViewerRequest {
  if (!isRecord(returned))
    throw invalidAnswer('the function returned neither request nor response');
  const event = eventRequest(sent);
  if (returned['method'] !== sent.method) throw invalidAnswer('the method is read-only');
  const uri = checkUri(returned['uri']);
  const query = applyQuery(sent, event, returned['querystring']);
  if (uri.length + (query === undefined ? 0 : query.length + 1) > urlLimit) {
    throw invalidAnswer(`uri and query string are longer than ${urlLimit} characters`);
  }
  const values = applyHeaders(returned['headers'], event.headers, {
    readOnly: readOnlyInRequests,
    cookieHeader: 'cookie',
  });
  const headers = emptyRecord<string>();
  for (const [name, all] of Object.entries(values)) headers[name] = all.join(', ');
  const cookie = applyCookies(sent, event, returned['cookies']);
  return { method: sent.method, uri, query, headers, cookie, body: sent.body };
}

const unfitForUrls = /[\0-\x20\x7f#]/;

function checkUri(uri: unknown): string {
  if (typeof uri !== 'string' || !uri.startsWith('/')) {
    throw invalidAnswer('the uri must begin with /');
  }
  if (uri.includes('?')) throw invalidAnswer('the uri must not hold the query string');
  if (unfitForUrls.test(uri)) throw invalidAnswer('the uri has a space, control character or #');
  return uri;
}

function applyQuery(sent: ViewerRequest, event: EventRequest, returned: unknown) {
  if (isUntouched(event.querystring, returned)) return sent.query;
  const query = join('querystring', returned, event.querystring, '&');
  if (unfitForUrls.test(query)) {
    throw invalidAnswer('the query string has a space, control character or #');
  }
  return query === '' ? undefined : query;
}

function applyCookies(sent: ViewerRequest, event: EventRequest, returned: unknown) {
  if (isUntouched(event.cookies, returned)) return sent.cookie;
  const cookie = checkValue('cookie', join('cookies', returned, event.cookies, '; '));
  return cookie === '' ? undefined : cookie;
}

function join(kind: string, returned: unknown, sent: Fields, separator: string): string {
  return Object.entries(fieldsOf(kind, returned))
    .flatMap(([name, field]) =>
      itemsOf(`${kind}: ${name}`, field, sent[name]).map(({ value }) => `${name}=${value}`),
    )
    .join(separator);
}
