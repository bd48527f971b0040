import { describe, expect, test } from '@jest/globals';
import { chromiumArguments, launchChromium } from './chromium.ts';
import { describeWithTool } from './require-tool.ts';

describe('chromiumArguments', () => {
  test('no sandbox for root alone', () => {
    expect(chromiumArguments(0)).toContain('--no-sandbox');
    expect(chromiumArguments(1000)).not.toContain('--no-sandbox');
    expect(chromiumArguments(undefined)).not.toContain('--no-sandbox');
  });
});

describeWithTool('chromium', 'launchChromium', () => {
  test('starts a browser that renders and runs scripts', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto('data:text/html,<title>hello</title><p id=p>before');
      await page.evaluate("document.getElementById('p').textContent = 'after'");
      expect(await page.title()).toBe('hello');
      expect(await page.locator('#p').textContent()).toBe('after');
    } finally {
      await browser.close();
    }
  });
});
