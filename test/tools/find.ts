import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tools, type ToolName } from './tools.ts';

/** What looking for a tool asks of the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
  /** What the program prints when started so, or undefined when it fails to. */
  readonly output: (path: string, args: readonly string[]) => string | undefined;
}

export interface FoundTool {
  readonly path: string;
  readonly version: string;
}

/** Starts a program for its words only. */
function output(path: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(path, args, {
    encoding: 'utf8',
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}

export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  exists: existsSync,
  output,
};

/** Where a tool may be, best first: the variable, then PATH, then the usual places. */
export function candidates(name: ToolName, machine: Machine): string[] {
  const { variable, commands, places } = tools[name];
  const named = machine.env[variable];
  const folders = (machine.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  const all = [...(named ? [named] : []), ...onPath, ...(places[machine.platform] ?? [])];
  return [...new Set(all)].filter((path) => machine.exists(path));
}

/**
 * The first candidate that really starts and says that it is the tool: the `chromium` of Ubuntu,
 * for one, is there and only tells to install a snap.
 */
export function findTool(name: ToolName, machine: Machine = thisMachine): FoundTool | undefined {
  const { versionArguments, versionPattern } = tools[name];
  for (const path of candidates(name, machine)) {
    const version = versionPattern.exec(machine.output(path, versionArguments) ?? '')?.[1];
    if (version !== undefined) return { path, version };
  }
  return undefined;
}
