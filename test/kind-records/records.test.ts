import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { KindRecord, Schema } from "../../packages/kind-records/src/record.ts";

const folder = join(new URL(".", import.meta.url).pathname, "..", "..", "schemas", "kubernetes");
const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as Record<string, string>;
const records = new Map(Object.entries(index).map(([kind, file]) => [kind, JSON.parse(readFileSync(join(folder, file), "utf8")) as KindRecord]));
const record = (kind: string): KindRecord => {
  const found = records.get(kind);
  if (found === undefined) throw new Error(`no record of ${kind}`);
  return found;
};

const test = suite("kind records");

/** The value at a path of fields in a schema, through references. */
function field(kind: string, path: string): Schema {
  const { schema } = record(kind);
  const defs = (schema["$defs"] ?? {}) as Record<string, Schema>;
  const resolve = (part: Schema): Schema => (typeof part["$ref"] === "string" ? (defs[part["$ref"].slice(8)] as Schema) : part);
  return path.split(".").reduce<Schema>((part, step) => {
    if (step === "*") return resolve(resolve(part)["additionalProperties"] as Schema);
    const properties = resolve(part)["properties"] as Record<string, Schema>;
    const next = resolve(properties[step.replace("[]", "")] as Schema);
    return step.endsWith("[]") ? resolve(next["items"] as Schema) : next;
  }, schema);
}

test("every kind that a platform declares has a record", () => {
  const wanted = ["v1/Namespace", "v1/Service", "v1/ServiceAccount", "v1/ConfigMap", "v1/Secret", "apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet", "batch/v1/Job", "batch/v1/CronJob", "v1/Pod", "v1/PersistentVolumeClaim"];
  const more = ["networking.k8s.io/v1/Ingress", "networking.k8s.io/v1/NetworkPolicy", "policy/v1/PodDisruptionBudget", "autoscaling/v2/HorizontalPodAutoscaler", "rbac.authorization.k8s.io/v1/Role", "rbac.authorization.k8s.io/v1/RoleBinding"];
  const rest = ["rbac.authorization.k8s.io/v1/ClusterRole", "rbac.authorization.k8s.io/v1/ClusterRoleBinding", "storage.k8s.io/v1/StorageClass", "scheduling.k8s.io/v1/PriorityClass", "v1/ResourceQuota", "v1/LimitRange"];
  const own = ["fluxcd.controlplane.io/v1/FluxInstance", "kustomize.config.k8s.io/v1beta1/Kustomization", "kustomize.config.k8s.io/v1alpha1/Component", "postgresql.cnpg.io/v1/Cluster", "barmancloud.cnpg.io/v1/ObjectStore"];
  for (const kind of [...wanted, ...more, ...rest, ...own]) assert.ok(records.has(kind), kind);
});

test("every record is closed at the root, fixes its kind, and leaves the status to the server", () => {
  for (const [kind, { schema, apiVersion }] of records) {
    const properties = schema["properties"] as Record<string, Schema>;
    assert.is(schema["additionalProperties"], false, kind);
    assert.is(properties["apiVersion"]?.["const"], apiVersion, kind);
    assert.equal(properties["status"] ?? {}, {}, kind);
  }
});

test("metadata is closed and asks for a name", () => {
  const metadata = field("apps/v1/Deployment", "metadata");
  assert.is(metadata["additionalProperties"], false);
  assert.equal(metadata["required"], ["name"]);
  assert.not.ok(Object.hasOwn(metadata["properties"] as object, "resourceVersion"));
});

test("a record keeps no description, and no keyword that the validator does not know", () => {
  const known = new Set([
    "$ref", "$defs", "type", "enum", "const", "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required", "properties", "additionalProperties", "propertyNames", "items", "allOf", "anyOf", "oneOf", "not",
  ]);
  const walk = (schema: unknown, kind: string): void => {
    if (Array.isArray(schema)) return schema.forEach((each) => walk(each, kind));
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      assert.ok(known.has(key), `${kind}: ${key}`);
      if (key === "properties" || key === "$defs") for (const child of Object.values(value as object)) walk(child, kind);
      else if (!["enum", "const", "required"].includes(key)) walk(value, kind);
    }
  };
  for (const [kind, { schema }] of records) walk(schema, kind);
});

test("every reference inside a record leads somewhere, and every shared part is used", () => {
  for (const [kind, { schema }] of records) {
    const defs = Object.keys((schema["$defs"] ?? {}) as object);
    const used = new Set([...JSON.stringify(schema).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name));
    assert.equal([...used].sort(), defs.sort(), kind);
  }
});

test("every pattern is one that JavaScript reads", () => {
  for (const { schema } of records.values()) {
    JSON.stringify(schema, (key, value: unknown) => {
      if (key === "pattern" && typeof value === "string") new RegExp(value, "u");
      return value;
    });
  }
});

test("Go's case-insensitive patterns take both cases", () => {
  const strategy = new RegExp(String(field("monitoring.coreos.com/v1/PrometheusRule", "spec.groups[].partial_response_strategy")["pattern"]), "u");
  for (const value of ["abort", "WARN", "Warn", ""]) assert.ok(strategy.test(value), value);
  assert.not.ok(strategy.test("ignore"));
});

test("core kinds carry the values and limits that the server checks in code", () => {
  assert.equal(field("apps/v1/Deployment", "spec.template.spec.containers[].imagePullPolicy")["enum"], ["Always", "IfNotPresent", "Never"]);
  assert.is(field("v1/Service", "spec.ports[].port")["maximum"], 65535);
  assert.equal(field("networking.k8s.io/v1/NetworkPolicy", "spec.policyTypes[]")["enum"], ["Ingress", "Egress"]);
});

test("fields that the oldest supported Kubernetes lacks are left out", () => {
  assert.not.ok(Object.hasOwn(field("v1/Pod", "spec")["properties"] as object, "schedulingGroup"));
});

test("quantities are checked by their form", () => {
  const pattern = new RegExp(String(field("v1/Pod", "spec.containers[].resources.requests.*")["pattern"]), "u");
  for (const value of ["100m", "1.5", "500Mi", "1e3", "0"]) assert.ok(pattern.test(value), value);
  for (const value of ["5 Gi", "100MB", "", "abc"]) assert.not.ok(pattern.test(value), value);
});

test("a value that the server keeps unknown fields in is open", () => {
  assert.is(field("helm.toolkit.fluxcd.io/v2/HelmRelease", "spec.values")["additionalProperties"], undefined);
});

test("lists, defaults, rules and what can never change are recorded by path", () => {
  assert.equal(record("apps/v1/Deployment").listKeys["spec.template.spec.containers[].env"], ["name"]);
  assert.equal(record("v1/Service").listKeys["spec.ports"], ["port", "protocol"]);
  assert.is(record("v1/Service").defaults["spec.ports[].protocol"], "TCP");
  assert.is(record("postgresql.cnpg.io/v1/Cluster").defaults["spec.instances"], 1);
  assert.ok(record("postgresql.cnpg.io/v1/Database").immutable.some(({ path, rule }) => path === "spec.cluster" && rule === "self == oldSelf"));
  assert.ok(record("helm.toolkit.fluxcd.io/v2/HelmRelease").cel.some(({ path, rule }) => path === "spec" && rule.includes("chartRef")));
  assert.ok([...records.values()].every(({ cel }) => cel.every(({ rule }) => !rule.includes("oldSelf"))));
});

test("only the highest served version is recorded, and the others are named", () => {
  assert.equal(record("external-secrets.io/v1/ExternalSecret").versions, { v1: "served", v1beta1: "unserved" });
  assert.equal(record("gateway.networking.k8s.io/v1/HTTPRoute").versions, { v1: "served", v1beta1: "served" });
  assert.not.ok(records.has("external-secrets.io/v1beta1/ExternalSecret"));
});

test("every record says where it comes from and under which licence", () => {
  for (const [kind, { source }] of records) assert.ok(source.project !== "" && source.version !== "" && /^(Apache-2\.0|MIT)$/.test(source.licence), kind);
});

test.run();
