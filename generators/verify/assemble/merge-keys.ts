import type { Identity } from "../../document/index.ts";

/** Lists by path pattern (`[]` for every item) → the fields that tell their items apart; none for a list of plain values that is a set. */
export type MergeKeys = ReadonlyMap<string, readonly string[]>;

/**
 * Lists of built-in kinds that a strategic merge joins item by item; every other list is replaced whole.
 * Source: patch strategies and merge keys of the definitions that kustomize 5.7 carries (Kubernetes 1.21). That Flux joins the same is a deep test.
 */
const CONTAINER: Readonly<Record<string, readonly string[]>> = {
  env: ["name"],
  ports: ["containerPort", "protocol"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
};
const POD: Readonly<Record<string, readonly string[]>> = {
  volumes: ["name"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
  ...Object.fromEntries(["containers", "initContainers"].flatMap((list) => [[list, ["name"]] as const, ...Object.entries(CONTAINER).map(([field, keys]) => [`${list}[].${field}`, keys] as const)])),
};
const METADATA: Readonly<Record<string, readonly string[]>> = { "metadata.finalizers": [], "metadata.ownerReferences": ["uid"] };

/** Where kinds hold the specification of a pod. */
const POD_SPECS: Readonly<Record<string, string>> = {
  "v1/Pod": "spec",
  "apps/v1/Deployment": "spec.template.spec",
  "apps/v1/StatefulSet": "spec.template.spec",
  "apps/v1/DaemonSet": "spec.template.spec",
  "apps/v1/ReplicaSet": "spec.template.spec",
  "batch/v1/Job": "spec.template.spec",
  "batch/v1/CronJob": "spec.jobTemplate.spec.template.spec",
};

const OTHERS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "v1/Service": { "spec.ports": ["port", "protocol"] },
  "v1/ServiceAccount": { secrets: ["name"] },
};

const BUILT_IN = /^(?:v1|apps\/v1|batch\/v1|policy\/v1|autoscaling\/v1|(?:networking|rbac\.authorization|scheduling|storage|coordination|discovery)\.k8s\.io\/v1)$/;

const NONE: MergeKeys = new Map();

/** The lists of a kind that are joined. Kinds of custom resources have none. */
export function mergeKeysOf({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): MergeKeys {
  if (!BUILT_IN.test(apiVersion)) return NONE;
  const key = `${apiVersion}/${kind}`;
  const pod = POD_SPECS[key];
  return new Map([...Object.entries(METADATA), ...Object.entries(OTHERS[key] ?? {}), ...(pod === undefined ? [] : Object.entries(POD).map(([list, keys]) => [`${pod}.${list}`, keys] as const))]);
}
