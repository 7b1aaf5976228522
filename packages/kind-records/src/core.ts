import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULTS, ENUMS, FIELDS, IMMUTABLE, NEWER_THAN_OLDEST, quantity, REQUIRED } from "./core-rules.ts";
import { labelMap, templateMeta } from "./metadata.ts";
import { isSchema, type Json, type RawKind, type Schema, type Source } from "./record.ts";

const DEFINITIONS_FILE = "kubernetes-core/_definitions-v1.36.0.json";

/** Built-in kinds that a platform repository declares: definition name and scope. */
const KINDS: readonly (readonly [definition: string, scope: "Namespaced" | "Cluster"])[] = [
  ["admissionregistration.v1.ValidatingAdmissionPolicy", "Cluster"],
  ["admissionregistration.v1.ValidatingAdmissionPolicyBinding", "Cluster"],
  ["apps.v1.DaemonSet", "Namespaced"],
  ["apps.v1.Deployment", "Namespaced"],
  ["apps.v1.StatefulSet", "Namespaced"],
  ["autoscaling.v2.HorizontalPodAutoscaler", "Namespaced"],
  ["batch.v1.CronJob", "Namespaced"],
  ["batch.v1.Job", "Namespaced"],
  ["core.v1.ConfigMap", "Namespaced"],
  ["core.v1.LimitRange", "Namespaced"],
  ["core.v1.Namespace", "Cluster"],
  ["core.v1.PersistentVolumeClaim", "Namespaced"],
  ["core.v1.Pod", "Namespaced"],
  ["core.v1.ResourceQuota", "Namespaced"],
  ["core.v1.Secret", "Namespaced"],
  ["core.v1.Service", "Namespaced"],
  ["core.v1.ServiceAccount", "Namespaced"],
  ["networking.v1.Ingress", "Namespaced"],
  ["networking.v1.IngressClass", "Cluster"],
  ["networking.v1.NetworkPolicy", "Namespaced"],
  ["policy.v1.PodDisruptionBudget", "Namespaced"],
  ["rbac.v1.ClusterRole", "Cluster"],
  ["rbac.v1.ClusterRoleBinding", "Cluster"],
  ["rbac.v1.Role", "Namespaced"],
  ["rbac.v1.RoleBinding", "Namespaced"],
  ["scheduling.v1.PriorityClass", "Cluster"],
  ["storage.v1.StorageClass", "Cluster"],
];

const SPECIAL: { readonly [definition: string]: Schema } = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": quantity,
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: ["integer", "string"] },
  "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": templateMeta,
};

/** Reads the built-in kinds and adds what the definitions leave to code. */
export function readCore(crds: string, sources: ReadonlyMap<string, Source>): RawKind[] {
  const { definitions } = JSON.parse(readFileSync(join(crds, DEFINITIONS_FILE), "utf8")) as { definitions: { [name: string]: Schema } };
  const version = /v\d+\.\d+\.\d+/.exec(DEFINITIONS_FILE)?.[0] ?? "";
  const source = { project: "kubernetes/kubernetes", version, licence: sources.get(DEFINITIONS_FILE)?.licence ?? "Apache-2.0" };
  return KINDS.map(([name, scope]) => {
    const definition = definitions[`io.k8s.api.${name}`];
    const identity = definition?.["x-kubernetes-group-version-kind"];
    const gvk = Array.isArray(identity) ? (identity[0] as { group: string; version: string; kind: string }) : undefined;
    if (gvk === undefined) throw new Error(`${DEFINITIONS_FILE} has no definition ${name}`);
    const immutable = IMMUTABLE[gvk.kind];
    return {
      ...gvk,
      scope,
      source,
      versions: { [gvk.version]: "served" as const },
      schema: expand({ $ref: `#/definitions/io.k8s.api.${name}` }, definitions, []),
      ...(immutable === undefined ? {} : { immutable }),
    };
  });
}

/** Replaces references by what they refer to; a definition inside itself is left open. */
export function expand(schema: Schema, definitions: { readonly [name: string]: Schema }, within: readonly string[]): Schema {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = reference.slice("#/definitions/".length);
    const special = SPECIAL[name];
    if (special !== undefined) return special;
    const definition = definitions[name];
    if (definition === undefined || within.includes(name)) return { "x-kubernetes-preserve-unknown-fields": true };
    return expand(amend(name, definition), definitions, [...within, name]);
  }
  const out: Record<string, Json> = { ...schema };
  const properties = schema["properties"];
  if (isSchema(properties)) {
    out["properties"] = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, isSchema(value) ? expand(value, definitions, within) : value]));
  } else if (schema["type"] === "object" && schema["additionalProperties"] === undefined) out["x-kubernetes-preserve-unknown-fields"] = true;
  for (const key of ["items", "additionalProperties"]) {
    const child = schema[key];
    if (isSchema(child)) out[key] = expand(child, definitions, within);
  }
  return out;
}

function amend(name: string, definition: Schema): Schema {
  const short = name.replace(/^io\.k8s\.(api\.)?/, "");
  const properties = definition["properties"];
  if (!isSchema(properties)) return definition;
  const amended: Record<string, Json> = {};
  for (const [key, value] of Object.entries(properties)) {
    const field = `${short}.${key}`;
    if (NEWER_THAN_OLDEST.has(field)) continue;
    amended[key] = FIELDS[field] ?? withEnum(field, isLabelMap(short, key) ? labelMap : (value as Schema));
  }
  const required = [...new Set([...((definition["required"] ?? []) as string[]), ...(REQUIRED[short] ?? [])])].sort();
  return { ...definition, properties: amended, ...(required.length > 0 ? { required } : {}) };
}

function withEnum(field: string, value: Schema): Schema {
  const values = ENUMS[field];
  const preset = DEFAULTS[field];
  if (values !== undefined) return { ...value, enum: values, ...(preset === undefined ? {} : { default: preset }) };
  const items = ENUMS[`${field}[]`];
  return items !== undefined && isSchema(value["items"]) ? { ...value, items: { ...value["items"], enum: items } } : value;
}

const isLabelMap = (definition: string, key: string): boolean =>
  (key === "matchLabels" && definition.endsWith("LabelSelector")) || (key === "selector" && definition === "core.v1.ServiceSpec") || (key === "nodeSelector" && definition === "core.v1.PodSpec");
