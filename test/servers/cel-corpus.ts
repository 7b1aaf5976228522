/** Objects that keep or break the rules of their kinds: for each kind one that is right, and changes to its spec that break one rule or keep it narrowly. */

export interface CorpusKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: Spec;
  /** Fields of the spec to replace; `undefined` removes one. */
  readonly changes: readonly Spec[];
  readonly name?: string;
}

type Spec = Readonly<Record<string, unknown>>;

const flux = "toolkit.fluxcd.io";
const gateway = "gateway.networking.k8s.io/v1";
const cnpg = "postgresql.cnpg.io/v1";
const parent = { name: "edge" };
const route = (value: string, type = "PathPrefix"): Spec => ({ rules: [{ matches: [{ path: { type, value } }], backendRefs: [{ name: "web", port: 80 }] }] });
const rule = (more: Spec): Spec => ({ rules: [{ backendRefs: [{ name: "web", port: 80 }], ...more }] });
const container = { container: { image: "alpine:3.22" } };
const template = (more: Spec): Spec => ({ templates: [{ name: "main", ...container, ...more }] });

export const corpus: readonly CorpusKind[] = [
  {
    apiVersion: `helm.${flux}/v2`,
    kind: "HelmRelease",
    spec: { interval: "5m", chartRef: { kind: "OCIRepository", name: "web" } },
    changes: [
      { chartRef: undefined },
      { chart: { spec: { chart: "web", sourceRef: { kind: "HelmRepository", name: "web" } } } },
      { upgrade: { strategy: { name: "RetryOnFailure", retryInterval: "1m" } } },
      { upgrade: { strategy: { name: "RemediateOnFailure", retryInterval: "1m" } } },
      { install: { strategy: { name: "RemediateOnFailure", retryInterval: "1m" } } },
      { kubeConfig: {} },
      { kubeConfig: { secretRef: { name: "a" }, configMapRef: { name: "b" } } },
      { chartRef: undefined, kubeConfig: {} },
    ],
  },
  { apiVersion: `kustomize.${flux}/v1`, kind: "Kustomization", spec: { interval: "5m", prune: true, sourceRef: { kind: "GitRepository", name: "a" } }, changes: [{ kubeConfig: {} }, { kubeConfig: { secretRef: { name: "a" } } }, { kubeConfig: { secretRef: { name: "a" }, configMapRef: { name: "b" } } }] },
  { apiVersion: `notification.${flux}/v1beta3`, kind: "Provider", spec: { type: "slack", address: "https://example.test" }, changes: [{ type: "github", commitStatusExpr: "'a'" }, { commitStatusExpr: "'a'" }] },
  { apiVersion: `notification.${flux}/v1`, kind: "Receiver", spec: { type: "github", secretRef: { name: "t" }, resources: [{ kind: "GitRepository", name: "a" }] }, changes: [{ secretRef: undefined }, { type: "generic-oidc" }, { type: "generic-oidc", secretRef: undefined }] },
  { apiVersion: `image.${flux}/v1`, kind: "ImagePolicy", spec: { imageRepositoryRef: { name: "a" }, policy: { alphabetical: {} } }, changes: [{ interval: "5m" }, { digestReflectionPolicy: "Always", interval: "5m" }, { digestReflectionPolicy: "Always" }] },
  { apiVersion: `source.${flux}/v1`, kind: "GitRepository", spec: { interval: "5m", url: "https://example.test/a" }, changes: [{ serviceAccountName: "a" }, { serviceAccountName: "a", provider: "azure" }] },
  { apiVersion: `source.${flux}/v1`, kind: "Bucket", spec: { interval: "5m", bucketName: "a", endpoint: "example.test" }, changes: [{ provider: "gcp", sts: { provider: "aws", endpoint: "https://sts.example.test" } }, { provider: "aws", sts: { provider: "aws", endpoint: "https://sts.example.test" } }, { serviceAccountName: "a" }] },
  { apiVersion: `source.${flux}/v1`, kind: "HelmChart", spec: { interval: "5m", chart: "a", sourceRef: { kind: "HelmRepository", name: "a" } }, changes: [{ verify: { provider: "cosign" } }, { verify: { provider: "cosign" }, sourceRef: { kind: "GitRepository", name: "a" } }] },
  {
    apiVersion: cnpg,
    kind: "Cluster",
    spec: { instances: 1, storage: { size: "1Gi" } },
    changes: [
      { imageName: "a:1", imageCatalogRef: { apiGroup: "postgresql.cnpg.io", kind: "ImageCatalog", name: "a", major: 17 } },
      { imageCatalogRef: { apiGroup: "postgresql.cnpg.io", kind: "Catalog", name: "a", major: 17 } },
      { imageCatalogRef: { apiGroup: "example.test", kind: "ImageCatalog", name: "a", major: 17 } },
      { bootstrap: { initdb: { database: "a", owner: "a", icuLocale: "en" } } },
      { bootstrap: { initdb: { database: "a", owner: "a", icuLocale: "en", localeProvider: "icu" } } },
      { postgresql: { synchronous: { method: "any", number: 0 } } },
      { postgresql: { synchronous: { method: "any", number: 1, dataDurability: "preferred", standbyNamesPre: ["a"] } } },
    ],
  },
  { apiVersion: cnpg, kind: "Database", spec: { name: "app", owner: "app", cluster: { name: "db" } }, changes: [{ name: "postgres" }, { name: "template0" }, { builtinLocale: "C" }, { builtinLocale: "C", localeProvider: "builtin" }] },
  { apiVersion: cnpg, kind: "Pooler", spec: { cluster: { name: "db" }, type: "rw", pgbouncer: { poolMode: "session" } }, changes: [{ pgbouncer: { poolMode: "session", image: "a", imageCatalogRef: { apiGroup: "postgresql.cnpg.io", kind: "ImageCatalog", name: "a", key: "a" } } }] },
  { apiVersion: cnpg, kind: "Publication", spec: { name: "p", dbname: "app", cluster: { name: "db" }, target: { allTables: true } }, changes: [{ target: {} }, { target: { allTables: true, objects: [{ tablesInSchema: "a" }] } }, { target: { objects: [{ tablesInSchema: "a" }, { table: { name: "b", columns: ["c"] } }] } }] },
  { apiVersion: cnpg, kind: "ImageCatalog", spec: { images: [{ major: 17, image: "a" }] }, changes: [{ images: [{ major: 17, image: "a" }, { major: 18, image: "b" }] }, { images: [{ major: 17, image: "a" }, { major: 17, image: "b" }] }] },
  { apiVersion: "barmancloud.cnpg.io/v1", kind: "ObjectStore", spec: { configuration: { destinationPath: "s3://a", s3Credentials: { inheritFromIAMRole: true } } }, changes: [{ configuration: { destinationPath: "s3://a", serverName: "a" } }, { instanceSidecarConfiguration: { additionalContainerArgs: ["--log-level=debug"] } }] },
  { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", spec: { scaleTargetRef: { name: "w" }, triggers: [{ type: "cpu", metadata: {} }] }, changes: [{ minReplicaCount: 101 }, { minReplicaCount: 100 }, { minReplicaCount: 3, maxReplicaCount: 2 }] },
  {
    apiVersion: gateway,
    kind: "HTTPRoute",
    spec: { parentRefs: [parent], ...route("/a") },
    changes: [
      route("a"),
      route("/a//b"),
      route("/a/.."),
      route("/a b"),
      route("a.*", "RegularExpression"),
      rule({ backendRefs: [{ name: "web" }] }),
      rule({ filters: [{ type: "RequestRedirect", requestRedirect: { statusCode: 301 } }] }),
      rule({ backendRefs: undefined, filters: [{ type: "RequestRedirect", requestRedirect: { statusCode: 301 } }] }),
      rule({ filters: [{ type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } } }] }),
      rule({ filters: [{ type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } } }], matches: [{ path: { type: "Exact", value: "/a" } }] }),
      rule({ filters: [{ type: "RequestHeaderModifier" }] }),
      rule({ timeouts: { request: "1s", backendRequest: "2s" } }),
      rule({ timeouts: { request: "0s", backendRequest: "2s" } }),
      { parentRefs: [parent, parent] },
      { parentRefs: [{ ...parent, sectionName: "a" }, { ...parent, sectionName: "b" }] },
      { parentRefs: [{ ...parent, sectionName: "a" }, parent] },
    ],
  },
  {
    apiVersion: gateway,
    kind: "Gateway",
    spec: { gatewayClassName: "a", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
    changes: [
      { listeners: [{ name: "http", port: 80, protocol: "HTTP", tls: { certificateRefs: [{ name: "a" }] } }] },
      { listeners: [{ name: "https", port: 443, protocol: "HTTPS", tls: { mode: "Terminate" } }] },
      { listeners: [{ name: "tcp", port: 1, protocol: "TCP", hostname: "a.example.test" }] },
      { listeners: [{ name: "a", port: 80, protocol: "HTTP" }, { name: "b", port: 80, protocol: "HTTP" }] },
      { addresses: [{ type: "IPAddress", value: "10.0.0.1" }, { type: "IPAddress", value: "10.0.0.1" }] },
      { addresses: [{ type: "Hostname", value: "a.example.test" }] },
    ],
  },
  { apiVersion: gateway, kind: "TLSRoute", spec: { parentRefs: [parent], hostnames: ["a.example.test"], rules: [{ backendRefs: [{ name: "a", port: 1 }] }] }, changes: [{ hostnames: ["10.0.0.1"] }, { hostnames: ["*.example.test"] }, { rules: [{ backendRefs: [{ name: "a" }] }] }] },
  { apiVersion: gateway, kind: "GRPCRoute", spec: { parentRefs: [parent], rules: [{ matches: [{ method: { service: "a.B", method: "C" } }], backendRefs: [{ name: "a", port: 1 }] }] }, changes: [{ rules: [{ matches: [{ method: { type: "Exact" } }] }] }, { rules: [{ matches: [{ method: { service: "a b" } }] }] }] },
  { apiVersion: gateway, kind: "BackendTLSPolicy", spec: { targetRefs: [{ group: "", kind: "Service", name: "a" }], validation: { hostname: "a.example.test", wellKnownCACertificates: "System" } }, changes: [{ validation: { hostname: "a.example.test" } }, { targetRefs: [{ group: "", kind: "Service", name: "a" }, { group: "", kind: "Service", name: "a" }] }] },
  { apiVersion: "metallb.io/v1beta2", kind: "BGPPeer", spec: { myASN: 1, peerASN: 2, peerAddress: "10.0.0.1" }, changes: [{ connectTime: "10s" }, { connectTime: "1500ms" }, { connectTime: "70000s" }] },
  { apiVersion: "external-secrets.io/v1", kind: "SecretStore", spec: { provider: { aws: { service: "SecretsManager", region: "eu-west-1" } } }, changes: [{ provider: { aws: { service: "SecretsManager", region: "a", customSessionTags: { esoNamespace: "a" } } } }] },
  { apiVersion: "temporal.io/v1alpha1", kind: "Connection", spec: { hostPort: "a:7233" }, changes: [{ mutualTLSSecretRef: { name: "a" } }, { mutualTLSSecretRef: { name: "a" }, apiKeySecretRef: { name: "b", key: "c" } }] },
  { apiVersion: "temporal.io/v1alpha1", kind: "TemporalConnection", spec: { hostPort: "a:7233" }, changes: [] },
  {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    spec: { entrypoint: "main", ...template({}) },
    changes: [
      template({ script: { image: "a", source: "b" } }),
      template({ container: undefined }),
      template({ container: undefined, steps: [[{ name: "a", template: "main" }]], timeout: "1m" }),
      template({ container: undefined, dag: { tasks: [{ name: "a", template: "main", depends: "b", dependencies: ["b"] }] } }),
      template({ container: undefined, dag: { tasks: [{ name: "1a", template: "main", depends: "b" }] } }),
    ],
  },
];

/** Every object of a kind, in order: as it is right, then with each change. */
export function objectsOf({ apiVersion, kind, spec, changes }: CorpusKind): { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly namespace: string }; readonly spec: unknown }[] {
  return [{}, ...changes].map((change, at) => ({ apiVersion, kind, metadata: { name: `${kind.toLowerCase()}-${at}`, namespace: "lab" }, spec: JSON.parse(JSON.stringify({ ...spec, ...change })) as unknown }));
}

/** A change of one object, and whether a server refuses it. */
export interface Change {
  readonly before: Spec;
  readonly after: Spec;
}

const named = (apiVersion: string, kind: string, more: Spec, metadata: Spec = {}): Spec => ({ apiVersion, kind, metadata: { namespace: "lab", ...metadata }, ...more });
const pod = (image: string): Spec => ({ metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "a", image }] } });
const selector = { matchLabels: { app: "a" } };
const stateful = (more: Spec): Spec => named("apps/v1", "StatefulSet", { spec: { selector, template: pod("a:1"), ...more } });
const volume = (storage: string): Spec => ({ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } } });
const job = (image: string, more: Spec = {}): Spec => named("batch/v1", "Job", { spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image }] } }, ...more } });
const claim = (storage: string, more: Spec = {}): Spec => named("v1", "PersistentVolumeClaim", { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...more } });
const service = (more: Spec): Spec => named("v1", "Service", { spec: { ports: [{ port: 80 }], ...more } });
const storageClass = (more: Spec): Spec => named("storage.k8s.io/v1", "StorageClass", { provisioner: "a", ...more }, { namespace: undefined });
const binding = (role: string): Spec => named("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role } });
const config = (kind: string, more: Spec): Spec => named("v1", kind, more);

/** Whether each is refused is for the server to say; ours must say the same. */
export const changes: readonly Change[] = [
  { before: named("apps/v1", "Deployment", { spec: { selector, template: pod("a:1") } }), after: named("apps/v1", "Deployment", { spec: { selector, template: pod("a:2") } }) },
  { before: named("apps/v1", "Deployment", { spec: { selector, template: { ...pod("a:1"), metadata: { labels: { app: "a", b: "c" } } } } }), after: named("apps/v1", "Deployment", { spec: { selector: { matchLabels: { app: "a", b: "c" } }, template: { ...pod("a:1"), metadata: { labels: { app: "a", b: "c" } } } } }) },
  { before: stateful({ volumeClaimTemplates: [volume("1Gi")] }), after: stateful({ volumeClaimTemplates: [volume("2Gi")] }) },
  { before: stateful({}), after: stateful({ serviceName: "b" }) },
  { before: stateful({}), after: stateful({ podManagementPolicy: "OrderedReady", replicas: 2 }) },
  { before: stateful({}), after: stateful({ podManagementPolicy: "Parallel" }) },
  { before: job("a:1"), after: job("a:2") },
  { before: job("a:1"), after: job("a:1", { backoffLimit: 2 }) },
  { before: job("a:1", { completions: 1 }), after: job("a:1", { completions: 2 }) },
  { before: claim("2Gi"), after: claim("1Gi") },
  { before: claim("2Gi", { storageClassName: "a" }), after: claim("2Gi", { storageClassName: "b" }) },
  { before: claim("2Gi"), after: claim("2Gi", { volumeMode: "Filesystem" }) },
  { before: service({}), after: service({ clusterIP: "None" }) },
  { before: service({ clusterIP: "None" }), after: service({}) },
  { before: service({}), after: service({ sessionAffinity: "ClientIP" }) },
  { before: service({}), after: service({ type: "LoadBalancer" }) },
  { before: storageClass({ parameters: { a: "b" } }), after: storageClass({ parameters: { a: "c" } }) },
  { before: storageClass({ parameters: { a: "b" } }), after: storageClass({}) },
  { before: storageClass({}), after: storageClass({ reclaimPolicy: "Retain" }) },
  { before: storageClass({}), after: storageClass({ reclaimPolicy: "Delete", allowVolumeExpansion: true }) },
  { before: binding("a"), after: binding("b") },
  { before: named("scheduling.k8s.io/v1", "PriorityClass", { value: 1 }, { namespace: undefined }), after: named("scheduling.k8s.io/v1", "PriorityClass", { value: 2 }, { namespace: undefined }) },
  { before: named("networking.k8s.io/v1", "IngressClass", { spec: { controller: "a.test/a" } }, { namespace: undefined }), after: named("networking.k8s.io/v1", "IngressClass", { spec: { controller: "a.test/b" } }, { namespace: undefined }) },
  { before: named("v1", "ResourceQuota", { spec: { hard: { pods: "1" }, scopes: ["BestEffort"] } }), after: named("v1", "ResourceQuota", { spec: { hard: { pods: "2" }, scopes: ["NotTerminating"] } }) },
  { before: config("ConfigMap", { data: { a: "b" }, immutable: true }), after: config("ConfigMap", { data: { a: "c" }, immutable: true }) },
  { before: config("ConfigMap", { data: { a: "b" }, immutable: true }), after: config("ConfigMap", { data: { a: "b" } }) },
  { before: config("ConfigMap", { data: { a: "b" } }), after: config("ConfigMap", { data: { a: "c" }, immutable: true }) },
  { before: config("Secret", { type: "Opaque", data: { a: "Yg==" } }), after: config("Secret", { type: "example.test/a", data: { a: "Yg==" } }) },
  { before: config("Secret", { data: { a: "Yg==" } }), after: config("Secret", { type: "Opaque", data: { a: "Yw==" } }) },
  { before: named("postgresql.cnpg.io/v1", "Database", { spec: { name: "app", owner: "app", cluster: { name: "db" } } }), after: named("postgresql.cnpg.io/v1", "Database", { spec: { name: "app", owner: "app", cluster: { name: "other" } } }) },
  { before: named("fluxcd.controlplane.io/v1", "FluxInstance", { spec: { distribution: { version: "2.x", registry: "ghcr.io/fluxcd" }, sync: { name: "a", kind: "GitRepository", url: "https://example.test/a", ref: "refs/heads/main", path: "a" } } }), after: named("fluxcd.controlplane.io/v1", "FluxInstance", { spec: { distribution: { version: "2.x", registry: "ghcr.io/fluxcd" }, sync: { name: "b", kind: "GitRepository", url: "https://example.test/a", ref: "refs/heads/main", path: "a" } } }) },
];
