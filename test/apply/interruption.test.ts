import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { applyNew, applyUpdate, recover } from "../../generators/apply/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { makeEdited, planFor } from "./scenario.ts";
import { codes, inScratch, nextId, provenance, put, snapshot } from "./scratch.ts";

const test = suite("apply: interrupted at any step");

const program = mkdtempSync(join(tmpdir(), "child-"));
test.before(() => void buildSync({ entryPoints: [join(import.meta.dirname, "child.ts")], outfile: join(program, "child.mjs"), bundle: true, platform: "node", format: "esm", target: "node20", banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } }));
test.after(() => rmSync(program, { recursive: true }));

/** Runs the command in a process of its own that is killed before the step, and tells its steps when it was not. */
function run(command: "new" | "update" | "recover", folder: string, killAt = -1): { readonly killed: boolean; readonly steps: readonly string[]; readonly findings: readonly Finding[] } {
  const { signal, stdout, stderr } = spawnSync(process.execPath, [join(program, "child.mjs"), command, folder, String(killAt)], { encoding: "utf8" });
  if (signal === "SIGKILL") return { killed: true, steps: [], findings: [] };
  assert.is(stderr, "");
  return { killed: false, ...(JSON.parse(stdout) as { steps: string[]; findings: Finding[] }) };
}

/** Everything around a folder before and after a command that got through: the only two states that may ever remain. */
async function outcomes(prepare: (folder: string) => void | Promise<void>, command: "new" | "update"): Promise<{ old: Record<string, string>; now: Record<string, string>; steps: readonly string[] }> {
  return inScratch(async (folder) => {
    await prepare(folder);
    const old = snapshot(folder);
    const { steps, findings } = run(command, join(folder, "p"));
    assert.equal(findings, []);
    return { old, now: snapshot(folder), steps };
  });
}

const situations = {
  "making a folder that does not exist": { command: "new", prepare: () => {} },
  "filling a fresh clone": { command: "new", prepare: (folder: string) => put(folder, "p/README.md", "theirs\n") },
  "updating a repository with edits": { command: "update", prepare: (folder: string) => makeEdited(join(folder, "p")) },
} as const;

for (const [name, { command, prepare }] of Object.entries(situations)) {
  test(`${name}, killed before each step in turn, leaves the old or the new state`, async () => {
    const { old, now, steps } = await outcomes(prepare, command);
    assert.ok(steps.length > 15);
    const seen = new Set<string>();
    for (let killAt = 0; killAt < steps.length; killAt += 1) {
      await inScratch(async (folder) => {
        await prepare(folder);
        assert.ok(run(command, join(folder, "p"), killAt).killed);
        const findings = await recover(join(folder, "p"));
        assert.not.ok(findings.some(isError), codes(findings).join());
        const after = snapshot(folder);
        const isNew = JSON.stringify(after) === JSON.stringify(now);
        seen.add(isNew ? "new" : "old");
        if (!isNew) assert.equal(after, old, `killed before ${steps[killAt]}`);
        assert.equal(await recover(join(folder, "p")), []);
        if (!isNew) {
          const again = command === "new" ? await applyNew(join(folder, "p"), planFor(join(folder, "p")), provenance, nextId()) : await applyUpdate(join(folder, "p"), planFor(join(folder, "p")), provenance, nextId());
          assert.equal(again, []);
          assert.equal(snapshot(folder), now);
        }
      });
    }
    assert.equal([...seen].sort(), command === "new" && name.includes("not exist") ? ["old"] : ["new", "old"]);
  });

  test(`${name}, failing at each step in turn, leaves the old state and says why`, async () => {
    const { old, now, steps } = await outcomes(prepare, command);
    for (let failAt = 0; failAt < steps.length; failAt += 1) {
      await inScratch(async (folder) => {
        await prepare(folder);
        let step = 0;
        const onStep = () => {
          if (step++ === failAt) throw Object.assign(new Error("made up"), { code: failAt % 2 === 0 ? "ENOSPC" : "EACCES" });
        };
        const apply = command === "new" ? applyNew : applyUpdate;
        const findings = await apply(join(folder, "p"), planFor(join(folder, "p")), provenance, nextId(), onStep);
        assert.equal(codes(findings), [failAt % 2 === 0 ? "apply/disk-full" : "apply/permission"], steps[failAt] ?? "");
        if (findings.some(isError)) assert.equal(snapshot(folder), old, `failed at ${steps[failAt]}`);
        else {
          assert.equal(codes(await recover(join(folder, "p"))).filter((each) => each !== "apply/completed"), []);
          assert.equal(snapshot(folder), now, `failed at ${steps[failAt]}`);
        }
      });
    }
  });
}

/** The step of an update at which about half of the files have their new content. */
async function halfWay(): Promise<{ old: Record<string, string>; now: Record<string, string>; killAt: number }> {
  const { old, now, steps } = await outcomes(situations["updating a repository with edits"].prepare, "update");
  return { old, now, killAt: steps.indexOf("put apps/b.yaml") };
}

test("a recovery that is killed before each step in turn is finished by the next one", async () => {
  const { now, killAt } = await halfWay();
  for (let killAgainAt = 0; ; killAgainAt += 1) {
    const killed = await inScratch(async (folder) => {
      await makeEdited(join(folder, "p"));
      assert.ok(run("update", join(folder, "p"), killAt).killed);
      const second = run("recover", join(folder, "p"), killAgainAt);
      assert.not.ok((await recover(join(folder, "p"))).some(isError));
      assert.equal(snapshot(folder), now);
      return second.killed;
    });
    if (!killed) {
      assert.ok(killAgainAt > 8);
      break;
    }
  }
});

test("a journal that is cut off anywhere never happened", async () => {
  const { killAt } = await halfWay();
  await inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeEdited(target);
    // Folders are made for what is to come into them; empty ones are no content.
    const files = () => Object.entries(snapshot(folder)).filter(([path]) => !path.endsWith("/"));
    const old = files();
    assert.ok(run("update", target, killAt - 1).killed);
    const journal = readFileSync(join(target, ".temporal-platform/journal"));
    for (let length = 0; length < journal.length; length += 1) {
      put(target, ".temporal-platform/stage-child/0.new", "x\n");
      put(target, ".temporal-platform/journal", journal.subarray(0, length));
      assert.equal(codes(await recover(target)), ["apply/undone"]);
      if (length % 100 === 0) assert.equal(files(), old);
    }
    assert.equal(files(), old);
  });
});

test("an interrupted update that somebody took back by a checkout is taken back altogether", async () => {
  const { old, killAt } = await halfWay();
  await inScratch(async (folder) => {
    await makeEdited(join(folder, "p"));
    const before = readFileSync(join(folder, "p/apps/a.yaml"));
    assert.ok(run("update", join(folder, "p"), killAt).killed);
    put(folder, "p/apps/a.yaml", before);
    assert.equal(codes(await recover(join(folder, "p"))), ["apply/undone"]);
    assert.equal(snapshot(folder), old);
  });
});

test("what a person changes between the interruption and the recovery stays", async () => {
  const { now, killAt } = await halfWay();
  await inScratch(async (folder) => {
    await makeEdited(join(folder, "p"));
    assert.ok(run("update", join(folder, "p"), killAt).killed);
    put(folder, "p/apps/b.yaml", "b: mine\n");
    put(folder, "p/apps/a.yaml", "also: mine\n");
    assert.equal(codes(await recover(join(folder, "p"))), ["apply/completed", "apply/changed-meanwhile"]);
    assert.equal(snapshot(folder), { ...now, "p/apps/a.yaml": "644 also: mine\n", "p/apps/b.yaml": "644 b: mine\n" });
  });
});

test("an apply on top of an interrupted run is refused until it is recovered", async () => {
  const { killAt } = await halfWay();
  await inScratch(async (folder) => {
    await makeEdited(join(folder, "p"));
    const made = planFor(join(folder, "p"));
    assert.ok(run("update", join(folder, "p"), killAt).killed);
    assert.equal(codes(await applyUpdate(join(folder, "p"), made, provenance, nextId())), ["apply/unfinished"]);
  });
});

test("a recovery leaves alone what another process works on", () =>
  inScratch(async (folder) => {
    put(folder, "p/.temporal-platform/stage-x/0.new", "x\n");
    put(folder, "p/.temporal-platform/busy", `${process.ppid}\n`);
    put(folder, ".q.tmp-x/.temporal-platform/busy", `${process.ppid}\n`);
    put(folder, ".q.tmp-x/a.txt", "x\n");
    put(folder, ".q.tmp-mine/a.txt", "x\n");
    const before = snapshot(folder);
    assert.equal(codes(await recover(join(folder, "p"))), ["apply/busy"]);
    assert.equal(codes(await recover(join(folder, "q"))), []);
    assert.equal(snapshot(folder), before);
  }));

test("a recovery with nothing to recover touches nothing", () =>
  inScratch(async (folder) => {
    await makeEdited(join(folder, "p"));
    const before = snapshot(folder);
    assert.equal(await recover(join(folder, "p")), []);
    assert.equal(await recover(join(folder, "none")), []);
    assert.equal(snapshot(folder), before);
  }));

test.run();
