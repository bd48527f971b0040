import { afterEach, expect, test } from '@jest/globals';
import { describeWithTool, skippedName } from './require-tool.ts';
import { requireToolPath, toolPath } from './tool-path.ts';

const before = process.env.NJS_PATH;

afterEach(() => {
  if (before === undefined) delete process.env.NJS_PATH;
  else process.env.NJS_PATH = before;
});

test('a tool named by its variable needs no search', () => {
  process.env.NJS_PATH = '/somewhere/njs';
  expect(toolPath('njs')).toBe('/somewhere/njs');
  expect(requireToolPath('njs')).toBe('/somewhere/njs');
});

test('a missing tool is an error that says how to get it', () => {
  const { PATH: path, VALGRIND_PATH: known } = process.env;
  process.env.PATH = '/nowhere';
  delete process.env.VALGRIND_PATH;
  try {
    expect(() => requireToolPath('valgrind')).toThrow(/^valgrind is missing: apt-get install/);
  } finally {
    process.env.PATH = path;
    if (known !== undefined) process.env.VALGRIND_PATH = known;
  }
});

test('the name of a skipped suite carries the reason where the runner looks for it', () => {
  expect(skippedName('edge', 'njs')).toBe('edge [skipped: njs is missing]');
});

process.env.NJS_PATH = '/somewhere/njs';
describeWithTool('njs', 'a suite whose tool is there', () => {
  test('runs under its own name', () => {
    expect(expect.getState().currentTestName).toBe(
      'a suite whose tool is there runs under its own name',
    );
  });
});
