/**
 * What a CloudFront Function finds around itself, as a script for its own context. It lives there,
 * and not in Node's, so that what the function meets (errors, promises, dates) is of its own realm
 * and `instanceof` holds. Buffers and text coders are Node's own: this imitates the engine for code
 * one trusts, and is no sandbox for code one does not.
 *
 * The script's value is a function `(host, start)`; `host` is {@link EngineHost}, `start` the time
 * in milliseconds at which the invocation stands still.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
export const prelude = `(function (host, start) {
  'use strict';
  var NativeDate = Date, construct = Reflect.construct, names = Object.getOwnPropertyNames;
  var algorithms = ['md5', 'sha1', 'sha256'];

  function guard(call) {
    return function () {
      try { return call.apply(undefined, arguments); }
      catch (error) { throw new TypeError(String(error && error.message)); }
    };
  }

  function digester(kind) {
    return function (algorithm, key) {
      if (algorithms.indexOf(algorithm) < 0) {
        throw new TypeError('not supported algorithm: "' + algorithm + '"');
      }
      var hash = guard(host.digester)(kind, algorithm, key);
      var digest = {
        update: function (data, encoding) { guard(hash.update)(data, encoding); return digest; },
        digest: function (encoding) { return guard(hash.digest)(encoding); },
      };
      return digest;
    };
  }

  async function reach(call) {
    try { return await call(); }
    catch (error) { throw new Error(String(error && error.message)); }
  }

  function kvs() {
    return {
      get: async function (key, options) {
        var format = (options && options.format) || 'string';
        var text = await reach(function () { return host.get(String(key)); });
        if (format === 'string') return text;
        if (format === 'json') return JSON.parse(text);
        if (format === 'bytes') return new Uint8Array(host.utf8(text));
        throw new TypeError('not supported format: ' + format);
      },
      exists: async function (key) {
        return reach(function () { return host.exists(String(key)); });
      },
      meta: async function () {
        return JSON.parse(await reach(function () { return host.meta(); }));
      },
    };
  }

  function EngineBuffer() { throw new TypeError('Buffer is made by Buffer.from and Buffer.alloc'); }
  names(host.buffer).forEach(function (name) { EngineBuffer[name] = guard(host.buffer[name]); });
  Object.defineProperty(EngineBuffer, Symbol.hasInstance, { value: guard(host.buffer.isBuffer) });

  var FrozenDate = new Proxy(NativeDate, {
    apply: function () { return new NativeDate(start).toString(); },
    construct: function (target, values, self) {
      return construct(target, values.length === 0 ? [start] : values, self);
    },
  });
  NativeDate.now = function () { return start; };
  NativeDate.prototype.constructor = FrozenDate;

  function show(value) { return typeof value === 'string' ? value : String(JSON.stringify(value)); }

  names(globalThis).forEach(function (name) {
    if (host.globals.indexOf(name) < 0) delete globalThis[name];
  });
  var given = {
    Date: FrozenDate,
    Buffer: EngineBuffer,
    console: { log: function (value) { host.log(show(value)); } },
    atob: guard(host.atob), btoa: guard(host.btoa),
    TextEncoder: host.TextEncoder, TextDecoder: host.TextDecoder,
  };
  names(given).forEach(function (name) {
    Object.defineProperty(globalThis, name, { value: given[name], writable: true, configurable: true });
  });

  return {
    cloudfront: { kvs: kvs },
    crypto: { createHash: digester('hash'), createHmac: digester('hmac') },
    invoke: async function (handler, json, rawQueryString) {
      var event = JSON.parse(json);
      Object.defineProperty(event.request, 'rawQueryString', {
        value: function () { return rawQueryString; },
      });
      var returned = await handler(event);
      return JSON.stringify(returned);
    },
  };
})`;

/** The engine's globals that are the language's own. */
export const languageGlobals: readonly string[] = [
  ...['Array', 'ArrayBuffer', 'Boolean', 'DataView', 'Date', 'Error', 'EvalError', 'Function'],
  ...['Float32Array', 'Float64Array', 'Infinity', 'Int16Array', 'Int32Array', 'Int8Array', 'JSON'],
  ...['Math', 'NaN', 'Number', 'Object', 'Promise', 'RangeError', 'ReferenceError', 'RegExp'],
  ...['String', 'Symbol', 'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array'],
  ...['Uint8Array', 'Uint8ClampedArray', 'decodeURI', 'decodeURIComponent', 'encodeURI'],
  ...['encodeURIComponent', 'globalThis', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  'undefined',
];
