/** How the command finds the systems that run on this machine. */
import { expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forgetLocal, noteLocal, whereLocal } from '../../cli/local.ts';

/** No process has it: Linux counts to four million at most. */
const nobody = 99_999_999;

const bundles = () => pathToFileURL(`${mkdtempSync(join(tmpdir(), 'latchkey-notes-'))}/`);

function note(folder: URL, pid: number, port: number, since: number): void {
  writeFileSync(new URL(`local-${pid}.json`, folder), JSON.stringify({ pid, port, since }));
}

const endpointIn = (folder: URL) => whereLocal(null, folder).endpoint;

test('the one that was started last is meant, and the other again once that has stopped', () => {
  const folder = bundles();
  note(folder, process.ppid, 3000, Date.now() - 1000);
  noteLocal(3999, folder);
  expect(endpointIn(folder)).toBe('http://127.0.0.1:3999');
  forgetLocal(folder);
  expect(endpointIn(folder)).toBe('http://127.0.0.1:3000');
});

test('one that was killed is not, and its note goes with the next start', () => {
  const folder = bundles();
  note(folder, nobody, 3000, Date.now());
  writeFileSync(new URL(`local-${process.ppid}.json`, folder), 'half a no');
  expect(() => endpointIn(folder)).toThrow('no local system is running');
  noteLocal(3999, folder);
  expect(readdirSync(folder)).toEqual([`local-${process.pid}.json`]);
});

test('a port that was said is where it is', () => {
  expect(whereLocal(3001, bundles()).endpoint).toBe('http://127.0.0.1:3001');
});
