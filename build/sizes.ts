/** Says what each bundle weighs, the edge function with the documented configuration in it. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { edgeCode, readEdgeBundles } from '../functions/compile/edge-code.ts';
import { documentedConfig } from './documented-config.ts';

const project = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, project));

const edge = Buffer.from(
  edgeCode(documentedConfig(), readEdgeBundles(new URL('dist/edge/', project))),
);
const bundles: readonly (readonly [string, Buffer])[] = [
  ['edge function, configured', edge],
  ['token exchange (Lambda)', read('dist/token-exchange/index.mjs')],
  ['keys (Lambda)', read('dist/keys/index.mjs')],
  ['sign-outs (Lambda)', read('dist/sign-outs/index.mjs')],
  ['seed (Lambda)', read('dist/seed/index.mjs')],
  ['browser client', read('dist/web/latchkey.js')],
];

for (const [name, code] of bundles) {
  const gzipped = gzipSync(code).length.toLocaleString('en');
  console.log(
    `${name.padEnd(28)}${code.length.toLocaleString('en').padStart(9)} bytes${gzipped.padStart(9)} gzipped`,
  );
}
