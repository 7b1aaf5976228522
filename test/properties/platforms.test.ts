import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stringify } from "yaml";
import { faultsOf } from "./judge-platform.ts";
import { platforms } from "./platform-answers.ts";

const test = suite("any platform");

/** A developer waits for a sample; CI looks further, and elsewhere every time. */
const inCi = process.env["CI"] === "true";
const RUNS = inCi ? 300 : 60;
const SEED = inCi ? Date.now() % 2 ** 31 : 20261121;

test("is refused for reasons that a person can act on, or becomes a repository without a fault that an update leaves as it is", async () => {
  let emitted = 0;
  // A failure tells seed and path; fc.assert(…, { seed, path }) with both repeats it.
  await fc.assert(
    fc.asyncProperty(platforms, async (platform) => {
      const text = stringify(platform);
      const judged = await faultsOf(text);
      if (judged.emitted) emitted += 1;
      assert.equal(judged.faults, [], text);
    }),
    { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 20 * 60_000, markInterruptAsFailure: true },
  );
  assert.ok(emitted >= RUNS / 5, `only ${emitted} of ${RUNS} platforms came into being: the test would prove little`);
});

test.run();
