import { statSync } from 'node:fs';
import type { Findings, Progress } from '../section.ts';
import type { Table } from '../report/table.ts';
import type { Target } from '../report/targets.ts';
import { bundleCognitoAtEdge } from '../exchange/bundle.ts';
import { cognitoBytes, type CognitoBytes } from './cognito.ts';
import { ourBytes, type OurBytes } from './ours.ts';

export const lambdaLimit = 150 * 1024;

export function bytesTargets(ours: OurBytes): Target[] {
  const unit = 'bytes';
  return [
    { name: 'token value, one group of seven letters', value: ours.token, limit: 105, unit },
    {
      name: 'edge function, documented configuration',
      value: ours.edgeDocumented,
      limit: 5_120,
      unit,
    },
    { name: 'edge function, everything on', value: ours.edgeEverythingOn, limit: 6_144, unit },
    { name: 'token-exchange Lambda', value: ours.lambda, limit: lambdaLimit, unit },
  ];
}

function cookieTable(ours: OurBytes, cognito: CognitoBytes): Table {
  return {
    title: 'Cookies of every request',
    columns: ['what', 'bytes'],
    rows: [
      ['token without groups', ours.tokenWithoutGroups],
      ['token with one group of seven letters', ours.token],
      ['session cookie, name and value', ours.cookie],
      ['Cognito’s ID token', cognito.idToken],
      ['Cognito’s access token', cognito.accessToken],
      ['Cognito’s refresh token', cognito.refreshToken],
      ['the cookies of a library that keeps all three', cognito.cookies],
    ],
    note: 'Cognito’s tokens are those that its local stand-in gives the same person.',
  };
}

function codeTable(ours: OurBytes, theirs: number): Table {
  return {
    title: 'Code',
    columns: ['what', 'bytes'],
    rows: [
      ['edge function, documented configuration', ours.edgeDocumented],
      ['edge function, everything on', ours.edgeEverythingOn],
      ['token-exchange Lambda', ours.lambda],
      ['cognito-at-edge, bundled the same way', theirs],
      ['browser client', ours.client],
    ],
    note: 'CloudFront takes functions of up to 10,240 bytes.',
  };
}

/** Weighs what is built and what is sent. */
export async function measureBytes(progress: Progress): Promise<Findings> {
  progress('bundling cognito-at-edge');
  const theirs = statSync(await bundleCognitoAtEdge()).size;
  const ours = ourBytes();
  return {
    tables: [cookieTable(ours, await cognitoBytes()), codeTable(ours, theirs)],
    targets: bytesTargets(ours),
    exact: { ...ours },
  };
}
