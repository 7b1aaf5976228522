import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../generators/finding.ts";
import { makeEdited } from "./scenario.ts";
import { codes, inScratch, put, snapshot } from "./scratch.ts";

const test = suite("apply: what the system does not allow");

/** An ordinary user: for the administrator every folder can be written. */
const USER = 65534;
const isAdministrator = process.getuid?.() === 0;

const program = mkdtempSync(join(tmpdir(), "child-"));
chmodSync(program, 0o755);
test.before(() => void buildSync({ entryPoints: [join(import.meta.dirname, "child.ts")], outfile: join(program, "child.mjs"), bundle: true, platform: "node", format: "esm", target: "node20", banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } }));
test.after(() => rmSync(program, { recursive: true }));

function run(command: "new" | "update" | "recover", folder: string): readonly Finding[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(program, "child.mjs"), command, folder], { encoding: "utf8", ...(isAdministrator && { uid: USER, gid: USER }) });
  assert.is(stderr, "");
  return (JSON.parse(stdout) as { findings: Finding[] }).findings;
}

function giveAway(folder: string): void {
  if (!isAdministrator) return;
  chownSync(folder, USER, USER);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) if (!lstatSync(join(folder, name)).isSymbolicLink()) chownSync(join(folder, name), USER, USER);
}

/** A repository of an ordinary user in which `forbid` takes permissions away; they are given back before the comparison. */
const forbidden = (forbid: readonly string[], check: (folder: string, old: Record<string, string>) => void) =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    chmodSync(scratch, 0o755);
    await makeEdited(folder);
    giveAway(folder);
    const old = snapshot(folder);
    const modes = forbid.map((path) => [join(folder, path), lstatSync(join(folder, path)).mode] as const);
    for (const [path] of modes) chmodSync(path, 0o555);
    try {
      check(folder, old);
    } finally {
      for (const [path, mode] of modes) if (existsSync(path)) chmodSync(path, mode);
    }
  });

for (const [name, forbid] of Object.entries({ "the folder of the record": [".temporal-platform"], "a folder with a changed file": ["apps"], "a folder with a removed file": ["gone/only"], "the root, where a folder would be made": ["."] })) {
  test(`an update changes nothing when ${name} cannot be written`, () =>
    forbidden(forbid, (folder, old) => {
      const [finding] = run("update", folder);
      assert.equal([finding?.code, finding?.severity], ["apply/permission", "error"]);
      for (const path of forbid) chmodSync(join(folder, path), 0o755);
      assert.equal(snapshot(folder), old);
      assert.equal(codes(run("update", folder)), []);
    }));
}

test("a new repository in a folder that cannot be written is a finding", () =>
  inScratch((scratch) => {
    chmodSync(scratch, 0o755);
    mkdirSync(join(scratch, "closed/empty"), { recursive: true });
    giveAway(join(scratch, "closed"));
    chmodSync(join(scratch, "closed/empty"), 0o555);
    chmodSync(join(scratch, "closed"), 0o555);
    const before = snapshot(scratch);
    assert.equal(codes(run("new", join(scratch, "closed/new"))), ["apply/permission"]);
    assert.equal(codes(run("new", join(scratch, "closed/empty"))), ["apply/permission"]);
    assert.equal(snapshot(scratch), before);
  }));

test("a file that cannot be read stops the update", () =>
  forbidden([], (folder, old) => {
    chmodSync(join(folder, "apps/b.yaml"), 0o000);
    const findings = run("update", folder);
    chmodSync(join(folder, "apps/b.yaml"), 0o644);
    assert.equal(codes(findings), ["apply/permission"]);
    assert.equal(snapshot(folder), old);
  }));

test("a recovery that is not allowed says so and can be repeated", () =>
  forbidden([], (folder, old) => {
    put(folder, ".temporal-platform/stage-x/0.new", "x\n");
    giveAway(folder);
    chmodSync(join(folder, ".temporal-platform"), 0o555);
    assert.equal(codes(run("recover", folder)), ["apply/permission"]);
    chmodSync(join(folder, ".temporal-platform"), 0o755);
    assert.equal(codes(run("recover", folder)), ["apply/undone"]);
    assert.equal(snapshot(folder), old);
  }));

test.run();
