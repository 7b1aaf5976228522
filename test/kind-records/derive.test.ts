import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deriveKinds } from "../../packages/kind-records/src/derive.ts";
import { deriveHelmSchemas } from "../../packages/kind-records/src/helm.ts";

const root = join(new URL(".", import.meta.url).pathname, "..", "..");
const shared = join(root, "..", "shared");
const test = suite("derived records");

const committed = (folder: string): Map<string, string> => new Map(readdirSync(join(root, "schemas", folder)).map((name) => [name, readFileSync(join(root, "schemas", folder, name), "utf8")]));

if (existsSync(join(shared, "crds"))) {
  test("the committed kind records are what the script derives from upstream data", () => {
    const derived = deriveKinds(shared);
    const kept = committed("kubernetes");
    assert.equal([...kept.keys()].sort(), [...derived.keys()].sort());
    for (const [name, text] of derived) assert.is(kept.get(name), text, `${name} differs: run packages/kind-records/src/derive.ts`);
  });

  test("the committed values schemas that charts publish are what the script derives", () => {
    const kept = committed("helm");
    for (const [name, text] of deriveHelmSchemas(shared)) assert.is(kept.get(name), text, `${name} differs: run packages/kind-records/src/derive.ts`);
  });
} else {
  test("derivation is compared where the upstream data lies beside this repository", () => {
    process.stderr.write("skipped: ../shared/crds is not there, so committed records are not compared with upstream\n");
  });
}

test("the index names every file, and every file holds what its key says", () => {
  const files = committed("kubernetes");
  const index = JSON.parse(files.get("index.json") ?? "{}") as Record<string, string>;
  assert.equal(Object.values(index).sort(), [...files.keys()].filter((name) => name !== "index.json").sort());
  for (const [key, name] of Object.entries(index)) {
    const record = JSON.parse(files.get(name) ?? "{}") as { apiVersion: string; kind: string };
    assert.is(`${record.apiVersion}/${record.kind}`, key);
  }
});

test("the whole folder stays below 1.5 MB", () => {
  const bytes = [...committed("kubernetes").values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  assert.ok(bytes < 1_500_000, `${bytes} bytes`);
});

test.run();
