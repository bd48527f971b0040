/** Derived keys, and edge rings derived from root rings. */
import { deriveKey, ring } from './format.ts';
import { clock, secretOf, keys, save } from './make-material.ts';


const audiences = ['demo', 'other', 'a', 'Staging-2', '-'.repeat(64)];
const rootRing = ring(
  keys.map((key, i) => ({ ...key, key: secretOf(['retiring', 'signing', 'standby'][i] ?? '') })),
  { notBefore: 5, signInsFrom: 7 },
);

save('keys', {
  derived: audiences.flatMap((name) =>
    (['session', 'login'] as const).map((purpose) => ({
      secret: secretOf('signing'),
      purpose,
      audience: name,
      key: deriveKey(secretOf('signing'), purpose, name),
    })),
  ),
  edgeRings: audiences.slice(0, 2).map((name) => ({
    root: rootRing,
    audience: name,
    revokedUntil: clock,
    edge: ring(
      keys.map((key, i) => ({
        ...key,
        key: deriveKey(secretOf(['retiring', 'signing', 'standby'][i] ?? ''), 'session', name),
      })),
      { notBefore: 5, revokedUntil: clock, signInsFrom: 7 },
    ),
  })),
});
