import fc from "fast-check";

/**
 * How many histories are tried over all properties: `HISTORY_RUNS`, else 2,000 in CI and 200 on a developer's machine.
 * `npm run soak` tries 20,000. What a failure prints repeats it: `HISTORY_SEED` and `HISTORY_PATH`.
 */
const inCi = process.env["CI"] === "true";
const TOTAL = Number(process.env["HISTORY_RUNS"] ?? (inCi ? 2000 : 200));
const SEED = Number(process.env["HISTORY_SEED"] ?? (inCi || TOTAL > 2000 ? Date.now() % 2 ** 31 : 20261121));

/** Checks one property with its share of the runs, in hundredths. */
export async function holds<T>(share: number, arbitrary: fc.Arbitrary<T>, judge: (value: T) => void | Promise<void>): Promise<void> {
  const path = process.env["HISTORY_PATH"];
  const details = await fc.check(fc.asyncProperty(arbitrary, async (value) => void (await judge(value))), { numRuns: Math.max(5, Math.round((TOTAL * share) / 100)), seed: SEED, ...(path !== undefined && { path }) });
  if (!details.failed) return;
  const error = details.errorInstance;
  const why = error instanceof Error ? error : new Error(String(error));
  why.message = `after ${details.numRuns} runs, to be repeated with HISTORY_SEED=${details.seed} HISTORY_PATH=${details.counterexamplePath ?? ""}\n${fc.stringify(details.counterexample).replace(/"text":"(\\.|[^"\\])*"/g, '"text":…').slice(0, 3000)}\n${why.message}`;
  throw why;
}
