/** The last look at what was compiled: whatever the way there, this is what the edge would run. */
import crypto from 'node:crypto';
import vm from 'node:vm';
import { packages, type types } from './babel.ts';
import { refuseGlobal } from './names.ts';

/** Syntax that is not ES5, by the names of its nodes. */
const newer =
  /^(ArrowFunction|Class|Spread|Rest|ObjectPattern|ArrayPattern|AssignmentPattern|ForOf|Template|TaggedTemplate|Optional|Yield|Await|BigInt|Import|MetaProperty|Super)/;

/** What is wrong with it; `null` when nothing is. */
export function checkExpression(code: string): string | null {
  return newSyntaxIn(code) ?? faultOfRunning(code);
}

function newSyntaxIn(code: string): string | null {
  const faults: string[] = [];
  const ast = packages.parser.parse(`(${code})`, { sourceType: 'module' });
  packages.traverse.default(ast, {
    enter: ({ node }) => {
      const isNewer =
        newer.test(node.type) ||
        (node.type === 'VariableDeclaration' && node.kind !== 'var') ||
        (/Function|ObjectMethod/.test(node.type) && isUnusual(node as types.FunctionExpression)) ||
        (node.type === 'ObjectProperty' && (node.computed || node.shorthand));
      if (isNewer) faults.push(`compiles to ${node.type}, which CloudFront's engine does not have`);
    },
    Program: ({ scope }) => {
      for (const name of Object.keys(scope.globals)) {
        const refused = refuseGlobal(name);
        if (refused !== null) faults.push(`compiles to what needs ${refused}`);
      }
    },
  });
  return faults[0] ?? null;
}

function isUnusual({ async, generator }: types.FunctionExpression): boolean {
  return async === true || generator === true;
}

/** What the user's code logs is not ours to print. */
const quiet = { log: () => undefined };

/** The top level is run once, as the edge will before the first request. */
function faultOfRunning(code: string): string | null {
  const names = { crypto, Buffer, TextEncoder, TextDecoder, atob, btoa, console: quiet };
  try {
    const own: unknown = vm.runInNewContext(`(${code})(crypto)`, names, { timeout: 1000 });
    return typeof own === 'function' ? null : 'what it exports is no function';
  } catch (error) {
    return `its top level throws: ${String((error as Error).message)}`;
  }
}
