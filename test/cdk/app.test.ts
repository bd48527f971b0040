import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../../cdk/config.ts';
import { defaultConfigFile, readConfig } from '../../cdk/read-config.ts';
import { addSite } from '../../cdk/site-app.ts';
import { ConfigError } from '../../functions/compile/compile.ts';
import { demoRules } from '../../local/demo.ts';

test('the example protects the demonstration as npm start does', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const { latchkey } = addSite(app, config);
  expect(config.site(app.node.children[0] as never).rules).toEqual(demoRules);
  expect(latchkey.authPathPattern).toBe('/_auth/*');
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
    ['half', 'export default { stackName: "a" };', /\{ stackName, site \}, as cdk\/config\.ts/],
    ['nothing', 'export default null;', /has to have a SiteConfig/],
  ])('and one that is %s is a fault', async (name, text, message) => {
    const file = join(folder, `${name}.mjs`);
    if (text !== null) writeFileSync(file, text);
    const reading = readConfig(file);
    await expect(reading).rejects.toThrow(ConfigError);
    await expect(reading).rejects.toThrow(message);
  });
});
