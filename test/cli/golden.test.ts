import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, inTemporary, root, run } from "./run.ts";

const test = suite("golden repositories");
const base = (path: string): boolean => path.startsWith(".temporal-platform/base/");

for (const customer of ["homelab", "enterprise-azure"]) {
  test(`examples/${customer}.yaml gives exactly the repository in test/golden/${customer}`, () =>
    inTemporary((folder) => {
      const target = join(folder, customer);
      const { code, err } = run(["new", target, "--answers", `examples/${customer}.yaml`]);
      assert.is(code, 0, err);
      const golden = join(root, "test/golden", customer);
      if (process.env["UPDATE_GOLDEN"]) {
        rmSync(golden, { recursive: true, force: true });
        cpSync(target, golden, { recursive: true, filter: (source) => !base(source.slice(target.length + 1)) && !source.endsWith(".temporal-platform/base") });
      }
      assert.ok(existsSync(golden), "no golden tree: UPDATE_GOLDEN=1 makes it");
      const made = filesBelow(target, base);
      const wanted = filesBelow(golden, base);
      assert.equal([...made.keys()], [...wanted.keys()]);
      for (const [path, text] of wanted) assert.fixture(made.get(path) ?? "", text, path);
    }));
}

test.run();
