/**
 * Measures the built program against `node -e 0` on the same machine, run by run in turns. Prints what it finds and judges nothing:
 * absolute times mean little elsewhere, the ratio carries over. `npm run bench -- 15` takes 15 rounds (default 9).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../..", import.meta.url).pathname;
const program = join(root, "dist/create-temporal-platform.js");
const rounds = Number(process.argv[2] ?? 9);
const work = mkdtempSync(join(tmpdir(), "ctp-bench-"));
const answers = join(root, "examples/homelab.yaml");
const platform = join(work, "platform");
const preload = join(work, "peak.cjs");
writeFileSync(preload, `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(join(work, "peak"))}, String(process.resourceUsage().maxRSS)));`);

interface Case {
  readonly name: string;
  readonly goal: number;
  readonly args: readonly string[];
  readonly prepare?: () => void;
  readonly code?: number;
}

const generate = () => {
  rmSync(platform, { recursive: true, force: true });
  expect(spawnSync(process.execPath, [program, "new", platform, "--answers", answers]), 0);
};
/** Another retention: a handful of files change, one of them edited by hand. */
const changeAnswers = () => {
  generate();
  const file = join(platform, "platform.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("retention: 3d", "retention: 7d"));
  const edited = join(platform, "clusters/um890/database/postgres-cluster.yaml");
  writeFileSync(edited, readFileSync(edited, "utf8").replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 20"));
};

const cases: readonly Case[] = [
  { name: "--version", goal: 1.3, args: ["--version"] },
  { name: "new (generate and verify)", goal: 6, args: ["new", platform, "--answers", answers], prepare: () => rmSync(platform, { recursive: true, force: true }) },
  { name: "check, nothing to do", goal: 1.5, args: ["check", platform], prepare: generate },
  { name: "update, nothing to do", goal: 6, args: ["update", platform], prepare: generate },
  { name: "update, answer changed, one edit", goal: 6, args: ["update", platform], prepare: changeAnswers },
  { name: "verify", goal: 6, args: ["verify", platform], prepare: generate },
];

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function time(args: readonly string[], code: number): number {
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  expect(result, code);
  return seconds;
}

function expect({ status, stderr }: { status: number | null; stderr: Buffer | string }, code: number): void {
  if (status !== code) throw new Error(`exit code ${status} instead of ${code}:\n${String(stderr)}`);
}

function peakMiB(args: readonly string[]): number {
  spawnSync(process.execPath, ["--require", preload, ...args], { stdio: "ignore" });
  return Number(readFileSync(join(work, "peak"), "utf8")) / 1024;
}

console.log(`node ${process.version}, ${rounds} rounds, medians\n`);
console.log(`${"case".padEnd(34)} ${"ms".padStart(7)} ${"÷ node".padStart(8)} ${"goal".padStart(6)} ${"MiB".padStart(6)}`);
console.log(`${"node -e 0".padEnd(34)} ${(median(Array.from({ length: rounds }, () => time(["-e", "0"], 0))) * 1000).toFixed(0).padStart(7)} ${"1.0".padStart(8)}`);
for (const { name, goal, args, prepare, code } of cases) {
  const own: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    prepare?.();
    floor.push(time(["-e", "0"], 0));
    own.push(time([program, ...args], code ?? 0));
  }
  prepare?.();
  const ratio = median(own) / median(floor);
  console.log(`${name.padEnd(34)} ${(median(own) * 1000).toFixed(0).padStart(7)} ${ratio.toFixed(1).padStart(8)} ${String(goal).padStart(6)} ${peakMiB([program, ...args]).toFixed(0).padStart(6)}`);
}
rmSync(work, { recursive: true, force: true });
