/**
 * Measures the built program against `node -e 0` on the same machine, run by run in turns. Prints what it finds and judges nothing:
 * absolute times mean little elsewhere, the ratio carries over. Time that passes is the median over the rounds, each beside its own
 * `node -e 0`; time of the processors (user and system) is the least of all rounds, since other work on the machine only ever adds to it.
 * `npm run bench -- 15` takes 15 rounds (default 9), `npm run bench -- 15 enterprise` only the cases with that in their name. `merge` is the
 * quality of the merge beside that of `git merge-file`, which is counted and not timed.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { age, copies, manyClusters } from "./years.ts";

const root = new URL("../..", import.meta.url).pathname;
const program = join(root, "dist/create-temporal-platform.js");
const rounds = Number(process.argv[2] ?? 9);
const wanted = process.argv[3] ?? "";
const work = mkdtempSync(join(tmpdir(), "ctp-bench-"));
const platform = join(work, "platform");
/** Written by every measured process when it ends. */
const usage = join(work, "usage");
const preload = join(work, "usage.cjs");
writeFileSync(preload, `process.on("exit", () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); require("fs").writeFileSync(${JSON.stringify(usage)}, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, mib: maxRSS / 1024 })); });`);

interface Case {
  readonly name: string;
  /** Wished for: times `node -e 0`. */
  readonly goal: number;
  readonly args: readonly string[];
  readonly prepare?: () => void;
}

interface Example {
  readonly name: string;
  /** One answer changed. */
  readonly change: (answers: string) => string;
  /** A file that a person edited, and how. */
  readonly edited: string;
  readonly edit: (text: string) => string;
}

const EXAMPLES: readonly Example[] = [
  {
    name: "homelab",
    change: (answers) => answers.replace("retention: 3d", "retention: 7d"),
    edited: "clusters/um890/database/postgres-cluster.yaml",
    edit: (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 20"),
  },
  {
    name: "enterprise-azure",
    change: (answers) => answers.replace(/^(\s+growth: )2$/m, "$13"),
    edited: "clusters/dev-azure-eastus2/database/postgres-cluster.yaml",
    edit: (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 20"),
  },
];

function casesOf({ name, change, edited, edit }: Example): Case[] {
  const answers = join(root, `examples/${name}.yaml`);
  const remove = () => rmSync(platform, { recursive: true, force: true });
  const generate = () => {
    remove();
    expect(spawnSync(process.execPath, [program, "new", platform, "--answers", answers]));
  };
  const rewrite = (file: string, by: (text: string) => string) => {
    const path = join(platform, file);
    const before = readFileSync(path, "utf8");
    if (by(before) === before) throw new Error(`Nothing to change in ${file} of ${name}`);
    writeFileSync(path, by(before));
  };
  const changeAnswers = () => {
    generate();
    rewrite("platform.yaml", change);
    rewrite(edited, edit);
  };
  return [
    { name: `${name}: new (generate and verify)`, goal: 6, args: ["new", platform, "--answers", answers], prepare: remove },
    { name: `${name}: check, nothing to do`, goal: 1.5, args: ["check", platform], prepare: generate },
    { name: `${name}: update, nothing to do`, goal: 6, args: ["update", platform], prepare: generate },
    { name: `${name}: update, answer changed, one edit`, goal: 6, args: ["update", platform], prepare: changeAnswers },
    { name: `${name}: verify`, goal: 6, args: ["verify", platform], prepare: generate },
  ];
}

/** The scenario of an upgrade, and whether time and memory grow with the clusters and no faster. */
function casesOfYears(): Case[] {
  const answers = join(work, "hundred.yaml");
  const make = (file: string) => (folder: string) => expect(spawnSync(process.execPath, [program, "new", folder, "--answers", file]));
  const enterprise = join(root, "examples/enterprise-azure.yaml");
  const aged = copies(join(work, "aged"), platform, (folder) => {
    make(enterprise)(folder);
    age(folder);
  });
  const answersOfAll = () => writeFileSync(answers, manyClusters(readFileSync(join(root, "examples/homelab.yaml"), "utf8"), 100));
  const hundred = copies(join(work, "hundred"), platform, (folder) => {
    answersOfAll();
    make(answers)(folder);
  });
  const write = () => {
    answersOfAll();
    rmSync(platform, { recursive: true, force: true });
  };
  return [
    { name: "enterprise-azure: update, 30 edits, 20 changes", goal: 8, args: ["update", platform], prepare: aged },
    { name: "100 clusters: new", goal: 100, args: ["new", platform, "--answers", answers], prepare: write },
    { name: "100 clusters: check, nothing to do", goal: 5, args: ["check", platform], prepare: hundred },
    { name: "100 clusters: update, nothing to do", goal: 100, args: ["update", platform], prepare: hundred },
  ];
}

interface Run {
  /** Milliseconds on the clock, and of the processors. */
  readonly wall: number;
  readonly cpu: number;
  readonly mib: number;
}

function measure(args: readonly string[]): Run {
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ["--require", preload, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  expect(result);
  return { wall, ...(JSON.parse(readFileSync(usage, "utf8")) as { cpu: number; mib: number }) };
}

function expect({ status, stderr }: { status: number | null; stderr: Buffer | string }): void {
  if (status !== 0) throw new Error(`exit code ${status}:\n${String(stderr)}`);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const row = (name: string, ...columns: readonly string[]): void => console.log(name.padEnd(52) + columns.map((column) => column.padStart(9)).join(""));

console.log(`node ${process.version}, ${rounds} rounds\n`);
row("case", "wall ms", "÷ node", "CPU ms", "÷ node", "goal", "MiB");
const version: Case = { name: "--version", goal: 1.3, args: ["--version"] };
for (const { name, goal, args, prepare } of [version, ...EXAMPLES.flatMap(casesOf), ...casesOfYears()].filter((each) => each.name.includes(wanted))) {
  const pairs = Array.from({ length: rounds }, () => {
    prepare?.();
    return { floor: measure(["-e", "0"]), own: measure([program, ...args]) };
  });
  const least = (runs: readonly Run[]): number => Math.min(...runs.map(({ cpu }) => cpu));
  const own = pairs.map((pair) => pair.own);
  const cpu = least(own);
  row(name, median(own.map(({ wall }) => wall)).toFixed(0), median(pairs.map((pair) => pair.own.wall / pair.floor.wall)).toFixed(1), cpu.toFixed(0), (cpu / least(pairs.map((pair) => pair.floor))).toFixed(1), String(goal), median(own.map(({ mib }) => mib)).toFixed(0));
}
rmSync(work, { recursive: true, force: true });
if ("merge".includes(wanted)) {
  const { comparisonTable, compareMerges } = await import("./merge.ts");
  console.log(`\n${comparisonTable(compareMerges())}`);
}
