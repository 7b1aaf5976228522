import { existsSync, mkdirSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { claim } from "../../generators/apply/busy.ts";

/** Claims a repository again and again, and each time leaves it as a process does that is gone. Prints how often it had it, and how often somebody else had it too. */
const [root = "", start = "", times = "0"] = process.argv.slice(2);
while (!existsSync(start));
let [had, shared] = [0, 0];
for (const until = Date.now() + 20_000; had < Number(times) && Date.now() < until; ) {
  const claimed = claim(root);
  if ("finding" in claimed) continue;
  had += 1;
  try {
    mkdirSync(join(root, "inside"));
    rmdirSync(join(root, "inside"));
  } catch {
    shared += 1;
  }
  // In one step, as no process ends in the middle of a rename.
  writeFileSync(join(root, `left-${process.pid}`), "999999999\n");
  renameSync(join(root, `left-${process.pid}`), join(root, ".temporal-platform/busy"));
}
console.log(JSON.stringify({ had, shared }));
