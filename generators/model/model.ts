import type { Cloud, State, Tier } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import type { Derivation } from "./derivation.ts";
import type { TimeInterval } from "./maintenance.ts";

/**
 * Everything that templates may say. A value that is not here cannot be emitted. All names are already length-checked.
 * One long file on purpose: it is the vocabulary of every template, and is read as a list.
 */
export interface Model {
  readonly generator: { readonly name: string; readonly version: string };
  readonly customer: { readonly name: string; readonly title: string };
  readonly repository: {
    readonly url: string;
    readonly branch: string;
    /** Prefix of every path in the repository, empty or ending in a slash. */
    readonly prefix: string;
    /** Address under which a browser shows a file of the branch, without a slash at its end. */
    readonly webUrl: string;
  };
  readonly versions: Combination;
  /** What at least one cluster has: documents and helpers for the rest would only mislead. */
  readonly uses: Uses;
  /** Operators that at least one cluster has installed by this repository. */
  readonly installed: Readonly<Record<InstalledOperator, boolean>>;
  readonly clusters: readonly Cluster[];
  readonly documents: Documents;
  readonly starters: Starters;
}

export type InstalledOperator = "certManager" | "cloudnativePg" | "barmanCloud" | "externalSecrets" | "prometheus" | "keda" | "argoWorkflows";

export interface Uses {
  readonly backups: boolean;
  /** Secrets by SOPS: scripts/secrets.sh. */
  readonly secrets: boolean;
  readonly externalSecrets: boolean;
  readonly externalDatabase: boolean;
  readonly cnpg: boolean;
  readonly tls: boolean;
  readonly identity: boolean;
  readonly codec: boolean;
  /** The library under services/: starters take it, or test against it, even where nothing is encrypted yet. */
  readonly payloadCodec: boolean;
  readonly workers: boolean;
  readonly delivery: boolean;
  readonly alertRoutes: boolean;
  readonly dashboards: boolean;
  readonly azure: boolean;
}

export interface Cluster {
  readonly name: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly cloud: Cloud;
  readonly region: string | null;
  readonly state: State;
  /** True in the state `running`: Jobs that need a live server or database exist only then. */
  readonly running: boolean;
  /** Folder of the cluster from the root of the repository: `clusters/um890`. */
  readonly path: string;
  readonly namespaces: Namespaces;
  /** Namespaces that this repository creates and owns. */
  readonly ownedNamespaces: readonly string[];
  /** Those of them at the pod security level “restricted”: all but the one of image builds. */
  readonly restrictedNamespaces: readonly { readonly name: string; readonly keptBecause: string }[];
  readonly flux: {
    readonly clusterType: string;
    readonly size: string;
    /** Full name of the branch: `refs/heads/main`. */
    readonly ref: string;
    readonly pullSecret: string | null;
  };
  readonly operators: Operators;
  /** One for each Kubernetes namespace with workflows; each sees that one only. */
  readonly argoControllers: readonly ArgoController[];
  readonly kustomizations: readonly FluxKustomization[];
  /** Where shared, verbatim parts lie, relative to the folder that lists them. */
  readonly bases: { readonly source: string; readonly schema: string; readonly configuration: string; readonly rules: string; readonly dashboards: string };
  /** The customer's own component of each step, relative to the step's folder. */
  readonly custom: Readonly<Record<StepName, string>>;
  readonly documents: ClusterDocuments;
  readonly images: { readonly adminTools: string };
  readonly secrets: Secrets | null;
  readonly database: Database;
  readonly temporal: Temporal;
  readonly tls: Tls;
  readonly identity: Identity | null;
  readonly nodes: Nodes;
  /** `identity` where people can log in to the UI. */
  readonly login: (Identity & { readonly callbackUrl: string }) | null;
  /** Subject of our own authority of clients; null when somebody else's issuer signs, or nobody has to. */
  readonly clientAuthority: ClientAuthority | null;
  /** True when server pods mount files besides their configuration. */
  readonly hasServerVolumes: boolean;
  /** Existing PriorityClass of server and database. */
  readonly priorityClass: string | null;
  readonly codec: Codec | null;
  readonly workers: Workers | null;
  readonly delivery: Delivery | null;
  readonly exposure: Exposure;
  readonly network: Network;
  readonly observability: Observability;
  readonly alerting: Alerting | null;
  /** Kubernetes memory over everything that runs permanently, as text. */
  readonly memory: { readonly requested: string; readonly limit: string; readonly budget: string | null };
  readonly derivations: readonly Derivation[];
  /** The derived values that can never change, and the others. */
  readonly permanent: readonly Derivation[];
  readonly changeable: readonly Derivation[];
  /** What the tier goes without, for the decision record. */
  readonly givesUp: readonly string[];
}

/** Folder names of the steps, in the order of application. */
export type StepName = "operators" | "configs" | "database" | "schema" | "server" | "exposure" | "configuration" | "codec" | "workers" | "delivery" | "observability";

/** Kubernetes namespaces by purpose. Those of parts that a cluster has not are named and never made. */
export interface Namespaces {
  readonly server: string;
  readonly database: string;
  readonly codec: string;
  readonly workers: string;
  readonly delivery: string;
  readonly monitoring: string;
}

/** The authority that signs for the frontend and its callers. `isServer` and `isClient`: CEL, whose Kubernetes namespace asks. */
export interface ClientAuthority {
  readonly commonName: string;
  readonly isServer: string;
  readonly isClient: string;
}

export interface Operator {
  readonly install: boolean;
  readonly namespace: string;
  /** False when the namespace belongs to something that is there already. */
  readonly createNamespace: boolean;
  readonly base: string;
}

export interface Operators {
  /** `expected`: a part needs it, and it has to be there already, because this repository does not install it. */
  readonly certManager: Operator & { readonly expected: boolean };
  readonly cloudnativePg: Operator & { readonly expected: boolean };
  readonly barmanCloud: Operator & { readonly expected: boolean };
  /** `needed`: a part uses it; `expected`: it has to be there already. */
  readonly externalSecrets: Operator & { readonly needed: boolean; readonly expected: boolean };
  /** `stack`: what this repository installs; null when somebody else runs Prometheus. */
  readonly prometheus: Operator & { readonly release: string; readonly stack: PrometheusStack | null };
  readonly keda: Operator & { readonly needed: boolean; readonly expected: boolean };
  readonly argoWorkflows: Operator & { readonly needed: boolean; readonly expected: boolean };
  /** True when at least one is installed by this repository. */
  readonly anyInstalled: boolean;
}

/** A release of Argo Workflows. */
export interface ArgoController {
  /** Name of the release and of its service account. */
  readonly name: string;
  readonly namespace: string;
  /** True for the one that brings the custom resource definitions. */
  readonly bringsDefinitions: boolean;
}

/** What of the Prometheus stack differs from cluster to cluster. */
export interface PrometheusStack {
  /** Of Prometheus and of Alertmanager. */
  readonly replicas: number;
  readonly highlyAvailable: boolean;
  readonly retention: string;
  readonly retentionSize: string;
  readonly storage: string;
  readonly storageClass: string | null;
  readonly resources: Resources;
}

/** A Kustomization of Flux: one per folder of the cluster, in the order of application. */
export interface FluxKustomization {
  readonly name: string;
  readonly folder: string;
  /** Name of the file that declares it, beside the folder. */
  readonly file: string;
  /** What Flux applies, from the root of the repository, beginning with `./`. */
  readonly path: string;
  readonly because: string;
  readonly dependencies: { readonly names: readonly string[] } | null;
  readonly timeout: string;
  /** What becomes of the step's objects when its Kustomization is deleted; null: what `prune` says. */
  readonly deletion: { readonly policy: string; readonly because: string } | null;
  readonly decrypt: boolean;
  readonly health: { readonly expressions: readonly HealthExpression[] } | null;
}

/** CEL over one kind: when Flux takes an object for current. */
export interface HealthExpression {
  readonly apiVersion: string;
  readonly kind: string;
  readonly current: string;
}

export interface Secrets {
  readonly provider: "sops" | "external-secrets";
  /** True with SOPS: the Secrets lie in Git, encrypted. */
  readonly encrypted: boolean;
  readonly recipients: readonly string[];
  readonly required: readonly RequiredSecret[];
  /** Where External Secrets finds them; null with SOPS. */
  readonly store: SecretStore | null;
  /** The required ones as scripts/secrets.sh reads them: `namespace/name key…` a line. */
  readonly lines: string;
}

/** A Secret that must be in the cluster and that Git must not hold. */
export interface RequiredSecret {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  readonly purpose: string;
  /** Kubernetes' type of the Secret; Opaque when null. */
  readonly type: string | null;
  /** Key → place in the secret store, #, key there: where the answers name the place themselves. */
  readonly places?: Readonly<Record<string, string>>;
}

export interface SecretStore {
  readonly name: string;
  readonly vault: string;
  readonly vaultUrl: string;
  readonly tenant: string;
  /** Client id of the identity that reads the vault. */
  readonly client: string;
  readonly serviceAccount: string;
  readonly namespace: string;
  /** Kubernetes namespaces that may use it. */
  readonly namespaces: readonly string[];
  readonly secrets: readonly ExternalSecret[];
}

export interface ExternalSecret extends RequiredSecret {
  /** Key of the Secret → name in the vault, and the property where that is JSON. */
  readonly entries: readonly { readonly key: string; readonly remote: string; readonly property: string | null }[];
}

export interface Resources {
  readonly cpuRequest: string;
  readonly memoryRequest: string;
  readonly cpuLimit: string | null;
  readonly memoryLimit: string;
}

export interface Database {
  /** Host and port that Temporal connects to; the host is a name in the server's certificate. */
  readonly host: string;
  readonly portText: string;
  readonly address: string;
  readonly user: string;
  readonly passwordSecret: string;
  readonly caSecret: string;
  readonly caKey: string;
  readonly names: { readonly default: string; readonly visibility: string };
  readonly pools: { readonly default: number; readonly visibility: number };
  readonly maxConnections: number;
  /** False when the answers ask for encryption without a check of who answers. */
  readonly hostVerification: boolean;
  readonly cnpg: Cnpg | null;
  readonly external: ExternalDatabase | null;
}

/** A PostgreSQL of the customer. The fields of Database hold for it as well; a caSecret of "" means the public roots of the image. */
export interface ExternalDatabase {
  readonly service: string;
  /** Role that owns the schema, used by the schema Job alone. */
  readonly schemaUser: string;
  readonly schemaPasswordSecret: string;
  /** Secret with the authority, null for public roots. */
  readonly caSecret: string | null;
  /** What to order, for the checklist. */
  readonly order: { readonly cpu: string; readonly memory: string; readonly storage: string; readonly azureSize: string; readonly connections: number; readonly maxConnections: number };
}

export interface Cnpg {
  readonly cluster: string;
  /** Name of the Database resource of the visibility store. */
  readonly visibilityResource: string;
  readonly instances: number;
  readonly highlyAvailable: boolean;
  readonly image: string;
  readonly major: number;
  readonly storage: string;
  readonly walStorage: string | null;
  /** Volumes in bytes, by purpose: they can grow, never shrink. */
  readonly volumes: Readonly<Record<string, number>>;
  readonly storageClass: string | null;
  readonly resources: Resources;
  readonly parameters: Readonly<Record<string, string>>;
  readonly hibernate: boolean;
  readonly backup: Backup | null;
  /** Client id of the cloud identity that its pods write backups as; null when they use keys. */
  readonly identityClient: string | null;
  /** True when PostgreSQL has a Kubernetes namespace of its own: what Temporal needs of its Secrets is then copied. */
  readonly ownNamespace: boolean;
}

export interface Backup {
  readonly destination: string;
  readonly endpoint: string | null;
  /** Secret with the store's keys; null when the pods have an identity of the cloud. */
  readonly credentials: string | null;
  /** What kind of store it is: Azure Blob, or S3 and what speaks like it. */
  readonly azure: boolean;
  readonly s3: boolean;
  readonly retentionDays: number;
  readonly retentionPolicy: string;
  /** Six fields, seconds first. */
  readonly schedule: string;
  readonly suspend: boolean;
  readonly serverName: string;
  readonly sidecar: Resources;
}

export interface Temporal {
  readonly clusterName: string;
  readonly failoverVersionIncrement: number;
  readonly shards: number;
  readonly frontend: Service;
  /** Takes calls of the platform's own parts without a token; there when callers must identify themselves. */
  readonly internalFrontend: Service | null;
  readonly history: Service;
  readonly matching: Service;
  readonly worker: Service;
  readonly web: Service;
  /** Host and port of the frontend inside the Kubernetes cluster. */
  readonly address: string;
  /** Where Jobs and admin tools connect: the internal frontend where there is one. */
  readonly operatorAddress: string;
  readonly limits: {
    readonly visibilityRps: Setting;
    readonly frontendRps: Setting;
    readonly historyRps: Setting;
    readonly matchingRps: Setting;
    /** True when a limit differs from the server's default. */
    readonly raised: boolean;
  };
  readonly historyCacheBytes: Setting;
  /** The other settings of the dynamic configuration that the platform gives. */
  readonly settings: { readonly maxIdLength: Setting; readonly sizedCache: Setting; readonly failHealthCheck: Setting; readonly drain: Setting; readonly connectionAge: Setting; readonly keepCallers: Setting };
  /** Settings that only the answers give, as the chart reads them. */
  readonly moreSettings: Readonly<Record<string, readonly { readonly value: Setting }[]>>;
  /** JSON patch that gives every Deployment of the chart the priority class: chart 1.6.0 has no value for it. */
  readonly priorityPatch: string | null;
  /** `clusterMetadata.clusterInformation` of the server: a map by cluster name. */
  readonly clusterInformation: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly namespaces: readonly TemporalNamespace[];
  readonly hasNamespaces: boolean;
  /** Desired namespaces as the reconciling script reads them: `name retention description` a line. */
  readonly namespaceLines: string;
  /** `namespace attribute type` a line, empty when there are none. */
  readonly searchAttributeLines: string;
}

/** A value of the server's dynamic configuration. */
export type Setting = string | number | boolean;

export interface Service {
  readonly name: string;
  /** What the configuration asks for: zero while the cluster drains or is stopped. */
  readonly replicas: number;
  /** The same as the chart reads it for a server service, where the number 0 counts as not said and the text "0" means none. The UI takes the number. */
  readonly replicaCount: number | "0";
  /** What the cluster runs with when its state is `running`. */
  readonly plannedReplicas: number;
  readonly highlyAvailable: boolean;
  readonly resources: Resources;
  /** Soft memory limit of the Go runtime, 85 % of the limit, as GOMEMLIMIT reads it. */
  readonly goMemoryLimit: string;
}

export interface TemporalNamespace {
  readonly name: string;
  readonly description: string;
  readonly retention: string;
  readonly searchAttributes: readonly { readonly name: string; readonly type: string }[];
}

export interface Exposure {
  readonly loadBalancer: {
    readonly address: string | null;
    readonly frontendPort: number | null;
    readonly uiPort: number | null;
    readonly annotations: Readonly<Record<string, string>> | null;
    readonly sourceRanges: readonly string[];
    readonly hasSourceRanges: boolean;
    /** True for an address of the private network only. */
    readonly internal: boolean;
  } | null;
  readonly ingress: {
    readonly host: string;
    readonly class: string;
    readonly namespace: string;
    readonly issuer: { readonly kind: "Issuer" | "ClusterIssuer"; readonly name: string };
    /** Name of the issuer when it is a ClusterIssuer that has to be there already. */
    readonly clusterIssuer: string | null;
  } | null;
  readonly privateCa: { readonly commonName: string } | null;
  /** UI through an existing Gateway. */
  readonly gateway: { readonly host: string; readonly name: string; readonly namespace: string } | null;
  /** True when anything is reached from outside the cluster. */
  readonly any: boolean;
  /** Addresses under which a browser opens the UI. */
  readonly uiUrls: readonly string[];
  /** The same as comma-separated origins, for CORS; empty when nothing is exposed. */
  readonly uiOrigins: string;
  /** True when a browser reaches the UI over plain HTTP. */
  readonly plainUi: boolean;
  /** Address of the frontend for workers outside the cluster. */
  readonly frontendAddress: string | null;
}

/** Flows say who talks to whom; policies are made of nothing else. */
export interface Network {
  readonly flows: readonly Flow[];
  readonly policies: readonly Policy[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  /** Ports as text for people: `5432, 8000`. */
  readonly ports: string;
  readonly because: string;
}

/** One NetworkPolicy: the pods of one workload, what may reach them and what they may reach. Rules are Kubernetes' own shape. */
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly because: string;
  readonly podSelector: Readonly<Record<string, unknown>>;
  readonly ingress: readonly Readonly<Record<string, unknown>>[];
  readonly egress: readonly Readonly<Record<string, unknown>>[];
}

export interface Observability {
  /** Value of the label `release` on monitors and rules. */
  readonly release: string;
  /** True when Grafana's dashboards are applied. */
  readonly dashboards: boolean;
  readonly expectations: readonly Expectation[];
}

/** One recorded series that verbatim alert rules compare with. */
export interface Expectation {
  readonly record: string;
  readonly expression: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly because: string;
}

/** Encryption on the way: between the server's services, and between clients and frontend. */
export interface Tls {
  readonly internode: boolean;
  readonly clients: "none" | "server" | "mutual";
  /** True when anything is encrypted. */
  readonly any: boolean;
  /** True when clients speak TLS at all. */
  readonly frontend: boolean;
  /** True when clients must show a certificate. */
  readonly mutual: boolean;
  /** Name in the frontend's certificate that clients check. */
  readonly serverName: string;
  readonly internodeServerName: string;
  /** Who signs the frontend's and the clients' certificates. */
  readonly clientIssuer: { readonly kind: "ClusterIssuer"; readonly name: string; readonly ours: boolean };
  readonly frontendDnsNames: readonly string[];
  readonly frontendIpAddresses: readonly string[];
  readonly hasFrontendIpAddresses: boolean;
  readonly internodeDnsNames: readonly string[];
  /** True when Jobs and admin tools speak TLS: the internal frontend serves with the certificate that the services know each other by. */
  readonly operators: boolean;
  /** Subjects of our own authorities. */
  readonly subjects: { readonly internode: string; readonly clients: string };
}

/** Nodes by what runs on them; null means any. */
export interface Nodes {
  readonly server: NodePlacement | null;
  readonly database: NodePlacement | null;
}

export interface NodePlacement {
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** A taint with the label's key and value is tolerated, whatever its effect. */
  readonly tolerations: readonly Readonly<Record<string, string>>[];
}

/** Who vouches for callers of the frontend, the UI and the codec server. */
export interface Identity {
  readonly provider: "entra-id" | "authentik" | "keycloak" | "oidc";
  readonly issuer: string;
  readonly keysUrl: string;
  readonly audience: string;
  readonly permissionsClaim: string;
  readonly tenant: string | null;
  readonly client: string;
  readonly clientSecret: string;
  readonly callbackUrl: string | null;
  /** Comma separated, as the UI reads them. */
  readonly scopes: string;
  /** Scope that machines ask a token for. */
  readonly machineScope: string;
}

/** Payload encryption and the server that decrypts for people. */
export interface Codec {
  readonly release: string;
  readonly namespace: string;
  /** Where the pipeline pushes the image, without a tag: `registry.example/acme/codec-server`. */
  readonly image: string;
  /** Path of the chart from the root of the repository, beginning with `./`. */
  readonly chart: string;
  /** Zero while the cluster drains or is stopped. */
  readonly replicas: number;
  readonly plannedReplicas: number;
  readonly resources: Resources;
  /** How workers and codec server find the key: variables of services/payload-codec. */
  readonly key: {
    readonly provider: "azure-key-vault" | "local";
    /** Address of the vault; null for a local key. */
    readonly url: string | null;
    /** Name of the key in the vault. */
    readonly name: string | null;
    /** Secret with a local key, and the key of its data. */
    readonly secret: string | null;
    readonly secretKey: string;
    readonly because: string;
  };
  readonly vault: { readonly name: string; readonly url: string; readonly key: string; readonly client: string } | null;
  readonly local: { readonly secret: string; readonly secretKey: string } | null;
  readonly host: string | null;
  readonly url: string | null;
  /** What the UI is told; null when no browser reaches the codec server. */
  readonly ui: { readonly endpoint: string; readonly passTokenText: "true" | "false" } | null;
  /** Origins of browsers that may call: the UI's. */
  readonly origins: readonly string[];
  /** Temporal namespaces whose data keys are fetched at the start. */
  readonly temporalNamespaces: readonly string[];
  /** Null when nobody has to prove who he is. */
  readonly tokens: { readonly keysUrl: string; readonly issuers: readonly string[]; readonly audiences: readonly string[]; readonly permissionsClaim: string } | null;
  readonly identityClient: string | null;
  readonly serviceAccount: string;
  readonly serviceAccountAnnotations: Readonly<Record<string, string>> | null;
  readonly podLabels: Readonly<Record<string, string>> | null;
  /** Through the UI's own Gateway, or its ingress class. */
  readonly gateway: { readonly name: string; readonly namespace: string; readonly host: string } | null;
  readonly ingress: { readonly class: string; readonly namespace: string; readonly issuer: string; readonly host: string } | null;
  readonly exposed: boolean;
  /** How often the vault makes a new version of the key, as ISO 8601 says it; null for never and for a local key. */
  readonly rotation: { readonly every: string; readonly period: string } | null;
}

export interface Workers {
  readonly namespace: string;
  /** Folder of the chart from the root of the repository, beginning with `./`. */
  readonly chart: string;
  readonly list: readonly Worker[];
  /** ResourceQuota's `hard`; null when the answers set none. */
  readonly quota: { readonly hard: Readonly<Record<string, string>> } | null;
}

export interface Worker {
  readonly name: string;
  readonly language: "typescript" | "python" | "go";
  readonly namespace: string;
  readonly temporalNamespace: string;
  readonly taskQueues: readonly string[];
  readonly image: string;
  readonly resources: Resources;
  /** Pods now: zero while the cluster drains or is stopped, the fewest while they are counted by load. */
  readonly replicas: number;
  /** Most pods there can be when the cluster runs. */
  readonly most: number;
  /** What one pod reserves: cores and bytes. */
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly serviceAccount: string;
  readonly identityClient: string | null;
  readonly serviceAccountAnnotations: Readonly<Record<string, string>> | null;
  readonly podLabels: Readonly<Record<string, string>> | null;
  /** True when its code has no place of its own, so that a starter is written to services/. */
  readonly starter: boolean;
  /** What a build of its image sees, from the root of its repository; null when nobody has said and there is no starter. `repository` null is this one. */
  readonly build: { readonly repository: string | null; readonly context: string; readonly dockerfile: string; readonly changedBy: readonly string[] } | null;
  /** Values `autoscaling` of the chart; null for a fixed number of pods. */
  readonly autoscaling:
    | { readonly by: "resources"; readonly min: number; readonly max: number; readonly cpu?: number; readonly memory?: number }
    | { readonly by: "backlog"; readonly min: number; readonly max: number; readonly backlog: { readonly serverAddress: string; readonly query: string; readonly tasksPerPod: number } }
    | null;
  readonly shutdownSeconds: number;
  readonly upgradeTimeout: string;
  readonly health: { readonly port: number; readonly livenessPath: string; readonly readinessPath: string };
  /** Environment by name: the connection and what the answers add. */
  readonly env: Readonly<Record<string, string>>;
  readonly secretEnv: Readonly<Record<string, { readonly name: string; readonly key: string }>> | null;
  readonly secret: RequiredSecret | null;
  /** Its certificate, which also brings the server's authority; null without TLS. */
  readonly certificate: { readonly name: string; readonly secret: string; readonly commonName: string } | null;
  /** True when the pod gets certificate and key, false when only the authority. */
  readonly clientCertificate: boolean;
  readonly pullSecret: string | null;
  readonly nodes: NodePlacement | null;
  /** Value of the label `release` by which Prometheus selects its PodMonitor. */
  readonly release: string;
  /** Hosts outside the Kubernetes cluster that it calls. */
  readonly outbound: readonly string[];
  readonly calls: { readonly keyVault: boolean; readonly identityProvider: boolean };
}

/** Starters that are written to services/, by language: one for each worker without code of its own. */
export interface Starters {
  readonly typescript: readonly { readonly name: string }[];
  readonly python: readonly { readonly name: string }[];
}

/** From code to running pods. */
export interface Delivery {
  readonly namespace: string;
  /** Of BuildKit's pods alone, which the level of every other namespace of ours refuses. */
  readonly buildsNamespace: string;
  readonly registries: readonly string[];
  readonly images: readonly BuiltImage[];
  /** Kubernetes namespaces and Flux Kustomizations that verification reads. */
  readonly releaseNamespaces: readonly string[];
  readonly fluxKustomizations: readonly string[];
  /** Where the verbatim parts lie, relative to the folder that lists them. */
  readonly bases: { readonly workflows: string; readonly builds: string };
  /** Data of the ConfigMap that the workflows and their scripts read. */
  readonly settings: Readonly<Record<string, string>>;
  readonly migration: { readonly image: string; readonly command: { readonly words: readonly string[] } | null; readonly secret: string | null } | null;
  readonly secrets: readonly RequiredSecret[];
}

export interface BuiltImage {
  /** Name of the release, in Helm and in every command: `codec-server` or the worker's. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the image that the cluster pulls, without tag. */
  readonly repository: string;
  /** The same in every registry that it is pushed to; `repository` first. */
  readonly repositories: readonly string[];
  readonly source: string;
  readonly branch: string;
  /** Folder, Dockerfile and git patterns from the root of the source. */
  readonly context: string;
  readonly dockerfile: string;
  readonly changedBy: readonly string[];
  /** File of the write-once image component that a deployment rewrites, from the root of the repository. */
  readonly releaseFile: string;
  readonly fluxKustomization: string;
}

/** Who hears of alerts, and when nobody does. */
export interface Alerting {
  readonly namespace: string;
  readonly receivers: readonly AlertReceiver[];
  /** One per severity that somebody hears of. */
  readonly routes: readonly AlertRoute[];
  /** Maintenance windows in UTC; null when there are none. */
  readonly mute: { readonly intervals: readonly TimeInterval[] } | null;
  /** The windows as they were said, for people. */
  readonly windows: readonly string[];
  readonly listeners: readonly { readonly severity: string; readonly who: string }[];
  readonly required: readonly RequiredSecret[];
  readonly needsSecrets: boolean;
}

/** One receiver of an AlertmanagerConfig: a list of each kind, in Kubernetes' own shape. */
export interface AlertReceiver {
  readonly name: string;
  readonly pagerduty: ReceiverConfigs | null;
  readonly slack: ReceiverConfigs | null;
  readonly email: ReceiverConfigs | null;
  readonly teams: ReceiverConfigs | null;
  readonly webhook: ReceiverConfigs | null;
}

export interface ReceiverConfigs {
  readonly configs: readonly Readonly<Record<string, unknown>>[];
}

export interface AlertRoute {
  readonly severity: string;
  readonly receiver: string;
  readonly groupWait: string;
  readonly repeatInterval: string;
}

/** What documents say about the whole repository. */
export interface Documents {
  readonly security: boolean;
  readonly nistAiRmf: boolean;
  /** True for a platform that is handed over to people who did not build it: who does what, and in which phases. */
  readonly handover: boolean;
  readonly provider: {
    readonly name: string;
    readonly contact: string | null;
    /** Time to the first answer by priority: `1 hour`. */
    readonly support: readonly { readonly priority: string; readonly within: string }[];
    readonly hasSupport: boolean;
  } | null;
  /** Who runs the platform: the provider, or the customer where there is none. */
  readonly operator: string;
  /** Name of a cluster, for examples. */
  readonly exampleCluster: string;
  readonly controls: readonly Control[];
  readonly hasControls: boolean;
  readonly nist: readonly NistFunction[];
}

/** A control of the customer's own list, and what here supports it. */
export interface Control extends Support {
  readonly id: string;
  readonly topic: string;
}

export interface Support {
  /** What the platform does, in one or two sentences. */
  readonly says: string;
  /** Files and folders of this repository that show it, from its root. */
  readonly evidence: readonly string[];
  readonly hasEvidence: boolean;
}

/** One of the four functions of NIST AI RMF 1.0, with the subcategories that something here supports. */
export interface NistFunction {
  readonly name: string;
  readonly subcategories: readonly (Support & { readonly id: string; readonly asks: string })[];
}

/** What documents and helpers say about one cluster. */
export interface ClusterDocuments {
  readonly decisions: string;
  /** Why a load was accepted that is more than is planned without a test. */
  readonly acceptedBecause: string | null;
  /** What Flux applies in the step `server`, as Flux writes it: shows whether kubectl talks to this cluster. */
  readonly fluxPath: string;
  /** Names with a space between them. */
  readonly platformNamespaces: string;
  readonly temporalNamespaces: string;
  readonly azure: AzurePrerequisites | null;
  readonly dataClasses: readonly { readonly namespace: string; readonly workflowType: string; readonly dataClass: string; readonly owner: string }[];
  readonly hasDataClasses: boolean;
  /** Days after which nothing holds what an old key version encrypted, without the longest run time of a workflow: retention and backups. */
  readonly keyRetention: { readonly retention: string; readonly backups: string };
}

/** Members as cloud/azure/variables.tf names them. */
export interface AzurePrerequisites {
  readonly tenant: string | null;
  readonly subscription: string | null;
  readonly resourceGroup: string | null;
  readonly identities: Readonly<Record<string, AzureIdentity>>;
  readonly hasIdentities: boolean;
  readonly payloadKey: { readonly vault: string; readonly name: string; readonly rotate_after?: string } | null;
  readonly secretsVault: string | null;
  readonly backups: { readonly account: string; readonly container: string } | null;
  readonly application: { readonly redirect_uris: readonly string[]; readonly roles: readonly string[] } | null;
}

export interface AzureIdentity {
  /** Subjects of service account tokens: `system:serviceaccount:<namespace>:<name>`. */
  readonly subjects: readonly string[];
  readonly payload_key?: true;
  readonly vault_secrets?: true;
  readonly backups?: true;
  readonly roles?: readonly string[];
}
