/* global console, handler */
/**
 * Appended to the unedited bundle instead of `driver.js` to count what a call costs. A call of
 * `Math.cosh`, which nothing else calls, marks where counting begins and ends.
 */
import latchkeyStandIn from 'cloudfront';
(function () {
  const harness = latchkeyStandIn.harness;
  const prepared = [];
  for (let i = 0; i < harness.setup.calls; i++) {
    const step = JSON.parse(harness.steps[i % harness.steps.length]);
    step.event = harness.event(step);
    prepared.push(step);
  }

  async function callAll() {
    for (let i = 0; i < harness.setup.calls; i++) {
      if (i === harness.setup.uncounted) Math.cosh(1);
      const step = prepared[i];
      harness.enter(step);
      await handler(step.event);
    }
    Math.cosh(1);
    console.log('\u001edone');
  }

  callAll();
})();
