import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { serverConfig, services, writeTemplate, type EnvironmentVariable, type Service, type Values } from "./chart-values.ts";
import { localTemplate, localValues, type LocalPorts } from "./temporal-local.ts";
import type { Postgres } from "./postgres.ts";
import { freePorts, listens, mustRun, run, start, temporaryFolder, until, type Ran, type Running } from "./process.ts";
import { pathOf } from "./programs.ts";

export interface TemporalOptions {
  /** `spec.values` of the HelmRelease of the chart temporal. */
  readonly values: Values;
  /** Name of the HelmRelease. */
  readonly release?: string;
  readonly postgres: Postgres;
  /** Files that the values name by their path in the container (certificates) → the files of this machine. The database's certification authority needs no entry. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables that the Pods take from Secrets and ConfigMaps other than the database's: `Secret or ConfigMap name/key` → value. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Variables of the machine that every process gets, such as SSL_CERT_FILE for roots that an image would have. */
  readonly env?: Readonly<Record<string, string>>;
  /** `tool`: setup and update by temporal-sql-tool; `none`: the schema is there, or its absence is the check. */
  readonly schema?: "tool" | "none";
  /** What the temporal CLI needs besides the address, such as `--tls-ca-path`. */
  readonly cli?: readonly string[];
}

export interface Temporal {
  /** `127.0.0.1:port` of the frontend's gRPC. */
  readonly address: string;
  /** `127.0.0.1:port` of the frontend's HTTP API. */
  readonly httpAddress: string;
  /** Of the internal frontend, when the values have one. */
  readonly internalAddress: string | undefined;
  readonly running: readonly Service[];
  /** Runs `temporal` against the frontend (or the internal one where there is one, as the chart's admin tools do). Never throws for its exit code. */
  readonly cli: (...args: string[]) => Ran;
  /** Prometheus text of one service. */
  readonly metrics: (service: Service) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/**
 * Boots the server 1.31.2 with the configuration that the chart 1.6.0 would give it: one process for each service, history first, each on loopback ports of its own.
 * Of the values only addresses, ports and the paths in `files` are changed. A configuration that the server refuses is an error with the server's words.
 * Needs the programs `temporal-server`, `temporal-sql-tool`, `temporal-schema` and `temporal`.
 */
export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const folder = temporaryFolder("temporal");
  const ports = await portsOf();
  const values = localValues(options.values, ports, options.postgres, options.files ?? {});
  const config = serverConfig(values, options.release);
  if ((options.schema ?? "tool") === "tool") migrate(config.configTemplate, options.postgres);
  mkdirSync(join(folder, "dynamic_config"));
  const dynamicFile = join(folder, "dynamic_config", "dynamic_config.yaml");
  writeFileSync(dynamicFile, JSON.stringify(config.dynamicConfig));

  const running: Running[] = [];
  const boot = (service: Service): void => {
    const file = join(folder, `${service}.yaml`);
    writeFileSync(file, writeTemplate(localTemplate(config.configTemplate, service, ports, dynamicFile)));
    const env = { ...options.env, ...resolve(config.environment.get(service) ?? [], service, options), TEMPORAL_SERVER_CONFIG_FILE_PATH: file };
    running.push(start(`temporal-${service}`, pathOf("temporal-server"), ["start"], { folder, cwd: folder, env }));
  };
  const wanted = [...config.environment.keys()];
  // Two processes on an empty database both try to write the cluster's metadata, and one of them ends: the first comes alone.
  boot("history");
  await until("history service", () => listens(ports.history.grpc), running, 60);
  for (const service of wanted.filter((name) => name !== "history")) boot(service);

  const address = `127.0.0.1:${ports.frontend.grpc}`;
  const internalAddress = wanted.includes("internal-frontend") ? `127.0.0.1:${ports["internal-frontend"].grpc}` : undefined;
  const cli: Temporal["cli"] = (...args) => run(pathOf("temporal"), [...args, ...(options.cli ?? [])], { env: { HOME: folder, TEMPORAL_ADDRESS: internalAddress ?? address } });
  await until("frontend that serves", async () => (await listens(ports.frontend.grpc)) && cli("operator", "cluster", "health").code === 0, running, 60);
  return {
    address,
    httpAddress: `127.0.0.1:${ports.frontend.http}`,
    internalAddress,
    running: wanted,
    cli,
    metrics: async (service) => await (await fetch(`http://127.0.0.1:${ports[service].metrics}/metrics`)).text(),
    // A service that is asked to end waits ten seconds for its peers to notice.
    stop: async () => void (await Promise.all(running.map((server) => server.stop("SIGKILL")))),
  };
}

async function portsOf(): Promise<LocalPorts> {
  const free = await freePorts(services.length * 5);
  const next = (): number => free.pop() ?? 0;
  return Object.fromEntries(services.map((service) => [service, { grpc: next(), http: next(), membership: next(), metrics: next(), pprof: next() }])) as unknown as LocalPorts;
}

interface Store {
  readonly databaseName: string;
  readonly user: string;
  readonly pluginName: string;
  readonly tls?: { readonly enabled?: boolean; readonly caFile?: string; readonly serverName?: string; readonly enableHostVerification?: boolean };
}

/** The schema of every SQL store, as the chart's own Job makes it. */
function migrate(template: Values, postgres: Postgres): void {
  const { datastores } = template["persistence"] as unknown as { datastores: Readonly<Record<string, { readonly sql?: Store }>> };
  for (const [name, { sql }] of Object.entries(datastores)) {
    if (sql === undefined) continue;
    const env = {
      SQL_HOST: postgres.host,
      SQL_PORT: String(postgres.port),
      SQL_PLUGIN: sql.pluginName,
      SQL_DATABASE: sql.databaseName,
      SQL_USER: sql.user,
      SQL_PASSWORD: postgres.password,
      ...(sql.tls?.enabled === true && { SQL_TLS: "true", SQL_TLS_CA_FILE: sql.tls.caFile ?? "", SQL_TLS_DISABLE_HOST_VERIFICATION: String(sql.tls.enableHostVerification !== true) }),
    };
    const versions = join(pathOf("temporal-schema"), "postgresql", "v12", name === "default" ? "temporal" : name, "versioned");
    mustRun(pathOf("temporal-sql-tool"), ["setup-schema", "-v", "0.0"], { env });
    mustRun(pathOf("temporal-sql-tool"), ["update-schema", "-d", versions], { env });
  }
}

/** What Kubernetes would put into the container. A source that nobody gave a value for is an error: the server would not start there either. */
function resolve(variables: readonly EnvironmentVariable[], service: Service, { postgres, secrets = {} }: TemporalOptions): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { name, value, valueFrom } of variables) {
    const source = valueFrom as { fieldRef?: { fieldPath: string }; secretKeyRef?: KeyRef; configMapKeyRef?: KeyRef } | undefined;
    const reference = source?.secretKeyRef ?? source?.configMapKeyRef;
    const found =
      value ??
      (reference !== undefined ? (secrets[`${reference.name}/${reference.key}`] ?? (/^TEMPORAL_\w*STORE_PASSWORD$/.test(name) ? postgres.password : undefined)) : fields[source?.fieldRef?.fieldPath ?? ""]);
    if (found === undefined) throw new Error(`${service}: no value for ${name}, which comes from ${JSON.stringify(valueFrom)}: give it in \`secrets\`.`);
    environment[name] = found;
  }
  return environment;
}

interface KeyRef {
  readonly name: string;
  readonly key: string;
}

const fields: Readonly<Record<string, string>> = { "status.podIP": "127.0.0.1", "metadata.name": "checks", "metadata.namespace": "temporal" };

/**
 * Runs a script of the emitted repository as the admin tools image would: /bin/sh, `temporal`, `tdbg` and `temporal-sql-tool` on PATH, and the schema files, which the image has in /etc/temporal/schema.
 * Never throws for its exit code.
 */
export function runAdminScript(text: string, env: Readonly<Record<string, string>>): Ran {
  const folder = temporaryFolder("script");
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ["temporal", "tdbg", "temporal-sql-tool"] as const) symlinkSync(pathOf(name), join(bin, name));
  const file = join(folder, "script.sh");
  writeFileSync(file, text.replaceAll("/etc/temporal/schema", pathOf("temporal-schema")));
  return run("/bin/sh", [file], { cwd: folder, env: { HOME: folder, ...env, PATH: `${bin}:${process.env["PATH"] ?? "/usr/bin:/bin"}` } });
}

/** Lines of the server's own check of a dynamic configuration that name a fault: unknown keys, wrong types, invalid constraints. Its exit code says nothing. */
export function dynamicConfigFaults(dynamicConfig: Values): string[] {
  const folder = temporaryFolder("dynamic-config");
  const file = join(folder, "dynamic_config.yaml");
  writeFileSync(file, JSON.stringify(dynamicConfig));
  const { stdout, stderr } = run(pathOf("temporal-server"), ["validate-dynamic-config", file], { cwd: dirname(file) });
  return `${stdout}\n${stderr}`.split("\n").map((line) => line.trim()).filter((line) => /^(error|warning):/.test(line));
}
