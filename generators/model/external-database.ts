import type { ClusterAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import type { Notebook } from "./derivation.ts";
import type { Database, RequiredSecret } from "./model.ts";
import { DATABASE_USER, DATABASES } from "./names.ts";
import { azureCores } from "./sizing/connections.ts";
import type { PostgresSize } from "./sizing/postgres.ts";
import { bytesText, cpuText, GiB } from "./sizing/units.ts";

const PORT = 5432;
/** Role that owns databases, tables and their changes; the server itself never uses it. */
const SCHEMA_USER = "temporal_schema";
const PASSWORD_SECRET = "temporal-postgres";

/** A PostgreSQL of the customer; null when the answers name none. */
export function placeExternalDatabase(cluster: ClusterAnswers, size: PostgresSize, { note }: Notebook): Database | null {
  const external = cluster.database?.external;
  if (external === undefined) return null;
  const frozen = cluster.frozen?.database;
  const names = { default: frozen?.default ?? external.names?.default ?? DATABASES.default, visibility: frozen?.visibility ?? external.names?.visibility ?? DATABASES.visibility };
  for (const store of ["default", "visibility"] as const) {
    const because = external.names?.[store] === undefined ? "fixed names, the same in every cluster, so that commands and dashboards fit everywhere" : "as the answers say";
    note({ path: `database.${store}`, value: names[store], because, inputs: [`database.external.names.${store}`], source: "Temporal's schema tools do not rename a database", permanent: true });
  }
  note({
    path: "database.roles",
    value: `${SCHEMA_USER} and ${DATABASE_USER}`,
    because: "the schema step owns the tables, the server reads and writes rows only: a taken over server cannot change or drop them",
    inputs: ["database.external"],
    source: "PostgreSQL documentation, privileges; scripts/postgres/roles.sql makes both",
  });
  const port = external.port ?? PORT;
  const credentials = external.credentials ?? PASSWORD_SECRET;
  const verified = (external.tls ?? "verify-full") === "verify-full";
  const cores = azureCores(size.cpu);
  return {
    host: external.host,
    portText: String(port),
    address: `${external.host}:${port}`,
    user: DATABASE_USER,
    passwordSecret: credentials,
    caSecret: verified ? (external.ca ?? "") : "",
    caKey: "ca.crt",
    names,
    pools: size.pools,
    maxConnections: size.maxConnections,
    hostVerification: verified,
    cnpg: null,
    external: {
      service: external.service ?? "other",
      schemaUser: SCHEMA_USER,
      schemaPasswordSecret: `${credentials}-schema`,
      caSecret: verified ? (external.ca ?? null) : null,
      order: {
        cpu: cpuText(size.cpu),
        memory: bytesText(size.cpu * 4 * GiB),
        storage: bytesText(size.storage),
        azureSize: `Standard_D${cores}ds_v5`,
        connections: size.connections,
        maxConnections: size.maxConnections,
      },
    },
  };
}

/** Passwords of the two roles, and the authority of the server's certificate where the answers name one. */
export function externalDatabaseSecrets({ external, passwordSecret, user }: Database, namespace: string): RequiredSecret[] {
  if (external === null) return [];
  const password = (name: string, role: string): RequiredSecret => ({ name, namespace, keys: ["password"], purpose: `Password of the PostgreSQL role ${role}`, type: null });
  const ca = external.caSecret === null ? [] : [{ name: external.caSecret, namespace, keys: ["ca.crt"], purpose: "Authority of the certificate of PostgreSQL", type: null }];
  return [password(passwordSecret, user), password(external.schemaPasswordSecret, external.schemaUser), ...ca];
}

/** Host names in the certificates of Azure Database for PostgreSQL: Microsoft Learn, TLS of the flexible server. */
const AZURE_HOST = /\.postgres\.database\.(?:azure\.com|chinacloudapi\.cn|usgovcloudapi\.net)$/;

/** What fits the schema and still cannot work with a PostgreSQL of somebody else. */
export function externalDatabaseFindings({ database }: ClusterAnswers): Finding[] {
  const external = database?.external;
  if (external === undefined) return [];
  const findings: Finding[] = [];
  if (external.service !== "azure-postgres" && external.maxConnections === undefined) {
    findings.push({
      code: "answers/missing",
      severity: "error",
      path: "database.external.maxConnections",
      reason: "The pools of the server can be checked against the database only when its number of connections is known.",
      remedy: "Add `maxConnections`: what `show max_connections` says there.",
    });
  }
  if (external.service === "azure-postgres" && (external.tls ?? "verify-full") === "verify-full" && !AZURE_HOST.test(external.host)) {
    findings.push({
      code: "answers/host-not-in-certificate",
      severity: "warning",
      path: "database.external.host",
      reason: `The certificate of Azure Database for PostgreSQL is for *.postgres.database.azure.com: with \`tls: verify-full\` a connection to \`${external.host}\` is refused, also when that name is an alias of the server.`,
      remedy: "Write the server's own name, which private DNS resolves to the private address; ignore this when something with a certificate for this name stands in front.",
    });
  }
  return findings;
}
