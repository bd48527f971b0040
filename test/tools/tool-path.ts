import { findTool } from './find.ts';
import { tools, type ToolName } from './tools.ts';

const known = new Map<ToolName, string | undefined>();

/** The path of a tool: the runner's, or looked for where there was no runner. */
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
