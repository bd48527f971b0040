/** One module of the user's, from today's TypeScript or JavaScript to what the edge runs. */
import { transform, transformFromAst, type TransformOptions, type types } from './babel.ts';
import { checkModule, type Report } from './fence.ts';

const common: TransformOptions = {
  sourceType: 'module',
  babelrc: false,
  configFile: false,
  compact: false,
};

/** `for…of` and spread are of arrays: then neither needs a helper, nor what the engine lacks. */
const assumptions = {
  iterableIsArray: true,
  objectRestNoSymbols: true,
  setSpreadProperties: true,
  setComputedProperties: true,
  ignoreToPrimitiveHint: true,
  ignoreFunctionLength: true,
  mutableTemplateObject: true,
  noDocumentAll: true,
};

/** @returns the module in ES5, or `null` after reporting what is wrong with it */
export function transformModule(code: string, file: string, report: Report): string | null {
  if (file.endsWith('.json')) return transformJson(code, report);
  const bare = withoutTypes(code, file, report);
  if (!bare) return null;
  let isSound = true;
  checkModule(bare, file, (line, message) => {
    isSound = false;
    report(line, message);
  });
  if (!isSound) return null;
  const { code: es5 } = transformFromAst(bare, code, {
    ...common,
    filename: file,
    assumptions,
    presets: [
      ['env', { targets: { ie: '11' }, modules: false, exclude: ['transform-typeof-symbol'] }],
    ],
  });
  return es5 ?? null;
}

function withoutTypes(code: string, file: string, report: Report): types.File | null {
  try {
    const presets = file.endsWith('.ts') ? ['typescript'] : [];
    const options = { ...common, filename: file, presets, ast: true, code: false };
    return transform(code, options).ast ?? null;
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number } };
    report(loc?.line ?? 0, syntaxFault(message));
    return null;
  }
}

/** Babel's first line, without the file before it and the place behind it. */
function syntaxFault(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/^.*?: /, '').replace(/\.? \(\d+:\d+\)$/, '');
}

function transformJson(text: string, report: Report): string | null {
  try {
    return `export default ${JSON.stringify(JSON.parse(text))}`;
  } catch (error) {
    report(0, `is not JSON: ${(error as Error).message}`);
    return null;
  }
}
