import type { Part } from "../document/index.ts";
import type { Identities, Sides } from "./parts.ts";

/** Items that are texts and stand for themselves: their order says nothing. */
const ITSELF = "";

/**
 * Field that holds a list → keys that name its items, the first that fits. Kubernetes' and the operators' list-map keys where a schema
 * has them (`x-kubernetes-list-map-keys`), and lists of kustomize, Flux, Prometheus, Argo and ours that are read as maps.
 */
const LIST_KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  containers: [["name"]],
  initContainers: [["name"]],
  ephemeralContainers: [["name"]],
  volumes: [["name"]],
  volumeMounts: [["mountPath"]],
  env: [["name"]],
  additionalEnv: [["name"]],
  additionalVolumes: [["name"]],
  additionalVolumeMounts: [["mountPath"]],
  imagePullSecrets: [["name"]],
  ports: [["containerPort", "protocol"], ["port", "protocol"], ["containerPort"], ["port"], ["name"]],
  topologySpreadConstraints: [["topologyKey", "whenUnsatisfiable"]],
  panels: [["id"], ["title"]],
  targets: [["refId"]],
  list: [["name"]],
  inputs: [["name"]],
  conditions: [["type"]],
  dependsOn: [["name", "namespace"], ["name"]],
  healthChecks: [["kind", "name"]],
  healthCheckExprs: [["apiVersion", "kind"]],
  groups: [["name"]],
  rules: [["alert"], ["record"]],
  parameters: [["name"]],
  templates: [["name"]],
  tasks: [["name"]],
  subjects: [["kind", "name"]],
  data: [["secretKey"]],
  receivers: [["name"]],
  externalClusters: [["name"]],
  plugins: [["name"]],
  extensions: [["name"]],
  configMapGenerator: [["name"]],
  secretGenerator: [["name"]],
  resources: [[ITSELF]],
  components: [[ITSELF]],
  configurations: [[ITSELF]],
  files: [[ITSELF]],
  dnsNames: [[ITSELF]],
  usages: [[ITSELF]],
  policyTypes: [[ITSELF]],
  hostnames: [[ITSELF]],
};

/** Keys that need not be written, with the value that Kubernetes gives them. */
const DEFAULTS: Readonly<Record<string, string>> = { protocol: "TCP" };

/** Names of the items of a list, when its field is in the table and every item of all sides has one of its own. */
export function identitiesOf(field: string, sides: Sides): Identities {
  const candidates = Object.hasOwn(LIST_KEYS, field) ? LIST_KEYS[field] : undefined;
  for (const keys of candidates ?? []) {
    const [base, mine, theirs] = [sides.base, sides.mine, sides.theirs].map((parts) => namesOf(parts, keys));
    if (base && mine && theirs) return field === "ports" ? { base, mine: renumbered(base, sides.base, mine, sides.mine, keys), theirs: renumbered(base, sides.base, theirs, sides.theirs, keys) } : { base, mine, theirs };
  }
  return undefined;
}

function namesOf(parts: readonly Part[], keys: readonly string[]): string[] | undefined {
  const names = parts.map(({ data }) => (keys[0] === ITSELF ? (typeof data === "string" ? data : undefined) : nameIn(data, keys)));
  return names.every((name) => name !== undefined) && new Set(names).size === names.length ? (names as string[]) : undefined;
}

/** A port with another number and nothing else changed, where one of the base is gone, is that port: its number is a value like the others. */
function renumbered(base: readonly string[], before: readonly Part[], side: readonly string[], parts: readonly Part[], keys: readonly string[]): readonly string[] {
  const rest = ({ data }: Part): string => JSON.stringify(Object.entries(data as object).filter(([key]) => !keys.includes(key)));
  const gone = base.flatMap((name, index) => (side.includes(name) ? [] : [{ name, rest: rest(before[index]!) }]));
  if (gone.length === 0) return side;
  return side.map((name, index) => {
    if (base.includes(name)) return name;
    const found = gone.findIndex((each) => each.rest === rest(parts[index]!));
    return found < 0 ? name : (gone.splice(found, 1)[0]?.name ?? name);
  });
}

function nameIn(data: unknown, keys: readonly string[]): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const values = keys.map((key) => (data as Record<string, unknown>)[key] ?? DEFAULTS[key]);
  return values.every((value) => typeof value === "string" || typeof value === "number") ? values.join("/") : undefined;
}
