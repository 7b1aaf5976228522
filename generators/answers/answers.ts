import type { Place } from "../finding.ts";

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
  readonly clusters: readonly ClusterAnswers[];
  /** Place of the line that set a value: `origin("clusters.um890.database.pools.default")` may lie in `defaults` or a tier. */
  readonly origin: (path: string) => Place;
}

export type Tier = "small" | "development" | "production";
export type Cloud = "azure" | "aws" | "gcp" | "on-premises";
export type State = "running" | "draining" | "stopped";
export type ServerService = "frontend" | "history" | "matching" | "worker" | "internal-frontend" | "web";
export type OperatorName = "cert-manager" | "cloudnative-pg" | "barman-cloud" | "prometheus" | "metallb";

export interface ClusterAnswers {
  /** The key under `clusters`: folder name and identity, never changes. */
  readonly name: string;
  readonly environment: string;
  readonly tier: Tier;
  readonly cloud: Cloud;
  readonly region?: string;
  readonly state?: State;
  /** Kubernetes namespaces by purpose; `kubernetesNamespace` in the file sets `server` and, where nothing else is said, `database`. */
  readonly kubernetesNamespaces?: { readonly server?: string; readonly database?: string; readonly workers?: string; readonly monitoring?: string };
  readonly workload?: Workload;
  readonly sizing?: { readonly acceptedBecause?: string };
  readonly shards?: number;
  /** Bytes that the scheduler may reserve for the platform in this cluster. */
  readonly memoryBudget?: number;
  readonly services?: Readonly<Partial<Record<ServerService, ServiceAnswers>>>;
  readonly storage?: { readonly class?: string };
  readonly database?: DatabaseAnswers;
  readonly exposure?: ExposureAnswers;
  readonly secrets?: { readonly sops?: { readonly recipients: readonly string[] } };
  readonly operators?: Readonly<Partial<Record<OperatorName, OperatorAnswers>>>;
  readonly temporal?: TemporalAnswers;
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
  readonly ui?: {
    readonly host: string;
    readonly ingress?: { readonly class: string; readonly kubernetesNamespace?: string };
    /** `private-ca`: an authority of our own; else the name of an existing ClusterIssuer. */
    readonly certificate?: string;
  };
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
  readonly namespaces?: Readonly<Record<string, TemporalNamespaceAnswers>>;
}

export interface TemporalNamespaceAnswers {
  /** Seconds a closed workflow stays readable; the server's minimum is one day. */
  readonly retention?: number;
  readonly description?: string;
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
