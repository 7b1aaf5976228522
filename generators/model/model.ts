import type { Cloud, State, Tier } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import type { Derivation } from "./derivation.ts";
import type { Exposure, Identity, Network, Tls } from "./vocabulary/access.ts";
import type { Database } from "./vocabulary/database.ts";
import type { Delivery } from "./vocabulary/delivery.ts";
import type { ClusterDocuments, Documents } from "./vocabulary/documents.ts";
import type { Alerting, Observability } from "./vocabulary/observability.ts";
import type { ArgoController, Operators } from "./vocabulary/operators.ts";
import type { Secrets } from "./vocabulary/secrets.ts";
import type { Nodes, Temporal } from "./vocabulary/temporal.ts";
import type { Codec, Starters, Workers } from "./vocabulary/workers.ts";

export type * from "./vocabulary/access.ts";
export type * from "./vocabulary/database.ts";
export type * from "./vocabulary/delivery.ts";
export type * from "./vocabulary/documents.ts";
export type * from "./vocabulary/observability.ts";
export type * from "./vocabulary/operators.ts";
export type * from "./vocabulary/secrets.ts";
export type * from "./vocabulary/temporal.ts";
export type * from "./vocabulary/workers.ts";

/**
 * Everything that templates may say. A value that is not here cannot be emitted. All names are already length-checked.
 * The words of each part stand in vocabulary/.
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
