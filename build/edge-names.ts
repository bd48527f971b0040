/** Names that the platform gives or expects, and names that the edge looks up by their text. */
export const platformNames: readonly string[] = [
  // modules and globals
  ...['kvs', 'get', 'exists', 'createHash', 'createHmac', 'update', 'digest', 'write', 'buffer'],
  // the event, and what is answered
  ...['request', 'method', 'uri', 'querystring', 'headers', 'cookies', 'value', 'rawQueryString'],
  ...['statusCode', 'body', 'attributes'],
  // JSON for programs
  ...['error', 'reason', 'login'],
  // claims that become headers, and reasons that have an answer of their own
  ...['sub', 'groups', 'sid'],
  ...['path', 'group', 'owner', 'nowhere', 'unavailable'],
];
