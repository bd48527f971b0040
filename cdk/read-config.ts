import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../functions/compile/compile.ts';
import type { SiteConfig } from './site-app.ts';

/** What is deployed where nothing else is named. */
export const defaultConfigFile = 'cdk/config.ts';

/**
 * Loads a configuration.
 *
 * @param file path of a module whose default export is a {@link SiteConfig}
 * @throws {ConfigError} when there is none
 */
export async function readConfig(file: string): Promise<SiteConfig> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new ConfigError([
      `there is no file ${path}; name yours like this: --context config=./my.config.ts`,
    ]);
  }
  const { default: config } = (await import(pathToFileURL(path).href)) as {
    default?: Partial<SiteConfig>;
  };
  if (typeof config?.site !== 'function' || typeof config.stackName !== 'string') {
    throw new ConfigError([
      `${path} has to have a SiteConfig as its default export: { stackName, site }, as ${defaultConfigFile} has`,
    ]);
  }
  return config as SiteConfig;
}
