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
  /** Operators that at least one cluster has installed by this repository. */
  /** What at least one cluster has: documents and helpers for the rest would only mislead. */
  readonly uses: { readonly backups: boolean; readonly secrets: boolean };
  readonly installed: { readonly certManager: boolean; readonly cloudnativePg: boolean; readonly barmanCloud: boolean };
  readonly clusters: readonly Cluster[];
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
  readonly namespaces: { readonly server: string; readonly database: string; readonly monitoring: string };
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
  readonly exposure: Exposure;
  readonly network: Network;
  readonly observability: Observability;
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
export type StepName = "operators" | "configs" | "database" | "schema" | "server" | "exposure" | "configuration" | "observability";

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
  readonly prometheus: { readonly namespace: string; readonly release: string };
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
  readonly provider: "sops";
  readonly recipients: readonly string[];
  readonly required: readonly RequiredSecret[];
  /** The required ones as scripts/secrets.sh reads them: `namespace/name key…` a line. */
  readonly lines: string;
}

export interface RequiredSecret {
  readonly name: string;
  readonly namespace: string;
  readonly keys: readonly string[];
  readonly purpose: string;
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
