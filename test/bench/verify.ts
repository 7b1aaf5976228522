/**
 * Measures `verify` on manifests that it has never seen, against kubeconform with the same schemas on the same files in the same run:
 * `npm run bench:verify` (5 rounds), `npm run bench:verify -- 9`. Both with one core's work as the measure: time of the processors is the
 * least of all rounds, time on the clock the median. Prints what it finds and judges nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identify, parseYaml } from "../../generators/document/index.ts";
import { writeSchemas, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
import { program } from "../servers/programs.ts";

const root = new URL("../..", import.meta.url).pathname;
const verifier = join(root, "dist/create-temporal-platform.js");
const rounds = Number(process.argv[2] ?? 5);
const work = mkdtempSync(join(tmpdir(), "ctp-bench-verify-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const located = program("kubeconform");
if (!("path" in located)) throw new Error(located.missing);

const records = recordsOfKinds();
const schemas = writeSchemas(records, join(work, "schemas"));
const known = new Set(records.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));

interface Measure {
  readonly wall: number;
  readonly cpu: number;
  readonly mib: number;
}

console.log(`node ${process.version}, ${rounds} rounds; kubeconform on one core and on all, ${records.length} kinds\n`);
row("manifests", "what", "wall ms", "CPU ms", "MiB", "÷ kubeconform (CPU)");
for (const count of [320, 8000]) {
  const folder = join(work, String(count));
  writeManifests(folder, count);
  const one = least("kubeconform -n 1", count, ["-n", "1"], folder);
  least("kubeconform", count, [], folder);
  const flags = ["verify", folder];
  measured("verify, first time", count, () => run(process.execPath, [verifier, ...flags, "--no-cache"], {}), one);
  const env = { XDG_CACHE_HOME: join(work, "cache") };
  run(process.execPath, [verifier, ...flags], env);
  measured("verify, unchanged", count, () => run(process.execPath, [verifier, ...flags], env), one);
}

function least(what: string, count: number, flags: readonly string[], folder: string): number {
  return measured(what, count, () => run((located as { path: string }).path, ["-strict", "-schema-location", schemas, "-summary", ...flags, folder], {}));
}

function measured(what: string, count: number, act: () => Measure, beside?: number): number {
  const runs = Array.from({ length: rounds }, act);
  const cpu = Math.min(...runs.map((each) => each.cpu));
  row(String(count), what, median(runs.map(({ wall }) => wall)).toFixed(0), cpu.toFixed(0), median(runs.map(({ mib }) => mib)).toFixed(0), beside === undefined ? "" : (cpu / beside).toFixed(1));
  return cpu;
}

/** One run as the system accounts for it. GNU time is where `time` of a shell knows no memory. */
function run(program: string, args: readonly string[], env: Record<string, string>): Measure {
  const { status, stderr } = spawnSync("/usr/bin/time", ["-q", "-f", "@%e %U %S %M", program, ...args], { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, NO_COLOR: "1", ...env }, maxBuffer: 1 << 28 });
  const figures = /@([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/.exec(stderr)?.slice(1).map(Number);
  if (figures === undefined || (status !== 0 && status !== 5)) throw new Error(`${program} ended with ${status}: ${stderr.slice(-2000)}`);
  const [wall = 0, user = 0, system = 0, kilobytes = 0] = figures;
  return { wall: wall * 1000, cpu: (user + system) * 1000, mib: kilobytes / 1024 };
}

function recordsOfKinds(): SchemaRecord[] {
  const folder = join(root, "schemas/kubernetes");
  const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as Record<string, string>;
  return Object.entries(index).map(([key, file]) => ({ apiVersion: key.slice(0, key.lastIndexOf("/")), kind: key.slice(key.lastIndexOf("/") + 1), schema: (JSON.parse(readFileSync(join(folder, file), "utf8")) as { schema: SchemaRecord["schema"] }).schema }));
}

/** Manifests of the golden platforms, each in its own file and under a name of its own, without the folders that made them a Flux repository. */
function writeManifests(folder: string, count: number): void {
  const originals = ["enterprise-azure", "homelab"].flatMap((name) => textsBelow(join(root, "test/golden", name)));
  for (let at = 0; at < count; at += 1) {
    const copy = Math.floor(at / originals.length);
    const text = (originals[at % originals.length] as string).replace(/^( {2}name: )(\S+)$/m, `$1$2-${copy}`);
    const inside = join(folder, String(Math.floor(at / 100)));
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, `${at}.yaml`), text);
  }
}

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile() || !/\.yaml$/.test(entry.name) || /kustomization/.test(entry.name) || /charts|services/.test(entry.parentPath)) return [];
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    const identities = parseYaml(text, entry.name).documents.map(({ data }) => identify(data));
    return identities.length > 0 && identities.every((identity) => identity !== undefined && known.has(`${identity.apiVersion}/${identity.kind}`) && !identity.group.includes("toolkit.fluxcd.io")) ? [text] : [];
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function row(first: string, second: string, ...columns: readonly string[]): void {
  console.log(first.padEnd(11) + second.padEnd(24) + columns.map((column) => column.padStart(9)).join(""));
}
