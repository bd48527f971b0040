/** A process of its own: the compilers are asynchronous, and constructs are not. */
import { bundleAfter } from './bundle.ts';

const [, , file = ''] = process.argv;
process.stdout.write(JSON.stringify(await bundleAfter(file)));
