/** What a configuration of the deployable app must not be. */
import type { SiteConfig } from '../../cdk/site-app.ts';

const site: SiteConfig['site'] = () => ({ audience: 'docs', rules: [], directory: 'web/site' });

export const sound: SiteConfig = { stackName: 'docs', site };

// @ts-expect-error TS2741 a stack has a name
export const noName: SiteConfig = { site };
// @ts-expect-error TS2741 something has to be deployed
export const noSite: SiteConfig = { stackName: 'docs' };
// @ts-expect-error TS2353 a setting that there is not
export const unknown: SiteConfig = { stackName: 'docs', site, region: 'eu-west-1' };
// @ts-expect-error TS2353 where to has an account and a region
export const place: SiteConfig = { stackName: 'docs', site, env: { country: 'Ireland' } };
// @ts-expect-error TS2353 props are made for a stack, once there is one
export const early: SiteConfig = { stackName: 'docs', site: { audience: 'docs', rules: [] } };
// @ts-expect-error TS2739 what is made of the stack are props of a site
export const halfway: SiteConfig = { stackName: 'docs', site: () => ({ audience: 'docs' }) };
