import { describe } from '@jest/globals';
import { toolPath } from './tool-path.ts';
import type { ToolName } from './tools.ts';

/** The name of a suite that a missing tool keeps from running. The runner reads the reason. */
export const skippedName = (name: string, tool: ToolName) =>
  `${name} [skipped: ${tool} is missing]`;

/** `describe` where the tool is; else `describe.skip` with the reason in the suite's name. */
export function describeWithTool(tool: ToolName, name: string, body: () => void): void {
  if (toolPath(tool) === undefined) describe.skip(skippedName(name, tool), body);
  else describe(name, body);
}
