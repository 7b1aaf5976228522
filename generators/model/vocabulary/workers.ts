import type { Resources } from "./database.ts";
import type { RequiredSecret } from "./secrets.ts";
import type { NodePlacement } from "./temporal.ts";

/** Words of templates: payload encryption, and the customer's programs. */

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
