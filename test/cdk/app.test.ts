import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../../cdk/config.ts';
import { defaultConfigFile, readConfig } from '../../cdk/read-config.ts';
import { addSite, type SiteConfig } from '../../cdk/site-app.ts';
import { ConfigError } from '../../functions/compile/compile.ts';
import { demoRules } from '../../local/demo.ts';

test('the example protects the demonstration as npm start does', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const { latchkey } = addSite(app, config);
  expect(config.site(app.node.children[0] as never).rules).toEqual(demoRules);
  expect(latchkey.authPathPattern).toBe('/_auth/*');
});

describe('an app', () => {
  const faultsOf = (config: unknown): readonly string[] => {
    try {
      addSite(new App({ builtinCloudFormationValidation: false }), config as SiteConfig);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  };
  const site = () => ({ audience: 'docs', directory: 'web/site', rules: [] });

  test('tells its own faults with those of its site and of its alarms', () => {
    expect(
      faultsOf({
        stackName: 'hand_book',
        stackname: 'handbook',
        env: { regoin: 'eu-west-1' },
        site: () => ({ ...site(), audience: 'no spaces', removeDta: true }),
        edgeAlarms: { alarmEmail: 'nobody', alarmTopik: null },
      }),
    ).toEqual([
      'stackname is not a prop; did you mean stackName?',
      'stackName (hand_book) has to be up to 128 letters, digits and -, with a letter first',
      'env.regoin is not a prop; did you mean region?',
      'edgeAlarms.alarmTopik is not a prop; did you mean alarmTopic?',
      'removeDta is not a prop; did you mean removeData?',
      'audience has to be 1 to 64 letters, digits or -',
      'edgeAlarms need a named region: give env.region',
      'edgeAlarms.alarmEmail (nobody) is no e-mail address',
    ]);
  });

  test('needs a name and a site', () => {
    expect(faultsOf({})).toEqual([
      expect.stringContaining('stackName is missing'),
      'site is missing: it has to be a function that returns the props of the site',
    ]);
    expect(faultsOf({ stackName: 'handbook', site: site() })).toEqual([
      'site has to be a function that returns the props of the site',
    ]);
    expect(faultsOf({ stackName: 'handbook', site: () => undefined })).toEqual([
      'site has to return the props of the site, and returns none',
    ]);
    expect(faultsOf({ stackName: 'handbook', site })).toEqual([]);
  });
});

describe('the configuration is read from a file', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('which is the example where nothing else is named', async () => {
    expect(await readConfig(defaultConfigFile)).toMatchObject({ stackName: config.stackName });
  });

  test.each<[string, string | null, RegExp]>([
    ['missing', null, /there is no file .*missing\.mjs; name yours like this: --context config=/],
    ['empty', 'export {};', /empty\.mjs has to have a SiteConfig as its default export/],
    ['nothing', 'export default null;', /\{ stackName, site \}, as cdk\/config\.ts has/],
    ['not JavaScript', 'export default {;', /not JavaScript\.mjs cannot be read: \S/],
    [
      'in want of another',
      'import "./gone.mjs";',
      /in want of another\.mjs cannot be read: .*gone/,
    ],
  ])('and one that is %s is a fault', async (name, text, message) => {
    const file = join(folder, `${name}.mjs`);
    if (text !== null) writeFileSync(file, text);
    const reading = readConfig(file);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(message);
  });
});
