/** `npx cdk synth` as somebody runs it who has neither credentials nor network. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../command.ts';

export interface Synthesis {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The folder with what was made. */
  readonly output: string;
  /** The hosts that it tried to reach. */
  readonly asked: readonly string[];
}

const noNetwork = new URL('./no-network.mjs', import.meta.url).href;

/** Runs it, and gives `use` what came of it before that is removed. */
export async function synth<Result>(
  options: readonly string[],
  use: (synthesis: Synthesis) => Result,
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'latchkey-synth-'));
  const output = join(home, 'out');
  const log = join(home, 'asked');
  try {
    const child = spawn('npx', ['--no-install', 'cdk', 'synth', '--output', output, ...options], {
      cwd: fileURLToPath(projectFolder),
      stdio: ['ignore', 'pipe', 'pipe'],
      // Nothing of AWS is in it, and no home with a profile.
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        NO_COLOR: '1',
        NODE_OPTIONS: `--import ${noNetwork}`,
        NO_NETWORK_LOG: log,
      },
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    const asked = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    return use({ code, stdout, stderr, output, asked });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
