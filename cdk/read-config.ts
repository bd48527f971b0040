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
 * @returns what it exports, whose parts are not checked yet
 * @throws {ConfigError} when there is none
 */
export async function readConfig(file: string): Promise<SiteConfig> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new ConfigError([
      `there is no file ${path}; name yours like this: --context config=./my.config.ts`,
    ]);
  }
  const { default: config } = await load(path);
  if (typeof config !== 'object' || config === null) {
    throw new ConfigError([
      `${path} has to have a SiteConfig as its default export: { stackName, site }, as ${defaultConfigFile} has`,
    ]);
  }
  return config as SiteConfig;
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (error) {
    const { name, code, message = '' } = error as Partial<Error & { readonly code: string }>;
    // What it throws when it runs is its author's own, with the line that threw.
    if (!unreadable.includes(name) && !unreadable.includes(code)) throw error;
    const [said = ''] = message.split('Require stack:');
    throw new ConfigError([`${path} cannot be read: ${said.trim().replaceAll(/\s*\n\s*/g, ' ')}`]);
  }
}

/** Names and codes of what keeps it from running: its syntax, or an import that leads nowhere. */
const unreadable: readonly unknown[] = [
  'SyntaxError',
  // esbuild's, by which tsx compiles.
  'TransformError',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
];
