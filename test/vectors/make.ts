/**
 * Made the JSON files beside it, once: `node --import tsx test/vectors/make.ts`. It uses
 * `format.ts`, written from the design's text, and nothing of `session/`. Tests never run it: a
 * vector that changes is a format that changed.
 */
import { acceptedTokens, spared } from './make-accepted.ts';
import { audience, clock, lifetimes, plain, ringKey, save, sid, sub } from './make-material.ts';
import { refusedTokens } from './make-refused.ts';
import './make-keys.ts';
import './make-rings.ts';
import './make-revocations.ts';

save('tokens', {
  clock,
  audience,
  lifetimes,
  sid,
  sub,
  store: { [ringKey]: plain },
  accepted: [...acceptedTokens, ...spared],
  refused: refusedTokens,
});
