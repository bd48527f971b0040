import { chromium, type Browser } from 'playwright-core';
import { requireToolPath } from './tool-path.ts';

export interface ChromiumOptions {
  /** Whether to do without a window; true by default. */
  readonly headless?: boolean;
  /** More of Chromium's switches. */
  readonly args?: readonly string[];
}

/** Chromium's switches: nothing that talks to the world or needs a GPU or a large /dev/shm. */
export function chromiumArguments(uid: number | undefined): string[] {
  return [
    // Chromium refuses to start as root with its sandbox on.
    ...(uid === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ];
}

/**
 * Starts the installed Chromium; the caller closes it.
 *
 * @throws Error that says how to get Chromium where it is missing
 */
export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: requireToolPath('chromium'),
    headless: options.headless ?? true,
    args: [...chromiumArguments(process.getuid?.()), ...(options.args ?? [])],
  });
}
