import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "@temporalio/worker";

/** Beside the package's sources: the compiled test lies in build/test. */
const histories = join(__dirname, "../../test/histories");

// A change that would break running workflows fails here. Add histories of production: temporal workflow show --output json.
for (const file of readdirSync(histories)) {
  test(`${file} replays without a difference`, async () => {
    await Worker.runReplayHistory({ workflowsPath: require.resolve("../src/workflows") }, JSON.parse(readFileSync(join(histories, file), "utf8")));
  });
}
