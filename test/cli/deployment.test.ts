import { describe, expect, test } from '@jest/globals';
import { connect } from '../../cli/aws/clients.ts';
import { findDeployment } from '../../cli/deployment.ts';
import { localAccount } from '../../local/aws/local-account.ts';
import { useStandIn, type StandIn } from './stand-in.ts';

let standIn: StandIn;
useStandIn((made) => {
  standIn = made;
});

const find = () => {
  const { region, credentials } = localAccount;
  const aws = connect({ region, credentials, endpoint: standIn.env['AWS_ENDPOINT_URL']! });
  return findDeployment(aws, { stack: standIn.record.stack.name });
};

describe('a deployment', () => {
  test('is the same in a stack of many resources, whose list comes in pages', async () => {
    const alone = await find();
    expect(alone.distributions).toEqual(['EDFDVBD6EXAMPLE']);
    expect(alone.edgeResource).toEqual(expect.any(String));
    // On the first of three pages is nothing that is looked for.
    standIn.record.stack.resources.unshift(
      ...Array.from({ length: 25 }, (_, at) => ({
        id: `Queue${at}`,
        type: 'AWS::SQS::Queue',
        physicalId: `queue-${at}`,
      })),
    );
    expect(await find()).toEqual(alone);
  });
});
