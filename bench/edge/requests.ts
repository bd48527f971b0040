/** Requests as CloudFront hands them to a function, with what Chromium sends. */
import { revocationKeyPrefix, sessionCookie } from '../../session/names.ts';
import type { Step, Store } from '../../test/engine/steps.ts';
import { formatRevocation } from '../../session/revocation.ts';
import { clock, person, peopleCount, ringKey, type Circumstances, type Person } from './people.ts';

export interface Request {
  readonly method?: string;
  /** The path, or how a person's own is made. */
  readonly uri: string | ((person: Person) => string);
  /** More headers, or others. */
  readonly headers?:
    Readonly<Record<string, string>> | ((person: Person) => Record<string, string>);
  /** The session cookie: the person's token, or this, or `null` for none. */
  readonly cookie?: string | null;
  readonly who?: Circumstances;
  /** The person's revocation entry, where there is one. */
  readonly revocation?: (person: Person) => string;
  /** How many other people have an entry. */
  readonly othersRevoked?: number;
  /** What is under the ring's key instead of the ring. */
  readonly ring?: string;
}

/** What a browser sends when a person opens a page. */
export const navigation = {
  host: 'www.example.com',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'en-US,en;q=0.9',
  referer: 'https://www.example.com/',
  'sec-ch-ua': '"Chromium";v="140", "Not=A?Brand";v="24"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'same-origin',
  'sec-fetch-user': '?1',
  'upgrade-insecure-requests': '1',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
};

/** What it sends for a script. */
export const fetching = {
  accept: '*/*',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'cors',
};

const items = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

function storeOf(request: Request, who: Person): Store {
  const entry = request.revocation?.(who);
  const others = Array.from({ length: request.othersRevoked ?? 0 }, (_, i) => [
    `${revocationKeyPrefix}${i}`,
    formatRevocation({ until: clock + 3600, before: clock, sids: [] }),
  ]);
  return {
    ...(Object.fromEntries(others) as Record<string, string>),
    [ringKey]: request.ring ?? who.ring,
    ...(entry && { [revocationKeyPrefix + who.sub]: entry }),
  };
}

/** The request as that person makes it. */
function stepOf(request: Request, who: Person): Step {
  const { method = 'GET', uri, headers = {}, cookie = who.token } = request;
  const more = typeof headers === 'function' ? headers(who) : headers;
  const event = {
    version: '1.0',
    context: {
      distributionDomainName: 'd111111abcdef8.cloudfront.net',
      distributionId: 'EDFDVBD6EXAMPLE',
      eventType: 'viewer-request',
      requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
    },
    viewer: { ip: '198.51.100.11' },
    request: {
      method,
      uri: typeof uri === 'string' ? uri : uri(who),
      querystring: {},
      headers: items({ ...navigation, ...more }),
      cookies: items({ theme: 'dark', ...(cookie !== null && { [sessionCookie]: cookie }) }),
    },
  };
  return { event, store: storeOf(request, who) };
}

/** The request as everybody makes it, one after the other. */
export function stepsOf(request: Request): Step[] {
  return Array.from({ length: peopleCount }, (_, i) => stepOf(request, person(i, request.who)));
}
