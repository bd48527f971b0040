import { STATUS_CODES } from 'node:http';
import type { HttpResponse } from '../http.ts';
import { applyHeaders, checkValue } from './apply-headers.ts';
import { invalidAnswer } from './errors.ts';
import { eventResponse, setCookies, type EventResponse } from './event.ts';
import { emptyRecord, fieldsOf, isRecord, isUntouched, itemsOf } from './fields.ts';
import { isHidden, readOnlyInResponses } from './header-rules.ts';

/** The `response` of a viewer-response event. */
export function describeResponse(response: HttpResponse): EventResponse {
  return eventResponse(response, STATUS_CODES[response.status] ?? '');
}

const nothing: HttpResponse = { status: 200, headers: {}, body: '' };

/**
 * The response that a function returned: made by itself, or made from `sent` at viewer-response,
 * where a body that is not given stays as it was.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 *
 * @throws {EdgeError} 502 when the answer breaks a rule.
 */
export function applyResponse(returned: unknown, sent: HttpResponse = nothing): HttpResponse {
  if (!isRecord(returned)) throw invalidAnswer('the function did not return a response');
  const description = returned['statusDescription'];
  if (description !== undefined && typeof description !== 'string') {
    throw invalidAnswer('statusDescription must be a string');
  }
  const event = describeResponse(sent);
  const values = applyHeaders(returned['headers'] ?? {}, event.headers, {
    readOnly: readOnlyInResponses,
    cookieHeader: 'set-cookie',
  });
  const headers = emptyRecord<string | readonly string[]>();
  for (const [name, value] of Object.entries(sent.headers)) {
    if (isHidden(name)) headers[name] = value;
  }
  for (const [name, [first = '', ...more]] of Object.entries(values)) {
    headers[name] = more.length === 0 ? first : [first, ...more];
  }
  const cookies = applyCookies(sent, event, returned['cookies'] ?? {});
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  return { status: checkStatus(returned['statusCode']), headers, body: applyBody(returned, sent) };
}

function checkStatus(status: unknown): number {
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw invalidAnswer('statusCode must be an integer from 100 to 599');
  }
  return status;
}

function applyCookies(
  sent: HttpResponse,
  event: EventResponse,
  returned: unknown,
): readonly string[] {
  if (isUntouched(event.cookies, returned)) return setCookies(sent);
  return Object.entries(fieldsOf('cookies', returned)).flatMap(([name, field]) => {
    const items = itemsOf(`the cookie ${name}`, field, event.cookies[name]);
    return items.map(({ value, attributes }) => {
      if (attributes !== undefined && typeof attributes !== 'string') {
        throw invalidAnswer(`the cookie ${name}: attributes must be a string`);
      }
      const end = attributes === undefined || attributes === '' ? '' : `; ${attributes}`;
      return checkValue(`the cookie ${name}`, `${name}=${value}${end}`);
    });
  });
}

function applyBody(returned: Record<string, unknown>, sent: HttpResponse): Buffer | string {
  const body = returned['body'];
  if (body === undefined) return sent.body;
  if (typeof body === 'string') return body;
  if (!isRecord(body) || typeof body['data'] !== 'string') {
    throw invalidAnswer('body must be a string or {encoding, data}');
  }
  if (body['encoding'] === 'text') return body['data'];
  if (body['encoding'] === 'base64') return decodeBase64(body['data']);
  throw invalidAnswer('the encoding of a body must be text or base64');
}

function decodeBase64(data: string): Buffer {
  const valid = /^[A-Za-z0-9+/]*={0,2}$/.test(data) && data.length % 4 === 0;
  if (!valid) throw invalidAnswer('the body is not valid base64');
  return Buffer.from(data, 'base64');
}
