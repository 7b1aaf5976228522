import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { serverCertificate } from "./certificates.ts";
import { freePorts, mustRun, run, start, temporaryFolder, until, type Ran } from "./process.ts";
import { pathOf } from "./programs.ts";

export interface PostgresOptions {
  /** `spec.postgresql.parameters` of a CloudNativePG Cluster, as they stand there. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Names besides localhost and 127.0.0.1 that the certificate is made for. */
  readonly names?: readonly string[];
  /** Also accept connections without TLS, as CloudNativePG does unless its `pg_hba` says otherwise. */
  readonly plain?: boolean;
  /** What CloudNativePG makes of bootstrap, managed roles and Database objects; the two databases of Temporal when not said. */
  readonly databases?: readonly Database[];
}

export interface Database {
  readonly name: string;
  /** A role that may log in; it is made with the password of `Postgres.password`. */
  readonly owner: string;
  /** Created by the superuser, as CloudNativePG does. */
  readonly extensions?: readonly string[];
}

export interface Postgres {
  readonly host: "127.0.0.1";
  readonly port: number;
  /** Of every owner. */
  readonly password: string;
  /** Trust this one and host verification succeeds for 127.0.0.1. */
  readonly caFile: string;
  /** Runs SQL as superuser; rows and columns as psql prints them without decoration. */
  readonly query: (database: string, sql: string) => string[][];
  /** psql as an owner over TLS with host verification, as Temporal connects. Never throws. */
  readonly connect: (database: string, owner: string, sql: string, password?: string) => Ran;
  /** psql with a file of SQL as any role over TLS with host verification; `env` reaches what the file reads from the environment. Never throws. */
  readonly runFile: (database: string, role: string, file: string, env?: Readonly<Record<string, string>>) => Ran;
  /** Settings that the server did not take over, as it tells itself in `pg_file_settings`. */
  readonly ignored: () => string[];
  readonly stop: () => Promise<void>;
}

const temporalDatabases: readonly Database[] = [
  { name: "temporal", owner: "temporal" },
  { name: "temporal_visibility", owner: "temporal", extensions: ["btree_gin"] },
];

/** Libraries that CloudNativePG preloads by itself as soon as a parameter of theirs is set. */
const managedExtensions = { "pg_stat_statements.": "pg_stat_statements", "auto_explain.": "auto_explain" };

/**
 * Starts PostgreSQL 15 on loopback, TLS only, SCRAM passwords, with the given parameters: an unknown name or a wrong value is a start that fails with the server's words.
 * Needs the programs `postgres` and `openssl`. As root it runs as the user `postgres`, since PostgreSQL refuses root.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const folder = temporaryFolder("postgres");
  const data = join(folder, "data");
  const user = process.getuid?.() === 0 ? { uid: idOf("-u"), gid: idOf("-g") } : undefined;
  const own = (path: string): void => (user === undefined ? undefined : chownSync(path, user.uid, user.gid));
  const bin = dirname(pathOf("postgres"));
  const asUser = (program: string, args: readonly string[]): string =>
    user === undefined ? mustRun(join(bin, program), args) : mustRun("setpriv", ["--reuid", String(user.uid), "--regid", String(user.gid), "--clear-groups", join(bin, program), ...args]);

  mkdirSync(data);
  own(data);
  asUser("initdb", ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
  const certificate = serverCertificate(folder, ["localhost", "127.0.0.1", ...(options.names ?? [])]);
  chmodSync(certificate.keyFile, 0o600);
  own(certificate.keyFile);
  const [port = 0] = await freePorts(1);
  const given = withPreloads(options.parameters ?? {});
  const settings = { ...given, port: String(port), listen_addresses: "127.0.0.1", unix_socket_directories: folder, ssl: "on", ssl_cert_file: certificate.certFile, ssl_key_file: certificate.keyFile, password_encryption: "scram-sha-256", fsync: "off" };
  writeFileSync(join(data, "postgresql.conf"), Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`).join(""));
  writeFileSync(join(data, "pg_hba.conf"), `local all all trust\n${options.plain === true ? "host" : "hostssl"} all all 127.0.0.1/32 scram-sha-256\n`);
  own(folder);

  const server = start("postgres", pathOf("postgres"), ["-D", data], { folder, user, exitSignal: "SIGQUIT" });
  const psql = (database: string, sql: string): Ran => run(join(bin, "psql"), ["-XAt", "-v", "ON_ERROR_STOP=1", "-F", "\t", "-h", folder, "-p", String(port), "-U", "postgres", "-d", database, "-c", sql]);
  const query: Postgres["query"] = (database, sql) => {
    const { code, stdout, stderr } = psql(database, sql);
    if (code !== 0) throw new Error(`${sql}: ${stderr}`);
    return stdout.split("\n").filter((line) => line !== "").map((line) => line.split("\t"));
  };
  await until("PostgreSQL that answers", () => psql("postgres", "select 1").code === 0, [server], 60);

  const password = "pass'word";
  const databases = options.databases ?? temporalDatabases;
  for (const owner of new Set(databases.map((database) => database.owner))) query("postgres", `create role "${owner}" login password '${password.replaceAll("'", "''")}'`);
  for (const { name, owner, extensions = [] } of databases) {
    query("postgres", `create database "${name}" owner "${owner}"`);
    for (const extension of extensions) query(name, `create extension "${extension}"`);
  }
  return {
    host: "127.0.0.1",
    port,
    password,
    caFile: certificate.caFile,
    query,
    connect: (database, owner, sql, secret = password) =>
      run(join(bin, "psql"), ["-XAt", "-c", sql, `host=127.0.0.1 port=${port} dbname=${database} user=${owner} sslmode=verify-full sslrootcert=${certificate.caFile}`], { env: { PGPASSWORD: secret } }),
    runFile: (database, role, file, env = {}) =>
      run(join(bin, "psql"), ["-X", "-f", file, `host=127.0.0.1 port=${port} dbname=${database} user=${role} sslmode=verify-full sslrootcert=${certificate.caFile}`], { env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", PGPASSWORD: password, ...env } }),
    ignored: () => query("postgres", `select name, setting, sourcefile from pg_file_settings where error is not null or not applied`).map((row) => row.join(" ")),
    stop: () => server.stop("SIGINT"),
  };
}

function withPreloads(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const libraries = Object.entries(managedExtensions).filter(([prefix]) => Object.keys(parameters).some((name) => name.startsWith(prefix))).map(([, library]) => library);
  const preloaded = [parameters["shared_preload_libraries"] ?? "", ...libraries].filter((library) => library !== "").join(",");
  return { ...parameters, ...(preloaded !== "" && { shared_preload_libraries: preloaded }) };
}

function idOf(flag: "-u" | "-g"): number {
  const field = flag === "-u" ? 2 : 3;
  const line = readFileSync("/etc/passwd", "utf8").split("\n").find((entry) => entry.startsWith("postgres:"));
  return Number(line?.split(":")[field] ?? mustRun("id", [flag, "nobody"]));
}
