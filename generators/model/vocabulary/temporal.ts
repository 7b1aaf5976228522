import type { Resources } from "./database.ts";

/** Words of templates: the server. */

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
