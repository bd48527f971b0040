import { transformAsync, types, type NodePath, type PluginObj } from '@babel/core';
import type { Plugin } from 'rollup';

/** Characters around a text where it stands, and of the name that stands for it. */
const quotes = 2;
const dot = 1;
const brackets = 2;
const name = 1;

/** Places of one text, and what a name for it would save. */
interface Shared {
  readonly strings: NodePath<types.StringLiteral>[];
  readonly members: NodePath<types.MemberExpression>[];
}

/**
 * Texts and property names that stand more than once get a name, where that saves bytes: nothing
 * compresses what CloudFront counts, and the engine looks both up alike. The names are long here; what
 * mangles them comes after.
 */
export function sharedStrings(): Plugin {
  return {
    name: 'shared-strings',
    async renderChunk(code) {
      const result = await transformAsync(code, {
        babelrc: false,
        configFile: false,
        compact: true,
        comments: false,
        plugins: [share],
      });
      return result?.code ?? code;
    },
  };
}

function share(): PluginObj {
  const found = new Map<string, Shared>();
  const of = (text: string): Shared => {
    const shared = found.get(text) ?? { strings: [], members: [] };
    found.set(text, shared);
    return shared;
  };
  return {
    // Babel keeps a plugin for the next file.
    pre: () => {
      found.clear();
    },
    visitor: {
      StringLiteral(path) {
        if (!path.parentPath.isImportDeclaration() && path.key !== 'key') {
          of(path.node.value).strings.push(path);
        }
      },
      MemberExpression(path) {
        const { computed, property } = path.node;
        if (!computed && types.isIdentifier(property)) of(property.name).members.push(path);
      },
      Program: {
        exit(program) {
          const worthwhile = [...found].filter(([text, shared]) => savedBy(text, shared) > 0);
          const declared = worthwhile.map(([text, { strings, members }], index) => {
            const id = `sharedString${index}`;
            for (const path of strings) path.replaceWith(types.identifier(id));
            for (const { node } of members) {
              node.property = types.identifier(id);
              node.computed = true;
            }
            return types.variableDeclarator(types.identifier(id), types.stringLiteral(text));
          });
          if (declared.length === 0) return;
          const firstCode = program.get('body').find((path) => !path.isImportDeclaration());
          firstCode?.insertBefore(types.variableDeclaration('var', declared));
        },
      },
    },
  };
}

function savedBy(text: string, { strings, members }: Shared): number {
  const declaration = name + 1 + text.length + quotes + 1;
  return (
    strings.length * (text.length + quotes - name) +
    members.length * (text.length + dot - brackets - name) -
    declaration
  );
}
