import { Token } from 'aws-cdk-lib';
import {
  CfnUserPoolIdentityProvider,
  type IUserPoolIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { hasLocalUsers } from './sign-in-options.ts';

/** What Cognito calls the pool's own users. */
const localUsersName = 'COGNITO';

/**
 * Whether there is a provider where people sign in with nothing else, and the one that they are sent
 * to is one of those that were made, where any were: Cognito would refuse each of them.
 */
export function checkProviderName(
  options: { readonly identityProvider?: string; readonly localUsers?: boolean },
  made: readonly IUserPoolIdentityProvider[],
): string[] {
  const { identityProvider } = options;
  if (identityProvider === undefined && made.length === 0 && !hasLocalUsers(options)) {
    return ['signIn.identityProviders makes none, and localUsers is false: nobody could sign in'];
  }
  if (identityProvider === undefined || made.length === 0) return [];
  const names = [...made.map(nameOf), ...(hasLocalUsers(options) ? [localUsersName] : [])];
  // One of which the name is known elsewhere only may be it.
  if (names.some((name) => Token.isUnresolved(name)) || names.includes(identityProvider)) return [];
  return [
    `identityProvider (${identityProvider}) is none of those that signIn.identityProviders makes: ${names.join(', ')}`,
  ];
}

/** Of one that is made here the name is a reference, and the resource has the text. */
function nameOf({ node, providerName }: IUserPoolIdentityProvider): string {
  const resource = node.defaultChild;
  return resource instanceof CfnUserPoolIdentityProvider ? resource.providerName : providerName;
}
