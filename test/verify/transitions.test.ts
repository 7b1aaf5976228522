import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inspect, type Texts } from "../../generators/verify/index.ts";

const test = suite("changes that an API server refuses");

const tree = (manifests: string): Texts => new Map([["clusters/a/kustomization.yaml", { text: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - all.yaml\n" }], ["clusters/a/all.yaml", { text: manifests }]]);

/** `severity path` of every refused change from one text to another. */
async function refused(before: string, after: string): Promise<string[]> {
  const { findings } = await inspect(tree(after), { existing: [] }, undefined, { before: tree(before) });
  return findings.filter(({ code }) => code === "verify/transition").map(({ severity, file, line, path }) => `${severity} ${file?.split("/").at(-1)}:${line} ${path ?? ""}`);
}

const claim = (size: string, more = ""): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  namespace: lab
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: ${size}
${more}`;

const service = (address: string): string => `apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: lab
spec:
${address}  ports:
    - port: 80
`;

const storageClass = (parameters: string, head = ""): string => `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: fast${head}
provisioner: disk.csi.azure.com
${parameters}`;

const pooler = (cluster: string): string => `apiVersion: postgresql.cnpg.io/v1
kind: Pooler
metadata:
  name: pool
  namespace: lab
spec:
  type: rw
  cluster:
    name: ${cluster}
  pgbouncer:
    poolMode: session
`;

const cases: readonly (readonly [name: string, before: string, after: string, refused: readonly string[]])[] = [
  ["a claim can grow", claim("1Gi"), claim("1500Mi"), []],
  ["a claim cannot become smaller, in whatever unit", claim("1Gi"), claim("1000Mi"), ["error all.yaml:10 spec.resources.requests.storage"]],
  ["a default written out is no change", claim("1Gi"), claim("1Gi", "  volumeMode: Filesystem\n"), []],
  ["a claim keeps the class that was written", claim("1Gi", "  storageClassName: a\n"), claim("1Gi", "  storageClassName: b\n"), ["error all.yaml:11 spec.storageClassName"]],
  ["a Service with an address cannot become headless", service(""), service("  clusterIP: None\n"), ["error all.yaml:7 spec.clusterIP"]],
  ["leaving the address out again changes nothing", service("  clusterIP: None\n"), service(""), []],
  ["parameters of a StorageClass can be neither added nor removed nor changed", storageClass("parameters:\n  skuName: A\n"), storageClass("parameters:\n  skuName: B\n"), ["error all.yaml:6 parameters"]],
  ["removed", storageClass("parameters:\n  skuName: A\n"), storageClass(""), ["error all.yaml:1 parameters"]],
  ["what Flux makes anew is a warning", storageClass("parameters:\n  skuName: A\n"), storageClass("", "\n  annotations:\n    kustomize.toolkit.fluxcd.io/force: enabled"), ["warning all.yaml:1 parameters"]],
  ["a rule of a custom resource holds the old against the new", pooler("one"), pooler("two"), ["error all.yaml:8 spec.cluster"]],
  ["the same resource in another place of the file is the same", `${pooler("one")}---\n${claim("1Gi")}`, `${claim("1Gi")}---\n${pooler("one")}`, []],
];

for (const [name, before, after, expected] of cases) test(name, async () => assert.equal(await refused(before, after), expected));

const deprecated = `apiVersion: temporal.io/v1alpha1
kind: TemporalConnection
metadata:
  name: default
  namespace: lab
spec:
  hostPort: temporal:7233
`;

test("a kind that can no longer be created is refused where it is new, may stay where it is, and is a warning where nobody knows", async () => {
  assert.equal(await refused(claim("1Gi"), `${claim("1Gi")}---\n${deprecated}`), ["error all.yaml:13 "]);
  assert.equal(await refused(deprecated, deprecated.replace("7233", "7234")), []);
  const { findings } = await inspect(tree(deprecated));
  assert.equal(findings.filter(({ code }) => code === "verify/transition").map(({ severity }) => severity), ["warning"]);
});

test("what is encrypted is not compared", async () => {
  const secret = (value: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: lab\nimmutable: true\ndata:\n  a: ${value}\nsops:\n  mac: x\n`;
  assert.equal(await refused(secret("ENC[1]"), secret("ENC[2]")), []);
});

test.run();
