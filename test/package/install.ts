/** The package as `npm pack` makes it, in an empty folder, without a network. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../command.ts';

const project = fileURLToPath(projectFolder);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Manifest;

/** @returns the tarball */
export function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pack-'));
  const npm = (...args: string[]) => {
    execFileSync('npm', args, { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } });
  };
  npm('run', 'prepack', '--silent');
  npm('pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  return join(folder, readdirSync(folder)[0]!);
}

/** @returns a new folder with the package in it, and these others from the project's own */
export function install(tarball: string, others: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-app-'));
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'latchkey');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['xzf', tarball, '-C', own, '--strip-components=1']);
  for (const name of others) {
    const link = join(modules, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(project, 'node_modules', name), link);
  }
  return folder;
}
