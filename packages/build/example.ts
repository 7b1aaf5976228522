/** The README's first command: generates the example platform anew and says what to look at. */
import { rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";

const target = "build/example";
await rm(target, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ["dist/create-temporal-platform.js", "new", target, "--answers", "examples/homelab.yaml"], { stdio: "inherit" });
process.exit(status ?? 1);
