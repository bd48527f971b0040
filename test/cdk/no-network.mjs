/** Preloaded into every process of a command: no connection to any host comes about. */
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...parameters) {
  const [first] = parameters.flat();
  // Between processes of this machine, as tsx does it.
  if (typeof first === 'string' || typeof first?.path === 'string')
    return connect.apply(this, parameters);
  tell(`connect ${first?.host ?? 'localhost'}:${first?.port ?? first}`);
  process.nextTick(() => this.destroy(new Error('there is no network')));
  return this;
};

dns.lookup = (host, ...rest) => {
  tell(`lookup ${host}`);
  process.nextTick(rest.at(-1), new Error('there is no network'));
};

function tell(line) {
  const file = process.env.NO_NETWORK_LOG;
  if (file !== undefined) appendFileSync(file, `${line}\n`);
}
