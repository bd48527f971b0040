/* global console, handler */
/**
 * Appended to the unedited bundle: hands each step to its handler and prints one line of JSON for
 * it, marked by a record separator since the bundle may log lines of its own. The engine cuts what
 * it logs at 2,047 bytes, so a long line comes in pieces: a unit separator marks all but the last.
 */
import latchkeyStandIn from 'cloudfront';
(function () {
  const harness = latchkeyStandIn.harness;
  const pieceLength = 500;

  function print(line) {
    let at = 0;
    for (; at + pieceLength < line.length; at += pieceLength) {
      console.log('\u001f' + line.slice(at, at + pieceLength));
    }
    console.log('\u001e' + line.slice(at));
  }

  async function take(step) {
    const event = harness.event(step);
    let line;
    harness.enter(step);
    try {
      const result = await handler(event);
      line = JSON.stringify({ result: result, reads: harness.reads() });
    } catch (error) {
      const message = String(error && error.message !== undefined ? error.message : error);
      line = JSON.stringify({ threw: message, reads: harness.reads() });
    }
    print(line);
  }

  async function takeAll() {
    for (let i = 0; i < harness.steps.length; i++) {
      const step = JSON.parse(harness.steps[i]);
      await take(step);
    }
  }

  takeAll();
})();
