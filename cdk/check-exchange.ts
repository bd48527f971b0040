import { Token } from 'aws-cdk-lib';
import type { LatchkeyProps } from './latchkey-props.ts';

type Props = Pick<LatchkeyProps, 'groupsClaim' | 'exchangeClientIds' | 'reservedConcurrency'>;

/** What the token exchange would refuse when it starts, or that would keep it from starting. */
export function checkExchange(props: Props): string[] {
  const { groupsClaim, exchangeClientIds = [], reservedConcurrency } = props;
  return [
    ...(groupsClaim === '' ? ['groupsClaim is empty: it has to be the name of a claim'] : []),
    ...exchangeClientIds
      .filter((id) => !Token.isUnresolved(id) && !/^[\w+]{1,128}$/.test(id))
      .map((id) => `exchangeClientIds has ${JSON.stringify(id)}, which is no id of an app client`),
    ...(reservedConcurrency === undefined || isWhole(reservedConcurrency)
      ? []
      : [
          `reservedConcurrency (${reservedConcurrency}) has to be a whole number, 1 or more: with none nobody could sign in`,
        ]),
  ];
}

function isWhole(value: number): boolean {
  return Token.isUnresolved(value) || (Number.isSafeInteger(value) && value >= 1);
}
