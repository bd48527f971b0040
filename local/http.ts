/** An HTTP request as the stand-ins see it: header names in lower case, the body whole. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent, percent-encoding untouched. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case; an array for a header that occurs more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
}

/** One stand-in for a service: state inside, HTTP outside. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;
