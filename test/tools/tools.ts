/** A program outside npm that some tests need. */
export interface Tool {
  /** The environment variable that names its path; the runner hands it to the tests. */
  readonly variable: string;
  /** Its names on PATH, best first. */
  readonly commands: readonly string[];
  /** Places outside PATH, by platform. */
  readonly places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;
  readonly versionArguments: readonly string[];
  /** Finds the version in what it prints, and thereby whether it is the tool at all. */
  readonly versionPattern: RegExp;
  /** The version that results were taken with, where it matters. */
  readonly wanted?: string;
  /** The package of Debian and Ubuntu. */
  readonly aptPackage: string;
  /** How people get it where we do not install it. */
  readonly howToGet: string;
}

export type ToolName = 'chromium' | 'njs' | 'valgrind';

export const tools: Readonly<Record<ToolName, Tool>> = {
  chromium: {
    variable: 'CHROMIUM_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    places: {
      linux: ['/usr/bin/chromium'],
      darwin: [
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ],
    },
    versionArguments: ['--version'],
    versionPattern: /^(?:Chromium|Google Chrome)\D* (\d+(?:\.\d+)*)/m,
    aptPackage: 'chromium',
    howToGet:
      'apt-get install chromium (on Ubuntu, where that is a snap, Google Chrome), or brew install --cask chromium; or set CHROMIUM_PATH',
  },
  njs: {
    variable: 'NJS_PATH',
    commands: ['njs'],
    places: { linux: ['/usr/bin/njs'] },
    versionArguments: ['-v'],
    versionPattern: /^(\d+\.\d+\.\d+)/m,
    wanted: '0.7.9',
    aptPackage: 'njs',
    howToGet:
      'apt-get install njs on Debian 12, or build it from https://github.com/nginx/njs; or set NJS_PATH',
  },
  valgrind: {
    variable: 'VALGRIND_PATH',
    commands: ['valgrind'],
    places: {},
    versionArguments: ['--version'],
    versionPattern: /^valgrind-(\d+(?:\.\d+)*)/m,
    aptPackage: 'valgrind',
    howToGet: 'apt-get install valgrind; or set VALGRIND_PATH',
  },
};

/** The tools without which a run is not whole. */
export const neededTools: readonly ToolName[] = ['chromium', 'njs'];

/** All that the tests make use of. Where counting is not possible, the budget of costs is not checked. */
export const usedTools: readonly ToolName[] = [...neededTools, 'valgrind'];
