import crypto from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import vm from 'node:vm';
import { standInText, withDriver } from './files.ts';
import type { Batch, Outcome } from './steps.ts';
import { decodeOutcomes, encodeBatch } from './wire.ts';

/** A built-in module, of which the bundle and the stand-in use the default export only. */
function builtIn(value: unknown, context: vm.Context): vm.SyntheticModule {
  const module: vm.SyntheticModule = new vm.SyntheticModule(
    ['default'],
    () => module.setExport('default', value),
    { context },
  );
  return module;
}

/**
 * Runs the unedited bundle in Node, in a context of its own, with the stand-in and the driver that
 * njs gets. Needs `--experimental-vm-modules`.
 *
 * @throws Error when the bundle does not parse, its top level throws, or a step never settles
 */
export async function runInNode(batch: Batch): Promise<Outcome[]> {
  let output = '';
  const log = (text: unknown) => (output += `${String(text)}\n`);
  const context = vm.createContext({
    console: { log },
    Buffer,
    TextEncoder,
    TextDecoder,
    atob,
    btoa,
  });
  const steps = encodeBatch(batch);
  const modules = new Map<string, vm.Module>([
    ['crypto', builtIn(crypto, context)],
    ['fs', builtIn({ readFileSync: () => steps }, context)],
    ['cloudfront', new vm.SourceTextModule(await standInText(), { context })],
  ]);
  const bundle = new vm.SourceTextModule(await withDriver(batch.code, 'driver.js'), { context });
  await bundle.link((name) => {
    const module = modules.get(name);
    if (module === undefined) throw new Error(`The edge has no module ${name}.`);
    return module;
  });
  await bundle.evaluate();
  // Nothing in the context can wait for anything but microtasks, so by the next turn all is done.
  await setImmediate();
  return decodeOutcomes(output, batch.steps.length);
}
