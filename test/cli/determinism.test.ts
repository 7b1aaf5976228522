import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, inTemporary, program, root, run } from "./run.ts";

const test = suite("the same answers give the same bytes");
const answers = join(root, "examples/homelab.yaml");

const surroundings: readonly (readonly [string, Record<string, string>])[] = [
  ["another locale", { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" }],
  ["another time zone", { TZ: "Pacific/Kiritimati" }],
  ["colours on", { FORCE_COLOR: "1", NO_COLOR: "" }],
];

for (const [name, env] of surroundings) {
  test(`in ${name}`, () =>
    inTemporary((folder) => {
      assert.is(run(["new", join(folder, "a"), "--answers", answers]).code, 0);
      assert.is(run(["new", join(folder, "b"), "--answers", answers], { env }).code, 0);
      assert.equal(filesBelow(join(folder, "a")), filesBelow(join(folder, "b")));
    }));
}

test("in another working directory, with a relative path", () =>
  inTemporary((folder) => {
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    assert.is(run(["new", join(folder, "a"), "--answers", answers]).code, 0);
    assert.is(run(["new", "../b", "--answers", answers], { cwd: join(folder, "deep/er") }).code, 0);
    assert.equal(filesBelow(join(folder, "a")), filesBelow(join(folder, "deep/b")));
  }));

test("under any umask, modes included", () =>
  inTemporary((folder) => {
    const modes = ["000", "022", "077"].map((umask) => {
      const target = join(folder, umask);
      const made = spawnSync("sh", ["-c", `umask ${umask}; exec "$@"`, "sh", process.execPath, program, "new", target, "--answers", answers], { encoding: "utf8" });
      assert.is(made.status, 0, made.stderr);
      const listed = spawnSync("find", [target, "-type", "f", "-printf", "%m %P\\n"], { encoding: "utf8" });
      return listed.stdout.split("\n").sort().join("\n");
    });
    assert.is(modes[1], modes[0]);
    assert.is(modes[2], modes[0]);
  }));

test.run();
