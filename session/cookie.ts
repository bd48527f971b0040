/**
 * The attributes of the session cookie (RFC 6265bis). It outlives the token in it, because an
 * expired one still names the session.
 *
 * @param maxAge seconds
 */
export function sessionCookieAttributes(maxAge: number): string {
  return 'Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=' + maxAge;
}
