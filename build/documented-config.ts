import { readFileSync } from 'node:fs';

/** The configuration that `docs/configuration.md` shows. */
export function documentedConfig(): unknown {
  const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  return JSON.parse(/```json\n(.*?)\n```/s.exec(page)?.[1] ?? '');
}
