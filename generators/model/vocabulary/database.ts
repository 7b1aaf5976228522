/** Words of templates: PostgreSQL: the operator's own, or the customer's. */

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
