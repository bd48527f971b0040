/** Rotations that do something in the wrong way: the properties have to notice. */
import { rotate, succeeds } from '../../keys/rotation.ts';
import { edgeRingOf, readRing, type System } from '../../simulate/system/system.ts';
import type { Writer, WriterClock } from '../../simulate/system/writers.ts';

/** Finishes however late it is: the key before the next may be dropped while edges still sign with it. */
export function* lateRotation(system: System, { time, now }: WriterClock): Writer {
  const { secret, store, times, randomKey } = system;
  const { version, ring } = secret.current;
  const next = rotate(ring, now(), randomKey, times);
  yield;
  const seen = store.latest;
  const text = edgeRingOf(next, readRing(seen.ring).revokedUntil);
  if (!store.write(seen.version, time(), { ring: text })) return 'gave-up';
  return secret.replace(version, time(), next) ? 'done' : 'gave-up';
}

/** Compares with the secret before it reads the store's version: what came between is lost. */
export function* secretFirstRotation(system: System, { time, now }: WriterClock): Writer {
  const { secret, store, times, randomKey } = system;
  const { version, ring } = secret.current;
  const next = rotate(ring, now(), randomKey, times);
  yield;
  if (!succeeds(next, secret.current.ring, now(), times)) return 'discarded';
  yield;
  const seen = store.latest;
  const text = edgeRingOf(next, readRing(seen.ring).revokedUntil);
  if (!store.write(seen.version, time(), { ring: text })) return 'gave-up';
  yield;
  return secret.replace(version, time(), next) ? 'done' : 'gave-up';
}
