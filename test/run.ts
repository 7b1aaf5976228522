/**
 * `node --import tsx test/run.ts [part of a path…]`: runs every test file, each in a process of its own, and ends with the line `N passed, N failed`.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { judge, totals, type Outcome } from "./run/judge.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Folders whose tests start servers: one file at a time, since each takes a gigabyte and both cores. */
const alone = ["test/deep/", "test/servers/", "test/services/"];
const parallel = 2;
/** A file that takes longer hangs. The slowest one loads a hundred definitions into a new API server. `npm run soak` takes as long as it takes. */
const limitMinutes = Number(process.env["TEST_LIMIT_MINUTES"] ?? 10);

const children = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    for (const child of children) child.kill("SIGTERM");
    process.exit(1);
  });
}

const filters = process.argv.slice(2);
const files = testFiles().filter((file) => filters.length === 0 || filters.some((part) => file.includes(part)));
const isAlone = (file: string): boolean => alone.some((folder) => file.startsWith(folder));
report([...(await runAll(files.filter((file) => !isAlone(file)), parallel)), ...(await runAll(files.filter(isAlone), 1))]);

function testFiles(): string[] {
  const packages = join(root, "packages");
  const owned = existsSync(packages) ? readdirSync(packages).map((name) => join(packages, name, "test")) : [];
  return [join(root, "test"), ...owned.filter((folder) => existsSync(folder))]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => relative(root, join(folder, name)).split(sep).join("/")))
    .filter((file) => file.endsWith(".test.ts") && !/(^|\/)(node_modules|fixtures|golden)\//.test(file))
    .sort();
}

async function runAll(queue: readonly string[], workers: number): Promise<Outcome[]> {
  const done: Outcome[] = [];
  const waiting = [...queue];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const started = performance.now();
      const outcome = await runFile(file);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const counts = [`${outcome.passed} passed`, ...(outcome.failed > 0 ? [`${outcome.failed} failed`] : []), ...(outcome.skipped > 0 ? [`${outcome.skipped} skipped`] : [])];
      console.log(`${outcome.failed === 0 ? "ok  " : "FAIL"} ${file}: ${counts.join(", ")} (${seconds} s)`);
      if (outcome.failed > 0) console.log(indent(`${outcome.fault === undefined ? "" : `${outcome.fault}\n`}${outcome.output.trimEnd()}`));
      done.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return done;
}

async function runFile(file: string): Promise<Outcome> {
  const { FORCE_COLOR: _colour, ...env } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", file], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  children.add(child);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const impatient = setTimeout(() => child.kill("SIGTERM"), limitMinutes * 60_000);
  const desperate = setTimeout(() => child.kill("SIGKILL"), limitMinutes * 60_000 + 15_000);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.once("close", (...end) => resolve(end)));
  clearTimeout(impatient);
  clearTimeout(desperate);
  children.delete(child);
  return judge({ file, text: readFileSync(join(root, file), "utf8"), output: Buffer.concat(chunks).toString("utf8"), code, signal }, process.env["CI"] === "true");
}

function report(outcomes: readonly Outcome[]): void {
  const reasons = outcomes.flatMap(({ file, reasons: list }) => list.map((reason) => `  ${file}: ${reason}`));
  if (reasons.length > 0) console.log(`\nSkipped:\n${reasons.join("\n")}`);
  const broken = outcomes.filter((outcome) => outcome.failed > 0);
  if (broken.length > 0) console.log(`\nFailed:\n${broken.map(({ file }) => `  ${file}`).join("\n")}`);
  if (outcomes.length === 0) console.log(`No test file matches ${filters.join(", ")}.`);
  const { failed, line } = totals(outcomes, outcomes.length === 0 ? 1 : 0);
  if (failed > 0) process.exitCode = 1;
  console.log(`\n${line}`);
}

function indent(text: string): string {
  return text.split("\n").map((line) => `    ${line}`.trimEnd()).join("\n");
}
