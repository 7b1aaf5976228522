import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import type { Generated } from "../../generators/cli/generate.ts";
import type { Cluster } from "../../generators/model/index.ts";
import { authority, type Authority, type Certificate } from "../servers/certificates.ts";
import { mergeValues, type Values } from "../servers/chart-values.ts";
import { startIssuer, type Issuer } from "../servers/issuer.ts";
import { startPostgres, type Postgres } from "../servers/postgres.ts";
import { run, temporaryFolder, type Ran } from "../servers/process.ts";
import { pathOf, type ProgramName } from "../servers/programs.ts";
import { runAdminScript, startTemporal, type Temporal } from "../servers/temporal.ts";
import { builtByFlux, find, valuesOf, type Manifest } from "./emitted.ts";

/** Emitted clusters on this machine: real PostgreSQL and server, values, roles and schema as emitted, certificates and tokens by a test's own authorities. */

export const programs: readonly ProgramName[] = ["flux-build", "postgres", "openssl", "temporal-server", "temporal-sql-tool", "temporal-schema", "temporal", "tdbg"];

export const serverValues = (steps: ReadonlyMap<string, readonly Manifest[]>): Values => valuesOf(find(steps, "HelmRelease", "temporal"));
export const scriptOf = ({ tree }: Generated, path: string): string => tree.get(path)?.text ?? "";

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

/** Environment of a Job's container without what it takes from Secrets. */
export const environment = (job: Manifest): Record<string, string> => {
  const { containers } = (job["spec"] as { template: { spec: { containers: readonly Container[] } } }).template.spec;
  return Object.fromEntries((containers[0]?.env ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
};

/** The customer's administrator runs the emitted file: no superuser, as on a managed service. */
export async function managedPostgres(generated: Generated): Promise<{ postgres: Postgres; roles: (passwords?: boolean) => Ran }> {
  const postgres = await startPostgres({ databases: [] });
  postgres.query("postgres", `create role administrator login createrole createdb password '${postgres.password.replaceAll("'", "''")}'`);
  const folder = temporaryFolder("scripts");
  for (const name of ["roles.sql", "grants.sql"]) writeFileSync(join(folder, name), scriptOf(generated, `scripts/postgres/${name}`));
  const env = { TEMPORAL_SCHEMA_PASSWORD: postgres.password, TEMPORAL_PASSWORD: postgres.password };
  return { postgres, roles: (passwords = true) => postgres.runFile("postgres", "administrator", join(folder, "roles.sql"), passwords ? env : {}) };
}

/** Public roots are those of the machine: here they are the authority of the database under test. */
export const publicRoots = (postgres: Postgres): Record<string, string> => ({ SSL_CERT_FILE: postgres.caFile });

export function schemaStep(generated: Generated, steps: ReadonlyMap<string, readonly Manifest[]>, postgres: Postgres): Ran {
  const env = environment(find(steps, "Job", "temporal-schema"));
  return runAdminScript(scriptOf(generated, "apps/temporal/schema/schema.sh"), { ...env, ...publicRoots(postgres), ...("SQL_TLS_CA_FILE" in env && { SQL_TLS_CA_FILE: postgres.caFile }), SQL_HOST: postgres.host, SQL_PORT: String(postgres.port), SQL_PASSWORD: postgres.password });
}

/** What cert-manager would put into the Secrets: two authorities, and a certificate for each Certificate of the step `configs`. */
function certificates(folder: string, steps: ReadonlyMap<string, readonly Manifest[]>): { issued: ReadonlyMap<string, Certificate>; authorities: Readonly<Record<string, Authority>> } {
  const authorities: Record<string, Authority> = {};
  const issued = new Map<string, Certificate>();
  for (const manifest of steps.get("temporal-configs") ?? []) {
    if (manifest.kind !== "Certificate") continue;
    const { isCA, issuerRef, dnsNames, commonName, usages, secretName } = manifest["spec"] as { isCA?: boolean; issuerRef: { name: string }; dnsNames?: string[]; commonName?: string; usages: string[]; secretName: string };
    if (isCA === true) continue;
    const signer = (authorities[issuerRef.name] ??= authority(folder, `${issuerRef.name}-authority`));
    const kinds = ([["server auth", "serverAuth"], ["client auth", "clientAuth"]] as const).flatMap(([usage, kind]) => (usages.includes(usage) ? [kind] : []));
    issued.set(secretName, signer.issue(secretName, dnsNames ?? [commonName ?? ""], kinds));
  }
  return { issued, authorities };
}

export interface Platform {
  readonly temporal: Temporal;
  readonly issuer: Issuer;
  readonly steps: ReadonlyMap<string, readonly Manifest[]>;
  readonly issued: ReadonlyMap<string, Certificate>;
  readonly authorities: Readonly<Record<string, Authority>>;
  /** Files in which the server looks for its certificates. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** PostgreSQL as the cluster has it, ready for the schema step: the operator's own, or the customer's with the emitted roles. */
async function databaseOf(generated: Generated, cluster: Cluster, steps: ReadonlyMap<string, readonly Manifest[]>): Promise<Postgres> {
  if (cluster.database.cnpg) {
    const { postgresql } = find(steps, "Cluster", cluster.database.cnpg.cluster)["spec"] as { postgresql: { parameters: Record<string, string> } };
    return startPostgres({ parameters: postgresql.parameters });
  }
  const { postgres, roles } = await managedPostgres(generated);
  const { code, stderr } = roles();
  assert.is(code, 0, stderr);
  return postgres;
}

/** Starts one emitted cluster, hands it to the check, and stops it. */
export async function boot(generated: Generated, cluster: Cluster, check: (platform: Platform) => Promise<void> | void, change: Values = {}): Promise<void> {
  const steps = builtByFlux(generated, cluster);
  const postgres = await databaseOf(generated, cluster, steps);
  const issuer = await startIssuer();
  try {
    const folder = temporaryFolder("certificates");
    const { issued, authorities } = certificates(folder, steps);
    const mounts: Record<string, string> = {};
    for (const [name, secret] of [["internode", "temporal-internode"], ["frontend", "temporal-frontend"]] as const) {
      const certificate = issued.get(secret);
      if (certificate === undefined) continue;
      const { certFile, keyFile, caFile } = certificate;
      for (const [file, source] of [["tls.crt", certFile], ["tls.key", keyFile], ["ca.crt", caFile]] as const) {
        const mounted = join(folder, "mounted", name, file);
        mkdirSync(dirname(mounted), { recursive: true });
        copyFileSync(source, mounted);
        mounts[`/etc/temporal/certs/${name}/${file}`] = mounted;
      }
    }
    const schema = schemaStep(generated, steps, postgres);
    assert.is(schema.code, 0, schema.stderr);
    const temporal = await startTemporal({
      values: mergeValues(serverValues(steps), change),
      postgres,
      files: { ...mounts, ...(cluster.identity && { [cluster.identity.keysUrl]: issuer.keysUrl }) },
      env: publicRoots(postgres),
      schema: "none",
      cli: cluster.tls.operators ? show(issued.get("temporal-admintools")!, "temporal-internode") : [],
    });
    try {
      await check({ temporal, issuer, steps, issued, authorities, mounts });
    } finally {
      await temporal.stop();
    }
  } finally {
    await issuer.stop();
    await postgres.stop();
  }
}

/** Arguments of the CLI that show a certificate and check the server's name. */
export const show = ({ caFile, certFile, keyFile }: Certificate, serverName: string): string[] => ["--tls-ca-path", caFile, "--tls-cert-path", certFile, "--tls-key-path", keyFile, "--tls-server-name", serverName];

export const call = (address: string, ...args: readonly string[]): Ran => run(pathOf("temporal"), [...args, "--address", address, "--command-timeout", "5s"], { env: { HOME: "/tmp" } });
export const bearer = (token: string): string[] => ["--grpc-meta", `authorization=Bearer ${token}`];
