/** Holds one module against what the edge can run, before anything is made of it. */
import { packages, type NodePath, type types } from './babel.ts';
import { refuseGlobal, refuseMethod, refuseRegExp } from './names.ts';
import { refuseImport } from './resolve.ts';

/** @param line of the file, from 1; 0 where it is not known */
export type Report = (line: number, message: string) => void;

/** @param file its absolute path */
export function checkModule(ast: types.File, file: string, report: Report): void {
  const say = (node: types.Node, message: string | null) => {
    if (message !== null) report(node.loc?.start.line ?? 0, message);
  };
  const checkSource = (node: types.Node, source: types.StringLiteral | null | undefined) => {
    if (source) say(node, refuseImport(source.value, file));
  };
  // Of an earlier pass it would still know names that only types had.
  packages.traverse.default.cache.clear();
  packages.traverse.default(ast, {
    Program: (path) => checkProgram(path, say),
    Function: ({ node }) => {
      if (node.async) say(node, 'an async function: afterAuthorize has to answer at once');
      if (node.generator) say(node, "a generator, which CloudFront's engine does not have");
    },
    AwaitExpression: (path) => {
      if (!path.getFunctionParent()) say(path.node, 'await: nothing here may wait');
    },
    Class: ({ node }) => say(node, "a class, which CloudFront's engine does not have"),
    ForOfStatement: ({ node }) => {
      if (node.await) say(node, 'for await: nothing here may wait');
    },
    Import: ({ node }) => say(node, 'import(): everything has to be in the one file'),
    MetaProperty: ({ node }) => {
      say(node, `${node.meta.name}.${node.property.name}, which CloudFront's engine does not have`);
    },
    BigIntLiteral: ({ node }) => say(node, "a BigInt, which CloudFront's engine does not have"),
    RegExpLiteral: ({ node }) => say(node, refuseRegExp(node.pattern, node.flags)),
    CallExpression: (path) => checkCall(path, say),
    OptionalCallExpression: (path) => checkCall(path, say),
    MemberExpression: ({ node }) => {
      if (nameOf(node) === 'constructor') {
        say(node, 'constructor, which leads to code made of text, and CloudFront runs none');
      }
    },
    AssignmentExpression: (path) => checkChange(path, path.node.left, say),
    UpdateExpression: (path) => checkChange(path, path.node.argument, say),
    UnaryExpression: (path) => {
      if (path.node.operator === 'delete') checkChange(path, path.node.argument, say);
    },
    ImportDeclaration: ({ node }) => checkSource(node, node.source),
    ExportNamedDeclaration: ({ node }) => checkSource(node, node.source),
    ExportAllDeclaration: ({ node }) => checkSource(node, node.source),
  });
}

type Say = (node: types.Node, message: string | null) => void;

function checkProgram({ scope }: NodePath<types.Program>, say: Say): void {
  for (const [name, node] of Object.entries(scope.globals)) say(node, refuseGlobal(name));
  for (const [name, { constantViolations }] of Object.entries(scope.bindings)) {
    for (const path of constantViolations) {
      if (path.getFunctionParent()) say(path.node, keeps(name));
    }
  }
}

function keeps(name: string): string {
  return `changes ${name}, which is outside of the function: what one request leaves there, another finds`;
}

function checkCall(
  path: NodePath<types.CallExpression | types.OptionalCallExpression>,
  say: Say,
): void {
  const { node, scope } = path;
  const { callee } = node;
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return;
  const { object } = callee;
  const owner = object.type === 'Identifier' && !scope.getBinding(object.name) ? object.name : null;
  const name = nameOf(callee);
  if (name === null) return;
  say(callee.property, refuseMethod(owner, name));
  const shared = sharedRoot(path, object);
  if (shared && (mutators.has(name) || (usesLastIndex.has(name) && isGlobalRegExp(path, object)))) {
    say(node, keeps(shared));
  }
}

/** Methods that change what they are called on. */
const mutators = new Set(
  'add clear copyWithin fill pop push reverse set shift sort splice unshift'.split(' '),
);

/** With the flag `g`, a regular expression remembers where it was. */
const usesLastIndex = new Set(['exec', 'test']);

/** The name of what stands at the module's top and is used in a function; `null` for all else. */
function sharedRoot(path: NodePath, object: types.Node): string | null {
  let root = object;
  while (root.type === 'MemberExpression') root = root.object;
  if (root.type !== 'Identifier' || path.getFunctionParent() === null) return null;
  return path.scope.getBinding(root.name)?.scope.path.isProgram() === true ? root.name : null;
}

function isGlobalRegExp({ scope }: NodePath, object: types.Node): boolean {
  const binding = object.type === 'Identifier' ? scope.getBinding(object.name) : undefined;
  const declaration = binding?.path.node;
  return (
    declaration?.type === 'VariableDeclarator' &&
    declaration.init?.type === 'RegExpLiteral' &&
    declaration.init.flags.includes('g')
  );
}

/** Of an object that all requests share: a global, or what stands at the module's top. */
function checkChange(path: NodePath, target: types.Node, say: Say): void {
  let root = target;
  while (root.type === 'MemberExpression') root = root.object;
  if (root === target || root.type !== 'Identifier') return;
  const binding = path.scope.getBinding(root.name);
  const isShared = binding
    ? binding.scope.path.isProgram() && path.getFunctionParent() !== null
    : refuseGlobal(root.name) === null;
  if (isShared) say(path.node, keeps(root.name));
}

function nameOf({ computed, property }: types.MemberExpression | types.OptionalMemberExpression) {
  if (computed) return property.type === 'StringLiteral' ? property.value : null;
  return property.type === 'Identifier' ? property.name : null;
}
