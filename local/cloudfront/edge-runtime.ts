import vm from 'node:vm';
import { createEngineHost, type EdgeStore, type EngineHost } from './edge-host.ts';
import { prelude } from './edge-prelude.ts';
import type { EdgeEvent } from './event.ts';

export type { EdgeStore } from './edge-host.ts';

/** The largest code of a CloudFront Function, in bytes. */
export const codeLimit = 10_240;

/** A bundle that CloudFront would not take, or that has no handler. */
export class EdgeBundleError extends Error {
  override readonly name = 'EdgeBundleError';
}

export interface RunHooks {
  /** What `event.request.rawQueryString()` answers. */
  readonly rawQueryString: string | undefined;
  /** Gets each line that the function logs. */
  readonly log?: (line: string) => void;
}

export interface EdgeFunction {
  /**
   * Runs the handler once, on nothing that an earlier run left behind.
   *
   * @returns what the handler returned, as plain data
   * @throws what the handler threw
   */
  run(event: EdgeEvent, hooks: RunHooks): Promise<unknown>;
}

export interface EdgeFunctionOptions {
  /** The bundle exactly as it is deployed. */
  readonly code: string;
  readonly store: EdgeStore;
  /** Milliseconds since 1970. `Date` stands still at the start of each run. */
  readonly now: () => number;
}

/**
 * Takes a CloudFront Function for runtime `cloudfront-js-2.0`. The engine here is V8: it accepts
 * more of the language than CloudFront does and counts no compute. It needs Node to be started with
 * `--experimental-vm-modules`.
 *
 * @throws {EdgeBundleError} when the code is too large, no valid module, imports or exports what it
 *   must not, or has no top-level `handler`
 */
export async function loadEdgeFunction(options: EdgeFunctionOptions): Promise<EdgeFunction> {
  const { code, store, now } = options;
  const size = Buffer.byteLength(code);
  if (size > codeLimit) {
    throw new EdgeBundleError(`the bundle has ${size} bytes; CloudFront takes ${codeLimit}`);
  }
  await check(
    code,
    createEngineHost(store, () => undefined),
    now(),
  );
  return createEdgeFunction(options);
}

/** The same without holding the code against what CloudFront takes, which needs no flag of Node's. */
export function createEdgeFunction({ code, store, now }: EdgeFunctionOptions): EdgeFunction {
  const script = new vm.Script(asScript(code), { filename: 'edge-function.js' });
  return {
    async run(event, hooks) {
      const host = createEngineHost(store, hooks.log ?? (() => undefined));
      const { engine, context } = enter(host, now());
      const handler = (script.runInContext(context) as (engine: Engine) => unknown)(engine);
      const json = await engine.invoke(handler, JSON.stringify(event), hooks.rawQueryString);
      return json === undefined ? undefined : (JSON.parse(json) as unknown);
    },
  };
}

interface Engine {
  readonly cloudfront: object;
  readonly crypto: object;
  invoke(
    handler: unknown,
    event: string,
    rawQueryString: string | undefined,
  ): Promise<string | undefined>;
}

const preludeScript = new vm.Script(prelude, { filename: 'cloudfront-js-2.0' });

/** The bundle does not export its handler, so one line at its end hands it over. */
const driver = "\n;import.meta.publish(typeof handler === 'function' ? handler : undefined);";

function enter(host: EngineHost, start: number) {
  const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
  const begin = preludeScript.runInContext(context) as (host: EngineHost, now: number) => Engine;
  return { context, engine: begin(host, start) };
}

/** Holds the bundle, as the module that it is, against what CloudFront takes. */
async function check(code: string, host: EngineHost, start: number): Promise<void> {
  const { context, engine } = enter(host, start);
  let handler: unknown;
  const module = compile(code, context, (published) => {
    handler = published;
  });
  await module.link((specifier) => provide(specifier, engine, context));
  const exported = Object.getOwnPropertyNames(module.namespace);
  if (exported.length > 0) {
    throw new EdgeBundleError(`the bundle exports ${exported.join(', ')}; CloudFront allows none`);
  }
  await module.evaluate();
  if (handler === undefined) throw new EdgeBundleError('the bundle has no top-level handler');
}

/**
 * The same text, compiled once and run afresh for every request: what it imports is handed to it,
 * and everything else stands as deployed. A module for each request would cost Node ten times as
 * much, and its memory.
 */
function asScript(code: string): string {
  const body = code.replace(
    /\bimport\s+([\w$]+)\s+from\s*["'](cloudfront|crypto)["'];?/g,
    'const $1 = engine.$2;',
  );
  return `(function (engine) { 'use strict'; ${body}\n;return handler; })`;
}

function compile(code: string, context: vm.Context, publish: (handler: unknown) => void) {
  try {
    return new vm.SourceTextModule(code + driver, {
      context,
      identifier: 'edge-function.js',
      initializeImportMeta: (meta) => {
        (meta as { publish?: unknown }).publish = publish;
      },
    });
  } catch (error) {
    throw new EdgeBundleError(`the bundle is no valid module: ${String(error)}`, { cause: error });
  }
}

function provide(specifier: string, engine: Engine, context: vm.Context): vm.Module {
  if (specifier !== 'cloudfront' && specifier !== 'crypto') {
    throw new EdgeBundleError(`the bundle imports ${specifier}; only cloudfront and crypto exist`);
  }
  const module: vm.SyntheticModule = new vm.SyntheticModule(
    ['default'],
    () => {
      module.setExport('default', engine[specifier]);
    },
    { context },
  );
  return module;
}
