/** `node --import tsx test/servers/install.ts [program…]`: brings the programs that deep checks run. Needs Go for those that are built, root and apt for Debian's. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { builtFolder, moduleFolder, program, programs, type DebianProgram, type GoFolder, type GoProgram, type ProgramName } from "./programs.ts";

type Outcome = { readonly done: string } | { readonly failed: string };

const wanted = process.argv.slice(2);
const names = (Object.keys(programs) as ProgramName[]).filter((name) => wanted.length === 0 || wanted.includes(name));
const unknown = wanted.filter((name) => !Object.hasOwn(programs, name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(", ")}; known: ${Object.keys(programs).join(", ")}`);
  process.exit(2);
}
installDebian(names.filter((name) => programs[name].from === "debian" && "missing" in program(name)));
let failures = 0;
for (const name of names) {
  const present = program(name);
  const outcome: Outcome = "path" in present ? { done: `present at ${present.path}` } : bring(name, present.missing);
  const failed = "failed" in outcome;
  if (failed) failures += 1;
  console.log(`${failed ? "MISSING" : "ok     "} ${name.padEnd(18)} ${failed ? outcome.failed : outcome.done}`);
}
process.exit(failures === 0 ? 0 : 1);

function bring(name: ProgramName, missing: string): Outcome {
  const entry = programs[name];
  if (entry.from === "go") return build(name, entry);
  if (entry.from === "go-folder") return copyFolder(name, entry);
  return { failed: missing };
}

/** The result is moved into its place when it is whole: a broken-off build leaves nothing that looks finished. */
function build(name: ProgramName, entry: GoProgram): Outcome {
  const target = join(builtFolder(entry.module), name);
  const staged = `${target}.${process.pid}`;
  mkdirSync(builtFolder(entry.module), { recursive: true });
  const started = Date.now();
  // Two packages at a time: the Kubernetes build needs 1 GiB for each.
  const fault = go(entry.module, ["build", "-p", "2", "-trimpath", "-buildvcs=false", "-ldflags", entry.ldflags, "-o", staged, entry.package]).fault;
  if (fault !== undefined) return { failed: `go build: ${fault}` };
  renameSync(staged, target);
  return { done: `built in ${Math.round((Date.now() - started) / 1000)} s: ${target}` };
}

function copyFolder(name: ProgramName, entry: GoFolder): Outcome {
  const download = go(entry.module, ["mod", "download", entry.of]);
  if (download.fault !== undefined) return { failed: `go mod download: ${download.fault}` };
  const list = go(entry.module, ["list", "-m", "-f", "{{.Dir}}", entry.of]);
  if (list.fault !== undefined) return { failed: `go list: ${list.fault}` };
  const target = join(builtFolder(entry.module), name);
  const staged = `${target}.${process.pid}`;
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(builtFolder(entry.module), { recursive: true });
  cpSync(join(list.text.trim(), entry.folder), join(staged, basename(entry.folder)), { recursive: true });
  // The module cache is read-only, and so would the copy be.
  spawnSync("chmod", ["-R", "u+w", staged]);
  renameSync(staged, target);
  return { done: `copied to ${target}` };
}

function go(module: string, args: readonly string[]): { readonly text: string; readonly fault: string | undefined } {
  const run = spawnSync("go", args, { cwd: moduleFolder(module), encoding: "utf8", maxBuffer: 1 << 26 });
  if (run.error !== undefined) return { text: "", fault: `Go is not on PATH (${run.error.message})` };
  return { text: run.stdout, fault: run.status === 0 ? undefined : run.stderr.trim().split("\n").slice(-5).join(" | ") };
}

function installDebian(missing: readonly ProgramName[]): void {
  if (missing.length === 0 || process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return;
  const packages = missing.map((name) => (programs[name] as DebianProgram).package);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", ...packages]]) {
    const run = spawnSync("apt-get", args, { env, encoding: "utf8" });
    if (run.status !== 0) return console.error(`apt-get ${args.join(" ")}: ${run.stderr.trim()}`);
  }
}
