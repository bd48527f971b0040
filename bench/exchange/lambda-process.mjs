/**
 * A Lambda in a process of its own, so that its CPU time and memory are nobody else's: loads the
 * bundle, says what that took, and then answers batches of events, one event after the other.
 */
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const [bundle] = process.argv.slice(2);

// What would ask Cognito over TLS asks the local one over HTTP.
const cognito = process.env.BENCH_HTTPS_TO;
if (cognito !== undefined) {
  const { hostname, port } = new URL(cognito);
  const request = (url, options, callback) => {
    const [given, done] = typeof options === 'function' ? [{}, options] : [options, callback];
    const asked = url instanceof URL || typeof url === 'string' ? urlOptions(new URL(url)) : url;
    const local = { protocol: 'http:', host: hostname, hostname, port, agent: http.globalAgent };
    return http.request({ ...asked, ...given, ...local }, done);
  };
  const urlOptions = ({ pathname, search }) => ({ path: pathname + search });
  https.request = request;
  https.get = (...args) => request(...args).end();
  syncBuiltinESMExports();
}

// Not every machine's resolver knows that a name under localhost is this machine (RFC 6761).
const lookup = dns.lookup;
dns.lookup = (host, options, callback) =>
  lookup(host.endsWith('.localhost') ? '127.0.0.1' : host, options, callback);

// The Lambda's log is no part of what is compared.
process.stdout.write = () => true;

const startedAt = performance.now();
const startedCpu = process.cpuUsage();
const { handler } = await import(bundle);
const milliseconds = performance.now() - startedAt;
const { user, system } = process.cpuUsage(startedCpu);
process.send({ milliseconds, cpu: user + system, rss: process.memoryUsage.rss() });

process.on('message', async (events) => {
  const results = [];
  const start = process.cpuUsage();
  try {
    for (const event of events) results.push(await handler(event));
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
    return;
  }
  const { user, system } = process.cpuUsage(start);
  process.send({ results, cpu: user + system, rss: process.memoryUsage.rss() });
});
