/**
 * What the user's code finds at the edge: the engine's own names, less what is asynchronous, what
 * makes code of text, and what outlives a request.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const known = new Set([
  ...['undefined', 'NaN', 'Infinity', 'arguments', 'console', 'JSON', 'Math', 'Date', 'RegExp'],
  ...['Object', 'Array', 'String', 'Number', 'Boolean', 'Buffer', 'ArrayBuffer', 'DataView'],
  ...['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'atob', 'btoa', 'TextEncoder', 'TextDecoder'],
  ...['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array'],
]);

const asynchronous = 'is asynchronous, and afterAuthorize has to answer at once';
const fromText = 'makes code of text, which CloudFront does not run';
const shared = 'is what all requests share: nothing of one may be there for the next';
const missing = "is not in CloudFront's engine";

const reasons: Readonly<Record<string, string>> = {
  ...every([...timers(), 'Promise', 'fetch', 'XMLHttpRequest', 'queueMicrotask'], asynchronous),
  ...every(['eval', 'Function'], fromText),
  ...every(['globalThis', 'global', 'self', 'window'], shared),
  ...every(['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Symbol', 'Proxy', 'Reflect'], missing),
  ...every(['BigInt', 'Intl', 'URL', 'URLSearchParams', 'structuredClone', 'crypto'], missing),
  ...every(['process', 'require', 'module', 'exports', 'document', '__dirname'], missing),
};

function timers(): string[] {
  return ['setTimeout', 'setInterval', 'setImmediate'];
}

function every(names: readonly string[], reason: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** Why a name that nothing declares is not for the user's code; `null` when it is. */
export function refuseGlobal(name: string): string | null {
  if (known.has(name)) return null;
  const hint = name === 'crypto' ? ": import crypto from 'crypto'" : '';
  return `${name} ${reasons[name] ?? 'is not declared'}${hint}`;
}

const noArrayMethods = ['at', 'flat', 'flatMap', 'findLast', 'findLastIndex', 'with'];
const noCopyMethods = ['toReversed', 'toSorted', 'toSpliced'];
const noTextMethods = ['normalize', 'localeCompare', 'matchAll', 'isWellFormed', 'toWellFormed'];
const noMethods = new Set([...noArrayMethods, ...noCopyMethods, ...noTextMethods]);
const noStatics = new Set(['Object.fromEntries', 'Object.groupBy', 'Object.hasOwn', 'Array.from']);

/** Why a method is not called; `null` when it may be. @param owner a global's name, if it is one */
export function refuseMethod(owner: string | null, name: string): string | null {
  const whole = `${owner}.${name}`;
  if (noStatics.has(whole)) return `${whole}() ${missing}`;
  return noMethods.has(name) ? `${name}() ${missing}` : null;
}

/** What the engine takes for something else, or not at all, in a regular expression. */
export function refuseRegExp(pattern: string, flags: string): string | null {
  const flag = /[^gim]/.exec(flags)?.[0];
  if (flag !== undefined) return `the flag ${flag} of a regular expression ${missing}`;
  if (/(?<!\\)\[\^?\]/.test(pattern))
    return 'the engine reads [] and [^] differently: write [\\s\\S]';
  return /\(\?</.test(pattern) ? `a lookbehind or a named group ${missing}` : null;
}
