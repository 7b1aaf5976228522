/** One run at a time: whose claim counts, and what happens where several processes want the same repository. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { recover } from "../../generators/apply/index.ts";
import { inScratch, makeNew, put, snapshot, update } from "../apply/scratch.ts";
import { inTemporary, root, run } from "../cli/run.ts";
import { treeOf } from "../plan/trees.ts";

const test = suite("history: one run at a time");

const [OLD, NEW] = [treeOf({ "a.yaml": "a: 1\n" }), treeOf({ "a.yaml": "a: 2\n" })];
const BUSY = ".temporal-platform/busy";

test("the claim of another machine is never broken, whatever its process, and both are named with the way out", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await makeNew(folder, OLD);
    for (const process_ of [1, process.pid, 999999999]) {
      put(folder, BUSY, `${process_} another-machine\n`);
      const before = snapshot(folder);
      for (const findings of [await recover(folder), (await update(folder, NEW)).findings]) {
        assert.equal(findings.map(({ code, severity, file }) => [code, severity, file]), [["apply/busy", "error", BUSY]]);
        assert.match(findings[0]?.reason ?? "", `Process ${process_} of the machine "another-machine" is writing to this repository, or was when it ended; from here that cannot be seen.`);
        assert.match(findings[0]?.remedy ?? "", "If no such process of the platform generator runs there, delete the file.");
      }
      assert.equal(snapshot(folder), before);
    }
  }));

test("the same process number of this machine is taken over when it is gone", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await makeNew(folder, OLD);
    put(folder, BUSY, `999999999 ${hostname()}\n`);
    put(folder, ".temporal-platform/stage-claim", `999999998 ${hostname()}\n`);
    assert.not.ok((await recover(folder)).some(({ severity }) => severity === "error"));
    assert.equal((await update(folder, NEW)).findings, []);
    assert.is(readFileSync(join(folder, "a.yaml"), "utf8"), "a: 2\n");
    assert.equal([BUSY, ".temporal-platform/stage-claim"].filter((path) => existsSync(join(folder, path))), []);
  }));

test("what another machine left while it claimed is litter", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await makeNew(folder, OLD);
    put(folder, ".temporal-platform/stage-claim", "1 another-machine\n");
    put(folder, ".temporal-platform/stage-claim0123456789ab", "1 another-machine\n");
    assert.not.ok((await recover(folder)).some(({ severity }) => severity === "error"));
    assert.equal(await recover(folder), []);
    assert.equal(readdirSync(join(folder, ".temporal-platform")).filter((name) => name.startsWith("stage")), []);
  }));

test("the program says that another machine writes, with exit code 2, and changes nothing", () =>
  inTemporary((folder) => {
    const platform = join(folder, "p");
    assert.is(run(["new", platform, "--answers", join(root, "examples/homelab.yaml")]).code, 0);
    put(platform, BUSY, "4711 laptop-of-kim\n");
    const before = snapshot(platform);
    for (const command of [["update", platform], ["update", platform, "--only", "README.md"], ["adopt", platform]]) {
      const { code, err } = run(command);
      assert.is(code, 2, command.join(" "));
      assert.match(err, /^error apply\/busy\n {2}at .*busy\n {2}Process 4711 of the machine "laptop-of-kim"/);
    }
    assert.is(run(["check", platform]).code, 0, "reading disturbs nobody");
    assert.equal(snapshot(platform), before);
  }));

test("of several processes that find the claim of one that is gone, one alone has the repository at a time", () =>
  inScratch(async (folder) => {
    await makeNew(join(folder, "p"), OLD);
    put(folder, `p/${BUSY}`, "999999999\n");
    const outcomes = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "claimant.ts"), join(folder, "p"), join(folder, "start"), "300"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      return new Promise<{ had: number; shared: number }>((resolve, reject) => child.once("close", (code) => (code === 0 ? resolve(JSON.parse(said) as { had: number; shared: number }) : reject(new Error(`ended with ${code}`)))));
    });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    put(folder, "start", "");
    const all = await Promise.all(outcomes);
    assert.equal(all.map(({ shared }) => shared), [0, 0, 0, 0]);
    assert.ok(all.every(({ had }) => had > 10), JSON.stringify(all));
  }));

test.run();
