/* global console, handler */
/**
 * Appended to the unedited bundle: hands each step to its handler and prints one line of JSON for
 * it, marked by a record separator since the bundle may log lines of its own.
 */
import latchkeyStandIn from 'cloudfront';
(function () {
  const harness = latchkeyStandIn.harness;

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
    console.log('\u001e' + line);
  }

  async function takeAll() {
    for (let i = 0; i < harness.steps.length; i++) {
      const step = JSON.parse(harness.steps[i]);
      await take(step);
    }
  }

  takeAll();
})();
