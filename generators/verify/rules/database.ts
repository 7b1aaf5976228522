import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { placeOf } from "../assemble/item.ts";
import { found, type Code } from "../codes.ts";
import { asMap, mapsAt } from "../read/shape.ts";
import { nearest } from "../../nearest.ts";
import type { Surroundings } from "../references/surroundings.ts";
import type { ClusterWorld } from "../world.ts";
import { isContainerResource, parseQuantity } from "./quantity.ts";

/**
 * What the schemas of CloudNativePG and its Barman plugin take and their operators refuse, or take and ignore.
 * Source: validation and documentation of CloudNativePG 1.30 and the plugin 0.14.
 */
export function database({ resources, surroundings }: ClusterWorld): Finding[] {
  return resources.flatMap((resource) => CHECKS[`${resource.identity.group}/${resource.identity.kind}`]?.(resource, surroundings) ?? []);
}

const CHECKS: Readonly<Record<string, (resource: Resource, surroundings: Surroundings) => readonly Finding[]>> = {
  "postgresql.cnpg.io/Cluster": cluster,
  "postgresql.cnpg.io/ScheduledBackup": scheduledBackup,
  "barmancloud.cnpg.io/ObjectStore": objectStore,
};

const PLUGIN = "barman-cloud.cloudnative-pg.io";
const PARAMETERS = ["barmanObjectName", "serverName"];

/** Parameters that the operator sets itself; `archive_timeout` is free. */
const FIXED =
  /^(?:shared_preload_libraries|archive_(?:mode|command|cleanup_command|library)|restore_command|primary_\w+|recovery_\w+|listen_addresses|port|ssl|ssl_\w+_file|log_destination|log_directory|log_file_mode|log_filename|log_rotation_\w+|log_truncate_on_rotation|logging_collector|hot_standby|synchronous_standby_names|synchronized_standby_slots|cluster_name|config_file|hba_file|ident_file|data_directory|external_pid_file|unix_socket_\w+|syslog_\w+|event_source|temp_tablespaces|allow_alter_system|allow_system_table_mods|restart_after_crash|stats_temp_directory|jit_provider|promote_trigger_file|bonjour\w*|data_sync_retry)$/;

function cluster(resource: Resource): Finding[] {
  const { at, report } = reporter(resource);
  const findings: Finding[] = [];
  for (const path of [["spec", "storage", "size"], ["spec", "walStorage", "size"]]) {
    const size = at(path);
    if (typeof size === "string" && parseQuantity(size) === undefined) findings.push(report("verify/operator-refuses", path, `\`${size}\` is no size.`, "Write a quantity such as 20Gi."));
  }
  for (const name of Object.keys(asMap(at(["spec", "postgresql", "parameters"])))) {
    if (FIXED.test(name)) findings.push(report("verify/operator-refuses", ["spec", "postgresql", "parameters", name], `The operator sets \`${name}\` itself and refuses a value from outside.`, "Remove it."));
  }
  const [instances, synchronous] = [at(["spec", "instances"]) ?? 1, at(["spec", "postgresql", "synchronous", "number"])];
  if (typeof synchronous === "number" && synchronous >= Number(instances)) findings.push(report("verify/operator-refuses", ["spec", "postgresql", "synchronous", "number"], `${synchronous} synchronous standbys need more than ${String(instances)} instances.`, "Lower the one or raise the other."));
  const [least, most] = [at(["spec", "minSyncReplicas"]), at(["spec", "maxSyncReplicas"])];
  if (typeof least === "number" && least > Number(most ?? 0)) findings.push(report("verify/operator-refuses", ["spec", "minSyncReplicas"], `\`minSyncReplicas\` is ${least} and \`maxSyncReplicas\` ${String(most ?? 0)}.`, "Use `postgresql.synchronous`, which replaces both."));
  if (instances === 1 && at(["spec", "primaryUpdateStrategy"]) === "supervised") findings.push(report("verify/operator-refuses", ["spec", "primaryUpdateStrategy"], "A single instance cannot be updated under supervision.", "Use `unsupervised`, or more instances."));
  return [...findings, ...resourceNames(resource, ["spec", "resources"]), ...plugins(resource), ...inTree(resource)];
}

function plugins(resource: Resource): Finding[] {
  const { report } = reporter(resource);
  return mapsAt(resource.data, ["spec", "plugins"]).flatMap((plugin, index) => {
    if (plugin["name"] !== PLUGIN) return [];
    const parameters = asMap(plugin["parameters"]);
    const here: Path = ["spec", "plugins", index];
    const unknown = Object.keys(parameters).filter((key) => !PARAMETERS.includes(key));
    const findings = unknown.map((key) => report("verify/operator-refuses", [...here, "parameters", key], `The Barman plugin knows no parameter \`${key}\`.`, nearest(key, PARAMETERS) === undefined ? `Use one of: ${PARAMETERS.join(", ")}.` : `Did you mean \`${nearest(key, PARAMETERS)}\`?`));
    if (parameters["barmanObjectName"] === undefined) findings.push(report("verify/operator-refuses", [...here, "name"], "The Barman plugin is not told which ObjectStore to use.", "Add `parameters.barmanObjectName`."));
    return findings;
  });
}

/** The operator passes these on to pods, which a server then refuses. */
function resourceNames(resource: Resource, path: Path): Finding[] {
  const { at, report } = reporter(resource);
  return ["requests", "limits"].flatMap((kind) =>
    Object.keys(asMap(at([...path, kind])))
      .filter((name) => !isContainerResource(name))
      .map((name) => report("verify/operator-refuses", [...path, kind, name], `There is no resource \`${name}\` that a container could ask for.`, `Use one of: cpu, memory, ephemeral-storage.`)),
  );
}

function inTree(resource: Resource): Finding[] {
  const { at, report } = reporter(resource);
  const path: Path = ["spec", "backup", "barmanObjectStore"];
  return at(path) === undefined ? [] : [report("verify/operator-ignores", path, "Backups by `barmanObjectStore` are deprecated and leave with CloudNativePG 1.31.", "Use an ObjectStore and the Barman plugin.")];
}

function scheduledBackup(resource: Resource, { find }: Surroundings): Finding[] {
  const { at, report } = reporter(resource);
  const schedule = at(["spec", "schedule"]);
  const fields = typeof schedule === "string" && !schedule.startsWith("@") ? schedule.trim().split(/\s+/).length : 6;
  const findings: Finding[] = [];
  if (fields !== 6) findings.push(report("verify/operator-ignores", ["spec", "schedule"], `\`${String(schedule)}\` has ${fields} fields; the first of six are the seconds, so this runs at other times than it seems to.`, "Put the seconds first: `0 0 2 * * *` is two at night."));
  const cluster = find("Cluster", namespaceOf(resource), String(at(["spec", "cluster", "name"])));
  if (at(["spec", "method"]) === undefined && cluster !== undefined && valueAt(cluster.data, ["spec", "backup", "barmanObjectStore"]) === undefined) findings.push(report("verify/operator-ignores", ["spec"], "Without `method` the backup is made by `barmanObjectStore`, which this Cluster does not have: no backup is made.", "Add `method: plugin` and `pluginConfiguration.name`."));
  return findings;
}

/** Ways to reach Azure Blob Storage; the connection string alone is one as well. */
const AZURE = [["inheritFromAzureAD"], ["useDefaultAzureCredentials"], ["storageKey"], ["storageSasToken"], ["connectionString"]];

function objectStore(resource: Resource): Finding[] {
  const { at, report } = reporter(resource);
  const path: Path = ["spec", "configuration", "azureCredentials"];
  const given = AZURE.filter((way) => ![undefined, false].includes(at([...path, ...way]) as undefined | false));
  const findings = resourceNames(resource, ["spec", "instanceSidecarConfiguration", "resources"]);
  if (at(path) === undefined || given.length === 1) return findings;
  return [...findings, report("verify/operator-refuses", path, `Exactly one way to reach Azure must be set; there are ${given.length}${given.length === 0 ? "" : `: ${given.join(", ")}`}.`, "Keep one of them.")];
}

function reporter(resource: Resource): { readonly at: (path: Path) => unknown; readonly report: (code: Code, path: Path, reason: string, remedy: string) => Finding } {
  return {
    at: (path) => valueAt(resource.data, path),
    report: (code, path, reason, remedy) => found(code, placeOf(resource, path), path, reason, remedy),
  };
}
