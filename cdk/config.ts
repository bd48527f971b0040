/**
 * What `npx cdk deploy` deploys: the demonstration site. Make it yours, or keep a file like it
 * anywhere and name it: `npx cdk deploy --context config=./my.config.ts`.
 */
import type { SiteConfig } from './site-app.ts';

const config: SiteConfig = {
  stackName: 'latchkey-demo',
  env: {
    ...(process.env['CDK_DEFAULT_ACCOUNT'] && { account: process.env['CDK_DEFAULT_ACCOUNT'] }),
    ...(process.env['CDK_DEFAULT_REGION'] && { region: process.env['CDK_DEFAULT_REGION'] }),
  },
  site: () => ({
    audience: 'demo',
    directory: 'web/site',
    files: { 'assets/latchkey.js': 'dist/web/latchkey.js' },
    // In order, the first that matches decides; what none matches requires a session.
    rules: [
      { path: '/', allow: 'public' },
      { path: '/assets/*', allow: 'public' },
      { path: '/favicon.svg', allow: 'public' },
      { path: '/admin/*', allow: { groups: ['admins'] } },
      { path: '/users/{sub}/*', allow: 'owner' },
    ],
    selfSignUp: true,
  }),
};

export default config;
