import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml } from "../../generators/document/index.ts";
import { deep } from "./deep.ts";
import { buildKustomization, healthOf, writeRepository } from "./flux.ts";

const test = suite("Flux's own build");

const configMap = (name: string, value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: "${value}"\n`;
const kustomization = (spec: unknown): unknown => ({ apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "apps", namespace: "flux-system" }, spec });
const files = {
  "plain/one.yaml": configMap("one", "${COLOUR}"),
  "plain/picture.png": "not read",
  "listed/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - ../plain/one.yaml\n  - two.yaml\n",
  "listed/two.yaml": configMap("two", "2"),
  "broken/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - absent.yaml\n",
  "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target: {kind: ConfigMap, name: two}\n    patch: |-\n      - op: replace\n        path: /data/key\n        value: patched\n",
};

interface Built {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data: { readonly key: string };
}

function built(spec: unknown, more: Partial<Parameters<typeof buildKustomization>[0]> = {}): Built[] {
  const { code, stdout, stderr } = buildKustomization({ repository: writeRepository(Object.entries(files)), kustomization: kustomization(spec), ...more });
  assert.is(code, 0, stderr);
  return parseYaml(stdout, "built").documents.map((document) => document.data as Built);
}

const refused = (spec: unknown, more: Partial<Parameters<typeof buildKustomization>[0]> = {}): string => {
  const { code, stderr } = buildKustomization({ repository: writeRepository(Object.entries(files)), kustomization: kustomization(spec), ...more });
  assert.is.not(code, 0);
  return stderr;
};

deep(test, "a folder without kustomization.yaml is taken whole, and variables are put in", ["flux-build"], () => {
  const [one] = built({ path: "./plain", postBuild: { substitute: { COLOUR: "green" } } });
  assert.is(one?.data.key, "green");
});

deep(test, "variables may come from ConfigMaps and Secrets that are given", ["flux-build"], () => {
  const spec = { path: "plain", postBuild: { substituteFrom: [{ kind: "Secret", name: "palette" }] } };
  const [one] = built(spec, { secrets: [{ metadata: { name: "palette", namespace: "flux-system" }, stringData: { COLOUR: "red" } }] });
  assert.is(one?.data.key, "red");
  assert.match(refused(spec), "palette");
});

deep(test, "components, the target namespace and a name prefix of the Kustomization are heeded", ["flux-build"], () => {
  const objects = built({ path: "listed", components: ["../part"], targetNamespace: "orders", namePrefix: "a-" });
  assert.equal(objects.map(({ metadata, data }) => [metadata.name, metadata.namespace, data.key]), [["a-one", "orders", "${COLOUR}"], ["a-two", "orders", "patched"]]);
});

deep(test, "a path, a resource or, in strict mode, a variable that is not there is refused with the place", ["flux-build"], () => {
  assert.match(refused({ path: "nowhere" }), "nowhere");
  assert.match(refused({ path: "broken" }), "absent.yaml");
  assert.match(refused({ path: "plain", postBuild: { substitute: { OTHER: "1" } } }, { strict: true }), "COLOUR");
});

deep(test, "health expressions give the status that the controller would see", ["flux-build"], () => {
  const expressions = { current: "has(status.phase) && status.phase == 'Cluster in healthy state'", failed: "has(status.phase) && status.phase == 'Unrecoverable'" };
  const cluster = (status: unknown): unknown => ({ apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", metadata: { name: "db" }, status });
  assert.is(healthOf(expressions, cluster({ phase: "Cluster in healthy state" })), "Current");
  assert.is(healthOf(expressions, cluster({ phase: "Unrecoverable" })), "Failed");
  assert.is(healthOf(expressions, cluster({})), "InProgress");
  assert.throws(() => healthOf({ current: "status.phase ==" }, cluster({})), "Syntax error");
});

test.run();
