/** A synthesized stack as `cdk deploy` would take it: the template, and what it uploads. */
import { App, type Stack } from 'aws-cdk-lib';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TemplateError } from './fields.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Assembly {
  readonly template: Template;
  /** The folder or file that is uploaded under that key, zipped or not. */
  asset(objectKey: string): string;
  /** Removes what was synthesized. */
  remove(): void;
}

interface Manifest {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/** @param build makes the stack, as the deployable app does */
export function synthesize(build: (app: App) => Stack): Assembly {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-deployed-'));
  const app = new App({ outdir: folder, builtinCloudFormationValidation: false });
  const { stackName } = build(app);
  app.synth();
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const { files } = read(`${stackName}.assets.json`) as Manifest;
  const paths = new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, source.path] as const),
    ),
  );
  return {
    template: read(`${stackName}.template.json`) as Template,
    asset(objectKey) {
      const path = paths.get(objectKey);
      if (path === undefined) throw new TemplateError(objectKey, 'is no asset of the stack');
      return join(folder, path);
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
