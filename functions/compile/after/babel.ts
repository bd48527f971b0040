/** Babel in one package, of which the types say less than it has. */
import babel from '@babel/standalone';
import type { BabelFileResult, NodePath, TransformOptions, types } from '@babel/core';
import type parser from '@babel/parser';
import type traverse from '@babel/traverse';

export type { NodePath, TransformOptions, types };

export const { transform, transformFromAst, packages } = babel as unknown as {
  transform: (code: string, options: TransformOptions) => BabelFileResult;
  transformFromAst: (ast: types.Node, code: string, options: TransformOptions) => BabelFileResult;
  readonly packages: {
    readonly parser: typeof parser;
    readonly traverse: { readonly default: typeof traverse };
  };
};
