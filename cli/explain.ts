import type { Command } from 'commander';
import { readEdgeBundles, type EdgeBundles } from '../functions/compile/edge-code.ts';
import type { CheckedConfig } from '../functions/compile/check.ts';
import { parseToken } from '../session/token.ts';
import { connectTo, addTargetOptions, exitCodes, type TargetOptions } from './options.ts';
import { findDeployment, stackOf, type Deployment } from './deployment.ts';
import { explain } from './explain/explain.ts';
import { explanationJson, explanationLines, type RingSays, type Told } from './explain/report.ts';
import { viewerRequestOf } from './explain/request.ts';
import {
  parsePlayed,
  playedToken,
  storeFor,
  throwawayKey,
  type Known,
  type Played,
} from './explain/session.ts';
import { configFromFile, statedByStack, type Stated } from './explain/sources.ts';
import { replaceToken, tokenOf } from './explain/credentials.ts';
import type { Aws } from './aws/clients.ts';
import { Failure } from './failure.ts';
import { askKeys } from './keys-lambda.ts';
import { afterOption, compileOwn, ownFaults } from './own-code.ts';
import { inSteps } from './progress.ts';
import { readSecret } from './prompt.ts';
import { say, sayJson } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const help = `
It is asked on this machine, of the real edge function: the built code with the
deployment's configuration (--stack), or with that of a file (--config). With --stack
a session token is checked by the deployment's keys Lambda, and so is that somebody
played would find a key ring; without, both are taken to be good, and the answer says so.

Examples:
  latchkey explain 'https://www.example.com/admin/?x=1' --stack latchkey-demo
  latchkey explain /admin/ --as groups=admins --config edge.json
  latchkey explain /old --stack latchkey-demo --after-authorize after.ts
  latchkey explain /users/ada/notes --as sub=ada --local
  latchkey explain /api/things --method POST -H 'origin: https://evil.example' --local
  pbpaste | latchkey explain /app/ --cookie - --stack latchkey-demo
${exitCodes} A refusal that is explained is 0.`;

interface ExplainOptions extends TargetOptions {
  readonly config?: string;
  readonly afterAuthorize?: string;
  readonly cookie?: string;
  readonly method: string;
  readonly header?: readonly string[];
  readonly script?: boolean;
  readonly as?: string;
}

export function addExplainCommand(program: Command): void {
  addTargetOptions(program.command('explain'))
    .argument('<url>', 'https://host/path, or only /path')
    .description('which rule decides about a request, what the edge answers, and why')
    .option('--config <file>', "the edge's configuration, a JSON file; instead of a deployment")
    .addOption(afterOption())
    .option('--as <person>', 'play somebody signed in: sub=SUB,groups=GROUP,GROUP')
    .option('--cookie <cookie>', 'a cookie header or session token; - for standard input')
    .option('--method <method>', 'the HTTP method', 'GET')
    .option('-H, --header <header>', 'a header "name: value"; may be repeated', collect)
    .option('--script', 'as a script asks (fetch), and not as a browser goes to a page')
    .addHelpText('after', help)
    .action(run);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

async function run(url: string, options: ExplainOptions): Promise<void> {
  checkOptions(options);
  const cookie =
    options.cookie === '-' ? await readSecret('Cookie or session token') : options.cookie;
  const { method, header: headers = [] } = options;
  const request = viewerRequestOf({
    url,
    method,
    headers,
    cookie,
    isScript: options.script === true,
  });
  const bundle = readEdgeBundles();
  const own = ownCode(options.afterAuthorize);
  const { stated, aws, deployment } = await findStated(options, bundle, own);
  const { config } = stated;
  const here = Math.floor(Date.now() / 1000);
  const played = options.as === undefined ? null : parsePlayed(options.as);
  const given = played === null ? tokenOf(request, config) : '';
  // Of somebody played the ring knows no key; but it has to be there to say so.
  const shown = played === null ? given : playedToken(played, throwawayKey(), here, config);
  const known = await askRing(aws, deployment, shown, options.json === true);
  const now = known.now ?? here;

  const scene =
    played === null
      ? storeFor(given, known.verdict, config, now)
      : playedScene(played, known.verdict, config, now);
  const asked = replaceToken(request, config, scene.token);
  const world = { bundle, config, after: own, now, store: scene.store };
  const told: Told = {
    request,
    isScript: options.script === true,
    explanation: await explain(world, asked),
    who: options.as !== undefined ? 'played' : given === '' ? 'nobody' : 'token',
    known,
    isParsed: parseToken(given) !== null,
    isOwnUnasked: own === null && stated.after !== null,
    wasShown: options.cookie !== undefined && options.cookie !== '-' && given !== '',
  };
  if (options.json === true) sayJson(explanationJson(told, scene.token));
  else say(...explanationLines(told, scene.token));
}

function checkOptions({ config, as, cookie, local, stack }: ExplainOptions): void {
  if (as !== undefined && cookie !== undefined) {
    throw new UsageError('--as plays somebody signed in, --cookie brings a session: say one');
  }
  const isNamed = stack !== undefined && stack !== process.env['LATCHKEY_STACK'];
  if (config !== undefined && (isNamed || local !== undefined)) {
    throw new UsageError('--config is instead of a deployment: say one');
  }
}

/** @throws {UsageError} with all that is wrong with it */
function ownCode(file: string | undefined): string | null {
  const own = compileOwn(file);
  if ('faults' in own) throw new UsageError(ownFaults(file ?? '', own.faults));
  return own.code;
}

interface Found {
  readonly stated: Stated;
  readonly aws: Aws | null;
  readonly deployment: Deployment | null;
}

async function findStated(
  options: ExplainOptions,
  bundle: EdgeBundles,
  own: string | null,
): Promise<Found> {
  if (options.config !== undefined) {
    const config = configFromFile(options.config);
    return { stated: { config, after: own }, aws: null, deployment: null };
  }
  const aws = connectTo(options);
  const stack = stackOf(options);
  const found: { deployment?: Deployment; stated?: Stated } = {};
  await inSteps(options.json === true, [
    {
      title: 'Finding the deployment',
      run: async () => (found.deployment = await findDeployment(aws, options)),
    },
    {
      title: "Reading the edge function's code",
      run: async () => {
        if (found.deployment) {
          found.stated = await statedByStack(aws, stack, found.deployment, bundle);
        }
      },
    },
  ]);
  const stated = found.stated!;
  if (own !== null && own !== stated.after) {
    throw new Failure(
      'other-own-code',
      `${options.afterAuthorize} is not the afterAuthorize that is deployed`,
      'Name the file as it was deployed; to try another one, explain from a file: --config FILE',
    );
  }
  return { stated, aws, deployment: found.deployment ?? null };
}

async function askRing(
  aws: Aws | null,
  deployment: Deployment | null,
  token: string,
  isJson: boolean,
): Promise<RingSays> {
  const nobody = { verdict: null, now: null, whyNot: null };
  if (parseToken(token) === null || !aws || !deployment) return nobody;
  try {
    const asked: { answer?: RingSays } = {};
    const title = 'Asking the keys Lambda about the session';
    const check = async () => {
      const { now, result } = await askKeys(aws, deployment, { operation: 'inspect', token });
      asked.answer = { verdict: result.verdict, now, whyNot: null };
    };
    await inSteps(isJson, [{ title, run: check }]);
    return asked.answer ?? nobody;
  } catch (error) {
    if (error instanceof Failure) return { ...nobody, whyNot: error.message };
    throw error;
  }
}

/** Where the ring cannot be read, it cannot be for anybody. */
function playedScene(who: Played, known: Known, config: CheckedConfig, now: number) {
  const token = playedToken(who, throwawayKey(), now, config);
  return storeFor(token, known === 'unavailable' ? known : null, config, now);
}
