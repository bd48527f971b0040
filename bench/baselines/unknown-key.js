/**
 * The least that it costs to turn away a token of a key that the ring does not hold, in the order that
 * the format gives: see that the path is not public, the token's shape, read the ring and search all
 * of it, redirect to the sign-in with the address kept. It can do nothing else.
 */
import cf from 'cloudfront';

const store = cf.kvs();
const isPlain = /^(?:\/\w[\w.-]*){1,16}$/;
const shape =
  /^1\.[a-z\d]{1,8}\.[a-z\d]{1,8}\.[a-z\d]{1,8}\.[\w-]{16}\.[\w-]{1,64}\.[\w%~-]*\.[\w-]{21}[AQgw](?!\s)$/;
const exact = { '/': 1 };
const below = { '/admin/': 1, '/users/': 1, '/_auth/': 1 };

function turnAway(request) {
  if (request.headers['sec-fetch-mode'].value !== 'navigate') return null;
  const query = request.rawQueryString();
  const asked = query ? request.uri + '?' + query : request.uri;
  return {
    statusCode: 302,
    headers: {
      'cache-control': { value: 'no-store' },
      location: { value: '/_auth/login?return_to=' + encodeURIComponent(asked) },
    },
  };
}

function judge(request, token, ring) {
  if (!ring.startsWith('1 ')) return null;
  const kid = token.slice(2, token.indexOf('.', 2));
  return ring.indexOf(' ' + kid + ':') < 0 ? turnAway(request) : null;
}

// eslint-disable-next-line no-unused-vars -- The engine calls it.
async function handler(event) {
  const request = event.request;
  const uri = request.uri;
  if (exact[uri] || request.method !== 'GET' || uri.search(isPlain) < 0) return request;
  if (below[uri.slice(0, uri.indexOf('/', 1) + 1)]) return request;
  const token = request.cookies['__Host-latchkey'].value;
  if (token.search(shape) < 0) return turnAway(request);
  const ring = await store.get('keys.demo');
  return judge(request, token, ring);
}
