import type { Resource } from "../assemble/clusters.ts";
import { byTable, type Request, type Row } from "./rows.ts";

const ownKey = (reference: Readonly<Record<string, unknown>>): string | undefined => (typeof reference["key"] === "string" ? reference["key"] : undefined);

const secretKey = (at: string): Row => ({ at, kind: "Secret", key: ownKey });
const storageClass = (at: string): Row => ({ at, kind: "StorageClass", name: "", clusterWide: true });

const EXTERNAL = ["password", "sslCert", "sslKey", "sslRootCert"].map((field) => secretKey(`spec.externalClusters[].${field}`));

const store = (credentials: string): Row => secretKey(`spec.configuration.${credentials}`);

const onCluster: readonly Row[] = [{ at: "spec.cluster", kind: "Cluster" }];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  Cluster: [
    { at: "spec.bootstrap.initdb.secret", kind: "Secret" },
    { at: "spec.bootstrap.recovery.secret", kind: "Secret" },
    { at: "spec.superuserSecret", kind: "Secret" },
    { at: "spec.managed.roles[].passwordSecret", kind: "Secret" },
    { at: "spec.plugins[].parameters", kind: "ObjectStore", name: "barmanObjectName" },
    { at: "spec.externalClusters[].plugin.parameters", kind: "ObjectStore", name: "barmanObjectName" },
    { at: "spec.imageCatalogRef", kind: (reference) => String(reference["kind"] ?? "ImageCatalog"), clusterWide: (reference) => reference["kind"] === "ClusterImageCatalog" },
    { at: "spec.imagePullSecrets[]", kind: "Secret" },
    { at: "spec.certificates.serverCASecret", kind: "Secret", name: "" },
    { at: "spec.certificates.serverTLSSecret", kind: "Secret", name: "" },
    { at: "spec.certificates.clientCASecret", kind: "Secret", name: "" },
    { at: "spec.certificates.replicationTLSSecret", kind: "Secret", name: "" },
    { at: "spec.monitoring.customQueriesConfigMap[]", kind: "ConfigMap", key: ownKey },
    { at: "spec.monitoring.customQueriesSecret[]", kind: "Secret", key: ownKey },
    storageClass("spec.storage.storageClass"),
    storageClass("spec.walStorage.storageClass"),
    ...EXTERNAL,
  ],
  Database: onCluster,
  DatabaseRole: [...onCluster, { at: "spec.passwordSecret", kind: "Secret" }],
  ScheduledBackup: onCluster,
  Backup: onCluster,
  Pooler: onCluster,
  Publication: onCluster,
  Subscription: onCluster,
  ObjectStore: [
    ...["accessKeyId", "secretAccessKey", "region", "sessionToken"].map((field) => store(`s3Credentials.${field}`)),
    ...["connectionString", "storageAccount", "storageKey", "storageSasToken"].map((field) => store(`azureCredentials.${field}`)),
    store("googleCredentials.applicationCredentials"),
    store("endpointCA"),
  ],
};

/** What resources of CloudNativePG and its Barman plugin name. */
export function requestsOfDatabase(resource: Resource): Request[] {
  const { group, kind } = resource.identity;
  return group === "postgresql.cnpg.io" || group === "barmancloud.cnpg.io" ? byTable(resource, ROWS[kind] ?? []) : [];
}
