export const usage = `Usage: npm test -- [options] [Jest's own options and patterns]

Finds Chromium, njs and valgrind (as root on Debian or Ubuntu: installs them with apt-get), runs
every test with Jest, lists what was skipped and why, and ends with the line "N passed, N failed".

  --no-install   install nothing: run with what is there
  --help         this page

  npm test -- test/session         the tests of one folder
  npm test -- -t "rotation"        the tests whose names match

CHROMIUM_PATH, NJS_PATH and VALGRIND_PATH name the programs where they are not on PATH. With CI set,
missing Chromium or njs fails the run.`;

export interface Arguments {
  readonly help: boolean;
  readonly noInstall: boolean;
  /** What is Jest's. */
  readonly jest: readonly string[];
}

const own = ['--help', '-h', '--no-install'];

/** Takes the runner's own options out of the command line. */
export function parseArguments(args: readonly string[]): Arguments {
  return {
    help: args.includes('--help') || args.includes('-h'),
    noInstall: args.includes('--no-install'),
    jest: args.filter((arg) => !own.includes(arg)),
  };
}

/** Whether the command line chooses tests by name, so that Jest reports all others as skipped. */
export const choosesByName = (args: readonly string[]) =>
  args.some((arg) => /^(?:-t|--testNamePattern)(?:=|$)/.test(arg));

/** Jest's command line: two workers unless the user wants another number. */
export function jestArguments(args: readonly string[], outputFile: string): string[] {
  const workers = args.some((arg) => /^(?:-w|--maxWorkers|-i|--runInBand)(?:=|$)/.test(arg));
  return ['--json', `--outputFile=${outputFile}`, ...(workers ? [] : ['--maxWorkers=2']), ...args];
}
