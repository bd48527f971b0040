import { describe } from '@jest/globals';
import { findTool } from './find.ts';
import { tools, type ToolName } from './tools.ts';

const known = new Map<ToolName, string | undefined>();

/** The path of a tool: the runner's, or looked for where a test was started without the runner. */
export function toolPath(name: ToolName): string | undefined {
  const fromEnvironment = process.env[tools[name].variable];
  if (fromEnvironment) return fromEnvironment;
  if (!known.has(name)) known.set(name, findTool(name)?.path);
  return known.get(name);
}

/**
 * The path of a tool that must be there.
 *
 * @throws Error that says how to get the tool
 */
export function requireToolPath(name: ToolName): string {
  const path = toolPath(name);
  if (path === undefined) throw new Error(`${name} is missing: ${tools[name].howToGet}.`);
  return path;
}

/** The name of a suite that a missing tool keeps from running. The runner reads the reason. */
export const skippedName = (name: string, tool: ToolName) =>
  `${name} [skipped: ${tool} is missing]`;

/** `describe` where the tool is; else `describe.skip` with the reason in the suite's name. */
export function describeWithTool(tool: ToolName, name: string, body: () => void): void {
  if (toolPath(tool) === undefined) describe.skip(skippedName(name, tool), body);
  else describe(name, body);
}
