/**
 * @externs
 * Names that the platform gives and expects, which the compiler must not shorten.
 */
var LATCHKEY_CONFIG;
var cf = { kvs: 0 };
var crypto = { createHmac: 0 };
var store = { get: 0, exists: 0 };
var hmac = { update: 0, digest: 0, readInt32BE: 0 };
var Buffer = { from: 0 };
var request = {
  request: 0,
  method: 0,
  uri: 0,
  querystring: 0,
  headers: 0,
  cookies: 0,
  value: 0,
  rawQueryString: 0,
};
var response = { statusCode: 0, body: 0, attributes: 0, error: 0, reason: 0, login: 0 };
/** Claims that become headers, and reasons that are looked up. */
var claims = { sub: 0, groups: 0, sid: 0 };
var reasons = { path: 0, group: 0, owner: 0, nowhere: 0, unavailable: 0 };
