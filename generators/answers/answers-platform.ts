/** What answers say about the parts around the server. Amounts are in base units, as in Answers. */

export interface AzureAnswers {
  readonly tenant?: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
  /** Client ids of the managed identities, by what they are for. */
  readonly identities?: Readonly<Partial<Record<"database" | "codec" | "workers" | "secrets" | "archival" | "delivery", string>>>;
}

export interface ExternalDatabaseAnswers {
  readonly service?: "azure-postgres" | "aws-rds" | "aws-aurora" | "gcp-cloud-sql" | "other";
  readonly host: string;
  readonly port?: number;
  readonly tls?: "verify-full" | "require";
  /** Secret with the authority of the server's certificate under ca.crt. */
  readonly ca?: string;
  /** Secret with user name and password. */
  readonly credentials?: string;
  readonly names?: { readonly default?: string; readonly visibility?: string };
  readonly maxConnections?: number;
  /** Cores of the server. */
  readonly cpu?: number;
}

export interface TlsAnswers {
  readonly clients?: "none" | "server" | "mutual";
  readonly serverName?: string;
  readonly internode?: boolean;
  /** Existing ClusterIssuer. */
  readonly issuer?: string;
}

export interface IssuerAnswers {
  readonly url: string;
  readonly client?: string;
  readonly audience?: string;
  /** Address of the signing keys. */
  readonly keys?: string;
}

export interface IdentityAnswers {
  readonly "entra-id"?: { readonly tenant: string; readonly client?: string; readonly audience?: string };
  readonly authentik?: IssuerAnswers;
  readonly keycloak?: IssuerAnswers;
  readonly oidc?: IssuerAnswers;
  readonly permissionsClaim?: string;
}

export interface EncryptionAnswers {
  readonly "azure-key-vault"?: { readonly vault: string; readonly key?: string };
  readonly local?: { readonly secret?: string };
  readonly rotate?: "monthly" | "quarterly" | "yearly" | "never";
  /** CPU in cores, memory in bytes. */
  readonly codecServer?: { readonly host?: string; readonly replicas?: number; readonly cpu?: number; readonly memory?: number };
}

export interface SecretsAnswers {
  readonly sops?: { readonly recipients: readonly string[] };
  readonly "azure-key-vault"?: { readonly vault: string };
}

export interface MaintenanceAnswers {
  readonly days: readonly ("monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")[];
  /** Hours and minutes: `02:00`. */
  readonly from: string;
  readonly to: string;
  readonly timeZone?: string;
}

/** CPU in cores, memory in bytes. */
export interface QuotaAnswers {
  readonly cpu?: number;
  readonly memory?: number;
  readonly pods?: number;
}

/** CPU in cores, memory in bytes, durations in seconds, percentages as shares of one. */
export interface WorkerAnswers {
  readonly language?: "typescript" | "python" | "go";
  readonly namespace?: string;
  readonly taskQueues: readonly string[];
  readonly concurrency?: { readonly workflowTasks?: number; readonly activities?: number; readonly localActivities?: number };
  readonly image?: string;
  readonly pullSecret?: string;
  readonly source?: { readonly repository?: string; readonly context?: string; readonly dockerfile?: string; readonly changedBy?: readonly string[] };
  readonly replicas?: number;
  readonly scale?: { readonly min?: number; readonly max: number; readonly by?: "backlog"; readonly backlog?: number; readonly cpu?: number; readonly memory?: number };
  readonly cpu?: number;
  readonly memory?: number;
  readonly health?: { readonly port?: number; readonly path?: string };
  readonly shutdown?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Environment variable → place in the secret store, #, key. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly connection?: { readonly rename?: Readonly<Record<string, string>> };
  /** Client id that it gets its tokens with. */
  readonly identity?: string;
  readonly uses?: { readonly outbound?: readonly string[] };
}

export interface DeliveryAnswers {
  readonly builder?: "argo" | "none";
  readonly registries?: readonly string[];
  readonly migrate?: { readonly image: string; readonly command?: readonly string[]; readonly secret?: string; readonly when?: "before" | "after" };
  readonly scan?: boolean;
  readonly sign?: boolean;
}

export interface ReceiversAnswers {
  readonly pagerduty?: { readonly credentials?: string };
  readonly slack?: { readonly channel: string; readonly credentials?: string };
  readonly email?: { readonly to: string; readonly from?: string; readonly server?: string; readonly credentials?: string };
  readonly teams?: { readonly credentials?: string };
  readonly webhook?: { readonly url: string; readonly credentials?: string };
}

export interface AlertsAnswers {
  readonly critical?: ReceiversAnswers;
  readonly warning?: ReceiversAnswers;
  readonly info?: ReceiversAnswers;
  /** Shares of one. */
  readonly thresholds?: Readonly<Partial<Record<"workflowFailures" | "workflowTimeouts" | "shardsWarning" | "shardsCritical", number>>>;
}

/** Who runs the platform for the customer; durations in seconds. */
export interface ProviderAnswers {
  readonly name: string;
  readonly contact?: string;
  readonly support?: Readonly<Partial<Record<"p1" | "p2" | "p3" | "p4", number>>>;
}

export interface DocumentsAnswers {
  readonly include?: readonly string[];
  /** The customer's own control → ours. */
  readonly controls?: Readonly<Record<string, string>>;
}
