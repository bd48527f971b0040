import { describe } from '@jest/globals';
import { describeWithTool } from '../tools/require-tool.ts';
import { toolPath } from '../tools/tool-path.ts';
import { runInNjs } from './njs.ts';
import { runInNode } from './node.ts';
import type { RunBatch } from './steps.ts';

export interface Engine {
  readonly name: 'node' | 'njs';
  readonly run: RunBatch;
}

const node: Engine = { name: 'node', run: runInNode };
const njs: Engine = { name: 'njs', run: runInNjs };

/** The engines of this machine, for `describe.each(engines)('$name', ({ run }) => …)`. */
export const engines: readonly Engine[] = toolPath('njs') === undefined ? [node] : [node, njs];

/** One suite for both engines; where njs is missing, its half is skipped and says why. */
export function describeEngines(name: string, body: (engine: Engine) => void): void {
  describe(`${name} in node`, () => body(node));
  describeWithTool('njs', `${name} in njs`, () => body(njs));
}
