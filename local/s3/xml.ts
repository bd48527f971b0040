import type { HttpResponse } from '../http.ts';

/** S3's error codes with status and message: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const errors = {
  AccessDenied: [403, 'Access Denied'],
  InvalidArgument: [400, 'Invalid Argument'],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  MalformedXML: [400, 'The XML you provided was not well-formed'],
  MethodNotAllowed: [405, 'The specified method is not allowed against this resource.'],
  NoSuchKey: [404, 'The specified key does not exist.'],
  PreconditionFailed: [412, 'At least one of the pre-conditions you specified did not hold'],
  XAmzContentSHA256Mismatch: [
    400,
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type S3ErrorCode = keyof typeof errors;

/** An error as S3 answers it: XML, with the code that programs read. */
export function errorResponse(
  code: S3ErrorCode,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const [status, message] = errors[code];
  const body = document('Error', element('Code', code) + element('Message', message));
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

export function xmlResponse(root: string, content: string): HttpResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: document(root, content),
  };
}

export function element(name: string, content: string | number | boolean): string {
  return `<${name}>${escape(String(content))}</${name}>`;
}

/** The texts of all elements of that name, entities resolved. Enough for S3's own small bodies. */
export function textsOf(name: string, xml: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'));
  return Array.from(found, (match) => unescape(match[1] ?? ''));
}

function document(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>${content}</${root}>`;
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const;

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character as keyof typeof entities]);
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
