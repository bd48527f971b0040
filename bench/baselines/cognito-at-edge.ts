/** A Lambda@Edge function by cognito-at-edge, as its documentation shows it. */
import { Authenticator } from 'cognito-at-edge';

/** Lambda@Edge has no environment variables, but the benchmark's region, pool and client are its own. */
const { BENCH_REGION, BENCH_USER_POOL, BENCH_CLIENT, BENCH_DOMAIN } = process.env;

const authenticator = new Authenticator({
  region: BENCH_REGION ?? '',
  userPoolId: BENCH_USER_POOL ?? '',
  userPoolAppId: BENCH_CLIENT ?? '',
  userPoolDomain: BENCH_DOMAIN ?? '',
});

export const handler = (event: Parameters<Authenticator['handle']>[0]) =>
  authenticator.handle(event);
