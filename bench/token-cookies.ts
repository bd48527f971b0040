/** Cognito's tokens, as its token endpoint names them. */
export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

/** The cookies in which such libraries, and Amplify, keep Cognito's tokens. */
export function tokenCookies(tokens: Tokens, clientId: string, username: string): string[] {
  const base = `CognitoIdentityServiceProvider.${clientId}`;
  return [
    `${base}.${username}.accessToken=${tokens.access_token}`,
    `${base}.${username}.idToken=${tokens.id_token}`,
    `${base}.${username}.refreshToken=${tokens.refresh_token}`,
    `${base}.${username}.tokenScopesString=${encodeURIComponent('phone email profile openid aws.cognito.signin.user.admin')}`,
    `${base}.LastAuthUser=${username}`,
  ];
}
