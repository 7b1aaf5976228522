import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../../generators/verify/index.ts";
import { lineOf, tree } from "./trees.ts";

const test = suite("patches");

const kustomization = (patches: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - web.yaml\npatches:\n${patches}`;
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  automountServiceAccountToken: false
  securityContext:
    runAsNonRoot: true
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: web
      image: registry.example/web:1.0.0
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      env:
        - name: A
          value: 1
      resources:
        requests:
          cpu: 10m
          memory: 16Mi
        limits:
          memory: 16Mi
`;
const found = async (patches: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> =>
  (await verify(tree({ "clusters/a/kustomization.yaml": kustomization(patches), "clusters/a/web.yaml": pod, ...files }), { existing: [] })).map(lineOf);

test("what a patch does not touch keeps its place, also behind items that it brings", async () => {
  const patch = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      env:\n        - name: B\n          value: 2\n        - name: C\n          value: x\n";
  assert.equal(await found("  - path: patch.yaml\n", { "clusters/a/patch.yaml": patch }), [
    "verify/wrong-value clusters/a/patch.yaml:10:18 spec.containers[0].env[0].value",
    "verify/wrong-value clusters/a/web.yaml:21:18 spec.containers[0].env[2].value",
  ]);
});

test("a patch can set right what was wrong", async () => {
  const repair = "  - target:\n      kind: Pod\n    patch: |-\n      - op: replace\n        path: /spec/containers/0/env/0/value\n        value: one\n";
  assert.equal(await found(repair), []);
  const again = `${repair}  - target:\n      kind: Pod\n    patch: |-\n      - op: add\n        path: /spec/containers/0/env/0\n        value:\n          name: B\n          value: 3\n      - op: remove\n        path: /spec/containers/0/env/1\n`;
  assert.equal(await found(again), ["verify/wrong-value clusters/a/kustomization.yaml:19:18 spec.containers[0].env[0].value"]);
});

test("a place in a patch that is written on one line is that of the patch", async () => {
  const patch = `  - target:\n      kind: Pod\n    patch: '[{"op": "add", "path": "/spec/hostNetwork", "value": "yes"}]'\n`;
  assert.equal((await found(patch)).filter((line) => line.includes("hostNetwork")), ["verify/wrong-value clusters/a/kustomization.yaml:8:12 spec.hostNetwork"]);
});

test("what a patch deletes is not there, and what it names is looked for", async () => {
  const gone = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n$patch: delete\n";
  assert.equal(await found("  - path: patch.yaml\n", { "clusters/a/patch.yaml": gone }), []);
  const needs = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      env:\n        - name: A\n          value: null\n          valueFrom:\n            secretKeyRef:\n              name: absent\n              key: a\n";
  assert.equal(await found("  - path: patch.yaml\n", { "clusters/a/patch.yaml": needs }), ["verify/no-creator clusters/a/patch.yaml:13:21 spec.containers[0].env[0].valueFrom.secretKeyRef.name"]);
});

test("a broken patch is a fault of the patch", async () => {
  assert.equal((await found("  - patch: |\n      a: [\n"))[0]?.split(" ")[0], "yaml/syntax");
  assert.ok((await found("  - target:\n      kind: (\n    patch: |-\n      - op: remove\n        path: /a\n")).includes("verify/patch-fails clusters/a/kustomization.yaml:7:7 patches[0]"));
  for (const operation of ["- op: none\n        path: /a", "- op: remove\n        path: a", "- op: add\n        path: /spec/containers/9\n        value: 1", "- op: test\n        path: /kind\n        value: Job", "- op: move\n        path: /a\n        from: /b", "- op: add\n        path: /x/y\n        value: 1"]) {
    assert.ok((await found(`  - target:\n      kind: Pod\n    patch: |-\n      ${operation}\n`)).some((line) => line.startsWith("verify/patch-fails ")), operation);
  }
});

test.run();
