import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml } from "../../generators/document/index.ts";
import { assemble } from "../../generators/verify/assemble/clusters.ts";
import { readFiles } from "../../generators/verify/read/files.ts";
import { deep } from "../servers/deep.ts";
import { buildKustomization, writeRepository } from "../servers/flux.ts";
import { treeOf } from "./trees.ts";

const test = suite("the embedded build and Flux's own");
const root = join(new URL(".", import.meta.url).pathname, "..", "fixtures", "builds");

/** Every document by what it is; the order of keys in maps means nothing, that of lists does. */
const byIdentity = (documents: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    documents
      .map((data) => data as { kind: string; metadata: { name: string; namespace?: string } })
      .map((data): [string, unknown] => [`${data.kind} ${data.metadata.namespace ?? ""}/${data.metadata.name}`, data])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

for (const name of readdirSync(root)) {
  deep(test, `${name}: both make the same`, ["flux-build"], () => {
    const tree = treeOf(join(root, name, "tree"));
    const flux = join(root, name, "flux.yaml");
    const spec = existsSync(flux) ? (parseYaml(readFileSync(flux, "utf8"), flux).documents[0]?.data as object) : { path: "./app" };
    const kustomization = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "app", namespace: "flux-system" }, spec: { interval: "1h", prune: true, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec } };
    const { code, stdout, stderr } = buildKustomization({ repository: writeRepository(tree), kustomization });
    assert.is(code, 0, stderr);
    const theirs = parseYaml(stdout, "built").documents.map(({ data }) => data);

    const clusters = new Map([
      ...tree,
      ["clusters/a/kustomization.yaml", { text: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - app.yaml\n" }],
      ["clusters/a/app.yaml", { text: JSON.stringify(kustomization) }],
    ]);
    const assembly = assemble(readFiles(clusters));
    assert.equal(assembly.findings.map(({ code: each, reason }) => `${each} ${reason}`), []);
    const ours = assembly.resources.filter(({ owner }) => owner === "app").map(({ data }) => data);
    assert.is(ours.length, theirs.length);
    assert.equal(byIdentity(ours), byIdentity(theirs));
  });
}

test.run();
