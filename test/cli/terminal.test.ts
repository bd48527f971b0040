import { describe, expect, test } from '@jest/globals';
import { visible } from '../../cli/terminal.ts';

describe('text from elsewhere', () => {
  test.each([
    ['moves no cursor and clears no screen', '\u001b[2J', '\\u001b[2J'],
    ['nor by the eight-bit form of that', '\u009b2J', '\\u009b2J'],
    ['sets no title', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
    ['overwrites no line', 'failed\rok', 'failed\\u000dok'],
    ['takes nothing back', 'a\b\u007f', 'a\\u0008\\u007f'],
    ['ends nothing early', 'a\0b', 'a\\u0000b'],
    ['turns no direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
  ])('%s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('is shown with every other character as it is', () => {
    const text = 'a\tb\nc ~ é 日本 \u00a0 😀 \\u001b';
    expect(visible(text)).toBe(text);
  });

  test.each([
    [0x00, 0x08],
    [0x0b, 0x1f],
    [0x7f, 0x9f],
    [0x202a, 0x202e],
    [0x2066, 0x2069],
  ])('has none of %i to %i', (first, last) => {
    for (let code = first; code <= last; code++) {
      expect(visible(String.fromCharCode(code))).toMatch(/^\\u[\da-f]{4}$/);
    }
  });
});
