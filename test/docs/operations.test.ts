import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { differences } from '../../keys/differences.ts';
import type { KeyRing } from '../../session/key-ring.ts';
import { startStandIn, type StandIn } from '../cli/stand-in.ts';
import { consoleBlocks, normal, shortenedLike } from './console-blocks.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const token = '1.signing1.tqxs40.tqxti0.AAAAAAAAAAAAAAAA.sub-of-ada.admins.uUwXpAjNhcYKvzf1dWGOmA';
const day = 86_400;

/** As the keys Lambda says it, of whatever ring. */
const lost = differences({} as KeyRing, null);

/** What the deployment is like in which a block of the page is run. */
const scenes: Record<string, (standIn: StandIn) => void> = {
  healthy: () => undefined,
  'no-ring': ({ keys }) => {
    keys.status = { ...keys.status, differences: lost };
    keys.answer = ({ operation }) => (operation === 'repair' ? repaired(lost, 0) : null);
  },
  'rotation-stuck': ({ keys }) => {
    const last = Math.floor(Date.now() / 1000) - 8 * day;
    const rotation = { enabled: true, pending: true, last, next: last + 7 * day };
    keys.status = { ...keys.status, rotation };
  },
  'store-full': ({ keys }) => {
    keys.answer = ({ operation }) => (operation === 'repair' ? repaired([], 41_000) : null);
  },
};

function repaired(texts: readonly string[], removed: number) {
  const now = Math.floor(Date.now() / 1000);
  return { ok: true, now, result: { repaired: texts, removed } } as const;
}

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

describe('docs/operations.md', () => {
  const blocks = consoleBlocks(page);

  test('has a block for each thing that can happen', () => {
    expect(blocks.length).toBeGreaterThan(8);
    expect(blocks.every(({ scene }) => scene in scenes)).toBe(true);
  });

  test.each(blocks)('$scene: $runs.0.line and what follows it', async ({ scene, runs }) => {
    standIn.reset();
    scenes[scene]?.(standIn);
    for (const { args, printed } of runs) {
      const { stdout } = await standIn.latchkey(args, { input: token });
      expect(shortenedLike(normal(printed), normal(stdout))).toBe(normal(printed));
    }
  });

  test('names no command, here or in the text, that does not exist', async () => {
    const named = [...page.matchAll(/`latchkey ([a-z]+(?: [a-z]+)?)([^`]*)`/g)];
    expect(named.length).toBeGreaterThan(3);
    for (const [, command = '', rest = ''] of named) {
      const { code, stdout } = await standIn.latchkey([...command.split(' '), '--help']);
      expect({ command, code }).toEqual({ command, code: 0 });
      for (const option of rest.match(/--[a-z-]+/g) ?? []) expect(stdout).toContain(option);
    }
  });
});
