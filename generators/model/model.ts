import type { Cloud, State, Tier } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import type { Derivation } from "./derivation.ts";

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
  readonly workers: boolean;
  readonly delivery: boolean;
  readonly alertRoutes: boolean;
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
  readonly flux: {
    readonly clusterType: string;
    readonly size: string;
    /** Full name of the branch: `refs/heads/main`. */
    readonly ref: string;
    readonly pullSecret: string | null;
  };
  readonly operators: Operators;
  readonly kustomizations: readonly FluxKustomization[];
  /** Where shared, verbatim parts lie, relative to the folder that lists them. */
  readonly bases: { readonly source: string; readonly schema: string; readonly configuration: string; readonly rules: string };
  /** The customer's own component of each step, relative to the step's folder. */
  readonly custom: Readonly<Record<StepName, string>>;
  readonly documents: { readonly decisions: string };
  readonly images: { readonly adminTools: string };
  readonly secrets: Secrets | null;
  readonly database: Database;
  readonly temporal: Temporal;
  readonly tls: Tls;
  readonly identity: Identity | null;
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

export interface Operator {
  readonly install: boolean;
  readonly namespace: string;
  /** False when the namespace belongs to something that is there already. */
  readonly createNamespace: boolean;
  readonly base: string;
}

export interface Operators {
  readonly certManager: Operator;
  readonly cloudnativePg: Operator;
  /** `expected`: it has to be there already, because backups need it and this repository does not install it. */
  readonly barmanCloud: Operator & { readonly expected: boolean };
  readonly externalSecrets: Operator & { readonly needed: boolean };
  readonly prometheus: Operator & { readonly release: string };
  readonly keda: Operator & { readonly needed: boolean };
  readonly argoWorkflows: Operator & { readonly needed: boolean };
  /** True when at least one is installed by this repository. */
  readonly anyInstalled: boolean;
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
  readonly deletionPolicy: string | null;
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
}

export interface SecretStore {
  readonly name: string;
  readonly vaultUrl: string;
  readonly tenant: string | null;
  /** Client id of the identity that reads the vault. */
  readonly client: string;
  readonly serviceAccount: string;
  readonly namespace: string;
  /** Kubernetes namespaces that may use it. */
  readonly namespaces: readonly string[];
  readonly secrets: readonly ExternalSecret[];
}

export interface ExternalSecret extends RequiredSecret {
  /** Key of the Secret → name in the vault. */
  readonly entries: readonly { readonly key: string; readonly remote: string }[];
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
  readonly cnpg: Cnpg | null;
  readonly external: ExternalDatabase | null;
}

/** A PostgreSQL of the customer. The fields of Database hold for it as well; a caSecret of "" means the public roots of the image. */
export interface ExternalDatabase {
  readonly service: string;
  /** Role that owns the schema, used by the schema Job alone. */
  readonly schemaUser: string;
  readonly schemaPasswordSecret: string;
  readonly hostVerification: boolean;
  /** Secret with the authority, null for public roots. */
  readonly caSecret: string | null;
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
}

export interface Backup {
  readonly destination: string;
  readonly endpoint: string | null;
  readonly credentials: string | null;
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
  readonly limits: {
    readonly visibilityRps: number;
    readonly frontendRps: number;
    readonly historyRps: number;
    readonly matchingRps: number;
    /** True when a limit differs from the server's default. */
    readonly raised: boolean;
  };
  readonly historyCacheBytes: number;
  /** `clusterMetadata.clusterInformation` of the server: a map by cluster name. */
  readonly clusterInformation: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly namespaces: readonly TemporalNamespace[];
  readonly hasNamespaces: boolean;
  /** Desired namespaces as the reconciling script reads them: `name retention description` a line. */
  readonly namespaceLines: string;
  /** `namespace attribute type` a line, empty when there are none. */
  readonly searchAttributeLines: string;
}

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
  readonly image: string;
  readonly replicas: number;
  readonly resources: Resources;
  /** How workers and codec server find the key: variables of services/payload-codec. */
  readonly key: { readonly provider: "azure-key-vault" | "local"; readonly url: string | null; readonly secret: string | null };
  readonly host: string | null;
  readonly url: string | null;
  readonly identityClient: string | null;
  readonly serviceAccount: string;
}

export interface Workers {
  readonly namespace: string;
  readonly list: readonly Worker[];
}

export interface Worker {
  readonly name: string;
  readonly language: "typescript" | "python" | "go";
  readonly namespace: string;
  readonly temporalNamespace: string;
  readonly taskQueues: readonly string[];
  readonly image: string;
  readonly resources: Resources;
  readonly replicas: number;
  readonly serviceAccount: string;
  readonly identityClient: string | null;
  /** True when its code has no place of its own, so that a starter is written to services/. */
  readonly starter: boolean;
}

/** From code to running pods. */
export interface Delivery {
  readonly namespace: string;
  readonly registries: readonly string[];
  readonly images: readonly BuiltImage[];
}

export interface BuiltImage {
  readonly name: string;
  readonly repository: string;
  readonly context: string;
  readonly dockerfile: string;
  /** File of the write-once image component that a deployment rewrites, from the root of the repository. */
  readonly releaseFile: string;
}

/** Who hears of alerts. */
export interface Alerting {
  readonly namespace: string;
}

/** What documents say about the whole repository. */
export interface Documents {
  readonly security: boolean;
  readonly nistAiRmf: boolean;
}
