/* global console, handler */
/**
 * Appended to the unedited bundle instead of `driver.js` to count what a call costs. Runs that
 * differ in the number of calls alone prepare the same number of events, so that the difference
 * between them is calls and nothing else.
 */
import latchkeyStandIn from 'cloudfront';
(function () {
  const harness = latchkeyStandIn.harness;
  const prepared = [];
  for (let i = 0; i < harness.setup.prepare; i++) {
    const step = JSON.parse(harness.steps[i % harness.steps.length]);
    step.event = harness.event(step);
    prepared.push(step);
  }

  async function callAll() {
    for (let i = 0; i < harness.setup.calls; i++) {
      const step = prepared[i];
      harness.enter(step);
      await handler(step.event);
    }
    console.log('\u001edone');
  }

  callAll();
})();
