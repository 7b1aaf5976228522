import { applyNew, applyUpdate, recover } from "../../generators/apply/index.ts";
import { provenance } from "./scratch.ts";
import { obstaclesIn, planFor } from "./scenario.ts";

/** Runs one command on a folder and kills itself right before the given step; prints its findings and steps when it gets through. */
const [command = "", folder = "", killAt = "-1", id = "child"] = process.argv.slice(2);
const steps: string[] = [];
const onStep = (step: string) => {
  if (steps.length === Number(killAt)) process.kill(process.pid, "SIGKILL");
  steps.push(step);
};

const run = { new: applyNew, update: applyUpdate }[command];
const obstacles = run ? obstaclesIn(folder) : [];
const findings = obstacles.length > 0 ? obstacles : run ? await run(folder, planFor(folder), provenance, id, onStep) : await recover(folder, onStep);
console.log(JSON.stringify({ findings, steps }));
