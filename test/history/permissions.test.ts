/** Permissions that a person gave, before an update and between its plan and its end. */
import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { applyUpdate, readRepository } from "../../generators/apply/index.ts";
import { plan } from "../../generators/plan/index.ts";
import { inScratch, makeNew, nextId, provenance, put, update } from "../apply/scratch.ts";
import { treeOf } from "../plan/trees.ts";

const test = suite("history: permissions of a person");

const OLD = treeOf({ "edited.yaml": "a: 1\nb: 1\nc: 1\n", "plain.yaml": "a: 1\n", "run.sh": { text: "#!/bin/sh\n", executable: true } });
const NEW = treeOf({ "edited.yaml": "a: 1\nb: 1\nc: 2\n", "plain.yaml": "a: 2\n", "run.sh": { text: "#!/bin/sh\nset -eu\n", executable: true } });
const found = (folder: string) => Object.fromEntries([...NEW.keys()].map((path) => [path, `${(statSync(join(folder, path)).mode & 0o777).toString(8)} ${readFileSync(join(folder, path), "utf8")}`]));
const start = async (folder: string): Promise<void> => {
  await makeNew(folder, OLD);
  put(folder, "edited.yaml", "a: mine\nb: 1\nc: 1\n");
};

test("a file that nobody may write is updated, since its folder may be written, and stays as closed as it was", () =>
  inScratch(async (folder) => {
    await start(folder);
    for (const path of ["edited.yaml", "plain.yaml"]) chmodSync(join(folder, path), 0o444);
    chmodSync(join(folder, "run.sh"), 0o555);
    assert.equal((await update(folder, NEW)).findings, []);
    assert.equal(found(folder), { "edited.yaml": "444 a: mine\nb: 1\nc: 2\n", "plain.yaml": "444 a: 2\n", "run.sh": "555 #!/bin/sh\nset -eu\n" });
  }));

test("permissions that change between the plan and its end are those afterwards", () =>
  inScratch(async (folder) => {
    await start(folder);
    const made = plan({ ...readRepository(folder, NEW.keys()), theirs: NEW });
    chmodSync(join(folder, "edited.yaml"), 0o600);
    chmodSync(join(folder, "plain.yaml"), 0o440);
    chmodSync(join(folder, "run.sh"), 0o700);
    assert.equal(await applyUpdate(folder, made, provenance, nextId()), []);
    assert.equal(found(folder), { "edited.yaml": "600 a: mine\nb: 1\nc: 2\n", "plain.yaml": "440 a: 2\n", "run.sh": "700 #!/bin/sh\nset -eu\n" });
  }));

test("a file made executable, or no longer so, between the plan and its end stays like that", () =>
  inScratch(async (folder) => {
    await start(folder);
    const made = plan({ ...readRepository(folder, NEW.keys()), theirs: NEW });
    chmodSync(join(folder, "edited.yaml"), 0o755);
    chmodSync(join(folder, "run.sh"), 0o644);
    assert.equal(await applyUpdate(folder, made, provenance, nextId()), []);
    assert.equal(found(folder), { "edited.yaml": "755 a: mine\nb: 1\nc: 2\n", "plain.yaml": "644 a: 2\n", "run.sh": "644 #!/bin/sh\nset -eu\n" });
  }));

test.run();
