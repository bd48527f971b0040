import { Clients } from './clients.ts';
import { Codes } from './codes.ts';
import { Events } from './events.ts';
import { newSigningKey, type SigningKey } from './keys.ts';
import { settingsOf, type CognitoOptions, type Settings } from './options.ts';
import { SignIns } from './sign-ins.ts';
import { Tokens } from './tokens.ts';
import { Users } from './users.ts';

/** The state behind both faces of Cognito: managed login and the user-pool API. */
export interface Pool {
  readonly settings: Settings;
  readonly issuer: string;
  readonly key: SigningKey;
  readonly clients: Clients;
  readonly users: Users;
  readonly signIns: SignIns;
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly events: Events;
  /** Origin of managed login, without a slash at its end. */
  domain: string;
}

export function createPool(options: CognitoOptions): Pool {
  const settings = settingsOf(options);
  const issuer = `https://cognito-idp.${settings.region}.amazonaws.com/${settings.userPoolId}`;
  const key = newSigningKey();
  return {
    settings,
    issuer,
    key,
    clients: new Clients(options.clients),
    users: new Users(options.users, settings.now),
    signIns: new SignIns(settings.now),
    tokens: new Tokens(issuer, key, settings),
    codes: new Codes(settings.deliver, settings.now),
    events: new Events(),
    domain: originOf(options.domain),
  };
}

/** Throws for anything but an http or https URL. */
export function originOf(domain: string): string {
  const { origin } = new URL(domain);
  if (!/^https?:/.test(origin)) throw new TypeError('the domain must be an http(s) origin');
  return origin;
}
