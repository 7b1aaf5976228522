import type { Json, RawKind, Schema } from "./record.ts";

/**
 * Kinds whose definitions are not taken from upstream files.
 * `FluxInstance`: the documented fields of the Flux Operator's API. `Kustomization` and `Component`: the fields of kustomize 5.7.
 */
const OWN = { project: "create-temporal-platform", licence: "Apache-2.0" };

const string: Schema = { type: "string" };
const boolean: Schema = { type: "boolean" };
const integer: Schema = { type: "integer" };
const strings: Schema = { type: "array", items: string };
const stringMap: Schema = { type: "object", additionalProperties: string };
const open: Schema = { "x-kubernetes-preserve-unknown-fields": true };
const object = (properties: { [name: string]: Json }, required: readonly string[] = []): Schema => ({ type: "object", properties, ...(required.length > 0 ? { required } : {}) });
const list = (items: Schema): Schema => ({ type: "array", items });
const oneOf = (...values: string[]): Schema => ({ type: "string", enum: values });

const patchTarget = object({ group: string, version: string, kind: string, name: string, namespace: string, annotationSelector: string, labelSelector: string });
const patch = object({ patch: string, target: patchTarget }, ["patch"]);

const fluxInstance: Schema = object(
  {
    spec: object(
      {
        distribution: object(
          {
            version: { ...string, pattern: "^(v?[0-9]+|x|\\*)?[^\\s]*$" },
            registry: { ...string, minLength: 1 },
            artifact: { ...string, pattern: "^oci://.*$" },
            artifactPullSecret: string,
            imagePullSecret: string,
            variant: oneOf("upstream-alpine", "enterprise-alpine", "enterprise-distroless", "enterprise-distroless-fips"),
          },
          ["version", "registry"],
        ),
        components: list(
          oneOf(
            "source-controller",
            "kustomize-controller",
            "helm-controller",
            "notification-controller",
            "image-reflector-controller",
            "image-automation-controller",
            "source-watcher",
          ),
        ),
        cluster: object({
          type: oneOf("kubernetes", "openshift", "aws", "azure", "gcp"),
          size: oneOf("small", "medium", "large"),
          domain: string,
          multitenant: boolean,
          multitenantWorkloadIdentity: boolean,
          tenantDefaultServiceAccount: string,
          tenantDefaultDecryptionServiceAccount: string,
          tenantDefaultKubeConfigServiceAccount: string,
          objectLevelWorkloadIdentity: boolean,
          networkPolicy: boolean,
        }),
        sync: object(
          {
            name: string,
            kind: oneOf("GitRepository", "OCIRepository", "Bucket"),
            url: { ...string, minLength: 1 },
            ref: { ...string, minLength: 1 },
            path: { ...string, minLength: 1 },
            interval: { ...string, pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$" },
            pullSecret: string,
            provider: oneOf("generic", "aws", "azure", "gcp", "github"),
          },
          ["kind", "url", "ref", "path"],
        ),
        storage: object({ class: string, size: string }, ["class", "size"]),
        sharding: object({ key: string, shards: strings, storage: oneOf("ephemeral", "persistent") }, ["shards"]),
        commonMetadata: object({ labels: stringMap, annotations: stringMap }),
        kustomize: object({ patches: list(patch) }),
        migrateResources: boolean,
        wait: boolean,
      },
      ["distribution"],
    ),
  },
  ["spec"],
);

const keyValueSource = {
  name: string,
  namespace: string,
  behavior: oneOf("create", "replace", "merge"),
  files: strings,
  literals: strings,
  envs: strings,
  env: string,
  options: object({ labels: stringMap, annotations: stringMap, disableNameSuffixHash: boolean, immutable: boolean }),
};
const selector = object({ group: string, version: string, kind: string, name: string, namespace: string, fieldPath: string });
const fieldSpec = object({ group: string, version: string, kind: string, path: string, create: boolean });

const kustomizeFields: { readonly [name: string]: Json } = {
  resources: strings,
  components: strings,
  bases: strings,
  crds: strings,
  namespace: string,
  namePrefix: string,
  nameSuffix: string,
  commonLabels: stringMap,
  commonAnnotations: stringMap,
  labels: list(object({ pairs: stringMap, includeSelectors: boolean, includeTemplates: boolean, fields: list(fieldSpec) })),
  buildMetadata: list(oneOf("originAnnotations", "transformerAnnotations", "managedByLabel")),
  configMapGenerator: list(object(keyValueSource)),
  secretGenerator: list(object({ ...keyValueSource, type: string })),
  generatorOptions: object({ labels: stringMap, annotations: stringMap, disableNameSuffixHash: boolean, immutable: boolean }),
  generators: strings,
  transformers: strings,
  validators: strings,
  configurations: strings,
  images: list(object({ name: string, newName: string, newTag: string, digest: string, tagSuffix: string }, ["name"])),
  replicas: list(object({ name: string, count: integer }, ["name", "count"])),
  patches: list(object({ path: string, patch: string, target: patchTarget, options: object({ allowNameChange: boolean, allowKindChange: boolean }) })),
  patchesStrategicMerge: strings,
  patchesJson6902: list(object({ path: string, patch: string, target: patchTarget })),
  replacements: list(
    object({
      path: string,
      source: selector,
      targets: list(object({ select: selector, reject: list(selector), fieldPaths: strings, options: object({ delimiter: string, index: integer, create: boolean, encoding: string }) })),
    }),
  ),
  vars: list(open),
  openapi: object({ path: string }),
  sortOptions: object({ order: oneOf("legacy", "fifo"), legacySortOptions: object({ orderFirst: strings, orderLast: strings }) }),
  helmGlobals: open,
  helmCharts: list(open),
  helmChartInflationGenerator: list(open),
};

/** Kustomize's own files: their metadata is optional, which `metadataOptional` says to the one who builds the schema. */
export const handWritten: readonly (RawKind & { readonly metadataOptional?: true })[] = [
  {
    group: "fluxcd.controlplane.io",
    version: "v1",
    kind: "FluxInstance",
    scope: "Namespaced",
    source: { ...OWN, version: "fields of flux-operator 0.58" },
    versions: { v1: "served" },
    schema: fluxInstance,
    immutable: [{ path: "spec.sync.name", rule: "self == oldSelf" }],
  },
  {
    group: "kustomize.config.k8s.io",
    version: "v1beta1",
    kind: "Kustomization",
    scope: "Cluster",
    source: { ...OWN, version: "fields of kustomize 5.7" },
    versions: { v1beta1: "served" },
    schema: object(kustomizeFields),
    metadataOptional: true,
  },
  {
    group: "kustomize.config.k8s.io",
    version: "v1alpha1",
    kind: "Component",
    scope: "Cluster",
    source: { ...OWN, version: "fields of kustomize 5.7" },
    versions: { v1alpha1: "served" },
    schema: object(kustomizeFields),
    metadataOptional: true,
  },
];
