/* global Buffer */
/**
 * Stands in for the module `cloudfront` of CloudFront Functions, in njs and in Node alike. It also
 * freezes the clock: the engine evaluates it before the bundle that imports it, so that even the
 * bundle's top level sees the time of the step.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html
 */
import fs from 'fs';

const lines = fs.readFileSync('steps').toString().split('\n');
const setup = JSON.parse(lines[0]);
const has = Object.prototype.hasOwnProperty;

let values = {};
let reads = [];
let now = setup.clock;

const RealDate = Date;

function FrozenDate(time) {
  if (!(this instanceof FrozenDate)) return new RealDate(now).toString();
  if (arguments.length === 0) return new RealDate(now);
  if (arguments.length === 1) return new RealDate(time);
  return new RealDate(RealDate.UTC.apply(null, arguments));
}
FrozenDate.prototype = RealDate.prototype;
FrozenDate.parse = RealDate.parse;
FrozenDate.UTC = RealDate.UTC;
FrozenDate.now = function () {
  return now;
};
globalThis.Date = FrozenDate;

function lookUp(key) {
  reads.push(key);
  if (values.failing === true) throw new Error('the store is failing');
  if (!has.call(values, key)) return undefined;
  const value = values[key];
  if (typeof value === 'object') throw new Error('the store is failing');
  return value;
}

/** Where costs are counted: its own work, which CloudFront does in native code, is in the count. */
const cheapStore = {
  get: async function (key) {
    const value = values[key];
    if (value === undefined) throw new Error('KeyNotFound: ' + key);
    return value;
  },
  exists: async function (key) {
    return values[key] !== undefined;
  },
};

const store = {
  get: async function (key, options) {
    const value = lookUp(key);
    if (value === undefined) throw new Error('KeyNotFound: ' + key);
    if (options && options.format === 'json') return JSON.parse(value);
    if (options && options.format === 'bytes') return Buffer.from(value);
    return value;
  },
  exists: async function (key) {
    return lookUp(key) !== undefined;
  },
};

export default {
  kvs: function () {
    return setup.calls ? cheapStore : store;
  },
  /** For the driver alone. */
  harness: {
    setup: setup,
    steps: lines.slice(1),
    enter: function (step) {
      values = setup.stores[step.store];
      now = step.now;
      reads = [];
    },
    reads: function () {
      return reads;
    },
    event: function (step) {
      const event = step.event;
      if (event && event.request && typeof event.request === 'object') {
        event.request.rawQueryString = function () {
          return step.rawQueryString;
        };
      }
      return event;
    },
  },
};
