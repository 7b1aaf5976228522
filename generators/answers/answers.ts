import type { Place } from "../finding.ts";
import type { AlertsAnswers, AzureAnswers, DeliveryAnswers, DocumentsAnswers, EncryptionAnswers, ExternalDatabaseAnswers, IdentityAnswers, MaintenanceAnswers, ProviderAnswers, QuotaAnswers, SecretsAnswers, TlsAnswers, WorkerAnswers } from "./answers-platform.ts";

export type * from "./answers-platform.ts";

/**
 * Answers after normalisation: one complete, merged set per cluster, short forms expanded.
 * Rates are numbers per second, durations seconds, memory and storage bytes, CPU cores.
 * What nobody said is absent: defaults belong to the model, which shows where they come from.
 */
export interface Answers {
  readonly customer: { readonly name: string; readonly title?: string };
  readonly repository: {
    readonly url: string;
    readonly branch?: string;
    /** Path of the platform inside an existing repository, without slashes at its ends. */
    readonly into?: string;
    readonly controller?: "flux" | "argo-cd";
  };
  readonly provider?: ProviderAnswers;
  readonly documents?: DocumentsAnswers;
  readonly clusters: readonly ClusterAnswers[];
  /** Place of the line that set a value: `origin("clusters.um890.database.pools.default")` may lie in `defaults` or a tier. */
  readonly origin: (path: string) => Place;
}

export type Tier = "small" | "development" | "production";
export type Cloud = "azure" | "aws" | "gcp" | "on-premises";
export type DataClass = "public" | "internal" | "confidential" | "restricted";
export type State = "running" | "draining" | "stopped";
export type ServerService = "frontend" | "history" | "matching" | "worker" | "internal-frontend" | "web";
export type OperatorName = "cert-manager" | "cloudnative-pg" | "barman-cloud" | "prometheus" | "metallb" | "external-secrets" | "keda" | "argo-workflows" | "argo-events";

export interface ClusterAnswers {
  /** The key under `clusters`: folder name and identity, never changes. */
  readonly name: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly cloud: Cloud;
  readonly region?: string;
  readonly state?: State;
  /** Kubernetes namespaces by purpose; `kubernetesNamespace` in the file sets `server` and, where nothing else is said, `database`. */
  readonly kubernetesNamespaces?: { readonly server?: string; readonly database?: string; readonly workers?: string; readonly monitoring?: string; readonly codec?: string; readonly delivery?: string };
  readonly azure?: AzureAnswers;
  readonly workload?: Workload;
  readonly sizing?: { readonly acceptedBecause?: string };
  readonly shards?: number;
  /** Bytes that the scheduler may reserve for the platform in this cluster. */
  readonly memoryBudget?: number;
  readonly services?: Readonly<Partial<Record<ServerService, ServiceAnswers>>>;
  readonly storage?: { readonly class?: string };
  readonly database?: DatabaseAnswers;
  readonly exposure?: ExposureAnswers;
  readonly tls?: TlsAnswers;
  readonly identity?: IdentityAnswers;
  readonly encryption?: EncryptionAnswers;
  readonly secrets?: SecretsAnswers;
  readonly nodeClasses?: { readonly server?: string; readonly database?: string; readonly workers?: string; readonly monitoring?: string };
  readonly priorityClass?: string;
  readonly maintenance?: readonly MaintenanceAnswers[];
  readonly observability?: { readonly dashboards?: boolean };
  readonly quotas?: { readonly workers?: QuotaAnswers };
  readonly operators?: Readonly<Partial<Record<OperatorName, OperatorAnswers>>>;
  readonly temporal?: TemporalAnswers;
  readonly workers?: Readonly<Record<string, WorkerAnswers>>;
  readonly delivery?: DeliveryAnswers;
  readonly alerts?: AlertsAnswers;
  readonly flux?: { readonly pullSecret?: string };
  readonly frozen?: Frozen;
}

/** What the sizing starts from. */
export interface Workload {
  /** Workflow starts per second at the peak. */
  readonly peak?: number;
  readonly average?: number;
  readonly activities?: number;
  readonly timers?: number;
  readonly signals?: number;
  /** Average run time of a workflow. */
  readonly duration?: number;
  /** Workflows open at the same time at the peak. */
  readonly open?: number;
  readonly payload?: number;
  readonly growth?: number;
}

export interface ServiceAnswers {
  readonly replicas?: number;
  readonly cpu?: number;
  readonly memory?: number;
}

export interface DatabaseAnswers {
  readonly cnpg?: {
    readonly version?: number;
    readonly instances?: number;
    readonly storage?: number;
    readonly walStorage?: number;
    readonly memory?: number;
    readonly cpu?: number;
    readonly parameters?: Readonly<Record<string, string>>;
  };
  readonly external?: ExternalDatabaseAnswers;
  readonly pools?: { readonly default?: number; readonly visibility?: number };
  readonly backup?: {
    readonly to: string;
    /** Endpoint of an S3-compatible store. */
    readonly endpoint?: string;
    /** Secret with the keys ACCESS_KEY_ID and ACCESS_SECRET_KEY, beside the database. */
    readonly credentials?: string;
    /** Days a recovery window reaches back. */
    readonly retention?: number;
  };
}

export interface ExposureAnswers {
  readonly loadBalancer?: { readonly address?: string; readonly frontend?: number; readonly ui?: number; readonly sourceRanges?: readonly string[] };
  /** A load balancer of the cloud, or an existing Gateway. */
  readonly frontend?: { readonly loadBalancer: "internal" | "public" } | { readonly gateway: GatewayAnswers; readonly host: string };
  readonly ui?: {
    readonly host: string;
    readonly ingress?: { readonly class: string; readonly kubernetesNamespace?: string };
    readonly gateway?: GatewayAnswers;
    /** `private-ca`: an authority of our own; else the name of an existing ClusterIssuer. */
    readonly certificate?: string;
  };
}

/** An existing Gateway of the Gateway API. */
export interface GatewayAnswers {
  readonly name: string;
  readonly kubernetesNamespace?: string;
}

/** `existing`: somebody else runs it; `install`: this repository does. */
export interface OperatorAnswers {
  readonly from: "install" | "existing";
  readonly kubernetesNamespace?: string;
  /** Value of the label `release` that an existing Prometheus selects monitors and rules by. */
  readonly release?: string;
}

export interface TemporalAnswers {
  readonly clusterName?: string;
  readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  readonly namespaces?: Readonly<Record<string, TemporalNamespaceAnswers>>;
}

export interface TemporalNamespaceAnswers {
  /** Seconds a closed workflow stays readable; the server's minimum is one day. */
  readonly retention?: number;
  readonly description?: string;
  readonly owner?: string;
  readonly dataClass?: DataClass;
  readonly workflowTypes?: Readonly<Record<string, { readonly dataClass?: DataClass }>>;
  readonly searchAttributes?: Readonly<Record<string, "Bool" | "Datetime" | "Double" | "Int" | "Keyword" | "KeywordList" | "Text">>;
}

/** Choices that can never change once the cluster has run. Written by `new`, preferred by the model ever after. */
export interface Frozen {
  readonly shards?: number;
  readonly temporalClusterName?: string;
  readonly failoverVersionIncrement?: number;
  readonly kubernetesNamespaces?: { readonly server?: string; readonly database?: string };
  readonly database?: { readonly cluster?: string; readonly default?: string; readonly visibility?: string };
  readonly storage?: { readonly class?: string };
}
