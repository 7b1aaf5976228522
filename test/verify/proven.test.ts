import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isError } from "../../generators/finding.ts";
import { verify, type Expectations } from "../../generators/verify/index.ts";
import { fixtures, treeOf } from "./trees.ts";

const test = suite("manifests that a real API server took or refused");

/** What the server of the proving ground held beside the manifest under test. */
const there = (kind: string, name: string, namespace?: string): Expectations["existing"][number] => ({ kind, name, ...(namespace === undefined ? {} : { namespace }), because: "held by the server" });
const lab: Expectations = {
  existing: [
    there("Namespace", "lab"),
    there("StorageClass", "fast"),
    there("ObjectStore", "store", "lab"),
    there("ClusterSecretStore", "vault"),
    there("HelmRepository", "repo"),
    there("OCIRepository", "app"),
    there("GitRepository", "platform", "lab"),
    there("GitRepository", "p", "lab"),
    there("Kustomization", "infra", "lab"),
    there("ImageCatalog", "pg", "lab"),
    there("Secret", "b", "lab"),
    there("ServiceAccount", "runner", "lab"),
  ],
};

/** A language inside a string, which nothing here reads. (The API server itself took this one; the operator's webhook refuses it.) */
const ONLY_A_SERVER = new Set(["prometheusrule-promql-only.yaml"]);

for (const [file, { text }] of treeOf(join(fixtures, "proven", "accepted"))) {
  test(`${file} was taken, and no error is found in it`, async () => {
    const findings = await verify(new Map([[file, { text }]]), lab);
    assert.equal(findings.filter(isError).map(({ code, path }) => `${code} ${path}`), []);
  });
}


for (const [file, { text }] of treeOf(join(fixtures, "proven", "refused"))) {
  const hidden = ONLY_A_SERVER.has(file);
  test(`${file} was refused, and ${hidden ? "only a server can tell" : "an error is found in it"}`, async () => {
    const findings = await verify(new Map([[file, { text }]]), lab);
    assert.is(findings.some(isError), !hidden, JSON.stringify(findings, null, 1));
  });
}

test.run();
