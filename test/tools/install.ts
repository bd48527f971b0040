import { spawnSync } from 'node:child_process';
import { findTool, thisMachine, type FoundTool, type Machine } from './find.ts';
import { tools, usedTools, type ToolName } from './tools.ts';

/** What the decision to install rests on. */
export interface Facts {
  readonly missing: readonly ToolName[];
  /** The user's id; undefined where there is none. */
  readonly uid: number | undefined;
  readonly hasApt: boolean;
  /** The user asked that nothing be installed. */
  readonly refused: boolean;
}

/** The packages to install: none unless we are root where apt-get is, and may. */
export function packagesToInstall({ missing, uid, hasApt, refused }: Facts): string[] {
  if (uid !== 0 || !hasApt || refused) return [];
  return missing.map((name) => tools[name].aptPackage);
}

export type RunApt = (args: readonly string[]) => { readonly ok: boolean; readonly says: string };

/** Runs apt-get without questions; waits for another one that is at work. */
export const runApt: RunApt = (args) => {
  const { status, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { ok: status === 0, says: (stderr ?? '').trim().split('\n').slice(-3).join('\n') };
};

/** Installs each package by itself: one that a distribution lacks must not keep out another. */
export function install(packages: readonly string[], apt: RunApt, print: (line: string) => void) {
  print(`Installing ${packages.join(' and ')} with apt-get …`);
  const steps = [
    ['update'],
    ...packages.map((name) => ['install', '-y', '--no-install-recommends', name]),
  ];
  for (const args of steps) {
    const { ok, says } = apt(args);
    print(`  apt-get ${args.join(' ')}: ${ok ? 'done' : `failed\n${says}`}`);
  }
}

export interface Provision {
  readonly machine: Machine;
  readonly uid: number | undefined;
  readonly refused: boolean;
  readonly apt: RunApt;
  readonly print: (line: string) => void;
}

export type Tools = ReadonlyMap<ToolName, FoundTool | undefined>;

function look(machine: Machine): Map<ToolName, FoundTool | undefined> {
  return new Map(usedTools.map((name) => [name, findTool(name, machine)]));
}

export const missingOf = (found: Tools): ToolName[] =>
  [...found].filter(([, tool]) => tool === undefined).map(([name]) => name);

/** Finds the tools, installs those that are missing where we may, and says what there is. */
export function provide({ machine, uid, refused, apt, print }: Provision): Tools {
  let found = look(machine);
  const facts = {
    missing: missingOf(found),
    uid,
    hasApt: machine.exists('/usr/bin/apt-get'),
    refused,
  };
  const packages = packagesToInstall(facts);
  if (packages.length > 0) {
    install(packages, apt, print);
    found = look(machine);
  }
  for (const [name, tool] of found) print(describeTool(name, tool));
  return found;
}

function describeTool(name: ToolName, tool: FoundTool | undefined): string {
  if (tool === undefined) return `MISSING: ${name}. To get it: ${tools[name].howToGet}.`;
  const { wanted } = tools[name];
  const note = wanted === undefined || wanted === tool.version ? '' : ` (${wanted} is wanted)`;
  return `${name} ${tool.version}${note}: ${tool.path}`;
}

export const provisionHere = (refused: boolean, print: (line: string) => void): Tools =>
  provide({ machine: thisMachine, uid: process.getuid?.(), refused, apt: runApt, print });
