import { isIP } from "node:net";
import { rangeProblem } from "./address-range.ts";
import { checkWorkers } from "./check-workers.ts";
import type { ClusterView } from "./cluster-view.ts";
import { listed, show, type Fault } from "./codes.ts";
import { settings } from "./check-settings.ts";
import { parseQuantity, type Unit } from "./quantities.ts";

/** Everything that only the merged answers of one cluster can tell. Values of the wrong type are already left out. */
export function checkCluster(view: ClusterView): Fault[] {
  return [cloudBlocks, alternatives, loadBalancer, backup, namespaces, parameters, workload, settings, clientIds, vaults, permanent, checkWorkers].flatMap((check) => check(view));
}

const amount = (view: ClusterView, unit: Unit, ...keys: readonly string[]): number | undefined => {
  const text = view.text(...keys);
  const parsed = text === undefined ? undefined : parseQuantity(unit, text);
  return parsed && "value" in parsed ? parsed.value : undefined;
};

/** A block of another cloud is refused, not dropped: somebody meant it. */
function cloudBlocks(view: ClusterView): Fault[] {
  const cloud = view.text("cloud");
  if (cloud === undefined) return [];
  return ["azure", "aws", "gcp"]
    .filter((block) => block !== cloud && view.value(block) !== undefined)
    .map((block) => ({
      code: "answers/wrong-cloud",
      ...view.at(block),
      at: "key",
      reason: `\`${block}\` is for clusters on ${block}, but \`cloud\` of \`${view.name}\` is \`${cloud}\`.`,
      remedy: `Remove the block, move it to the clusters that it is for, or correct \`cloud\`.`,
    }));
}

/** Of each of these only one can be had. */
const ALTERNATIVES: readonly { readonly in: readonly string[]; readonly of: readonly string[] }[] = [
  { in: ["database"], of: ["cnpg", "external"] },
  { in: ["database"], of: ["backup", "external"] },
  { in: ["secrets"], of: ["sops", "azure-key-vault", "aws-secrets-manager", "gcp-secret-manager", "vault"] },
  { in: ["encryption"], of: ["azure-key-vault", "aws-kms", "gcp-kms", "vault-transit", "local"] },
  { in: ["identity"], of: ["entra-id", "authentik", "keycloak", "oidc"] },
  { in: ["visibility"], of: ["elasticsearch", "opensearch", "install"] },
  { in: ["exposure"], of: ["loadBalancer", "frontend"] },
  { in: ["exposure", "ui"], of: ["ingress", "gateway"] },
];

function alternatives(view: ClusterView): Fault[] {
  return ALTERNATIVES.flatMap(({ in: block, of }) => {
    const said = of.filter((key) => view.value(...block, key) !== undefined);
    const second = said[1];
    if (second === undefined) return [];
    return [{
      code: "answers/contradiction",
      ...view.at(...block, second),
      at: "key",
      reason: `\`${block.join(".")}\` of \`${view.name}\` has ${said.map((key) => `\`${key}\``).join(" and ")}, but only one of them can hold.`,
      remedy: "Remove what does not hold; it may be inherited from `defaults`, a tier or a peer.",
    }];
  });
}

function loadBalancer(view: ClusterView): Fault[] {
  const here = ["exposure", "loadBalancer"] as const;
  const faults: Fault[] = [];
  if (view.value(...here) === undefined) return faults;
  const [frontend, ui] = [view.value(...here, "frontend"), view.value(...here, "ui")];
  if (frontend === undefined && ui === undefined && !view.isSpoilt(...here, "frontend") && !view.isSpoilt(...here, "ui")) {
    faults.push({ code: "answers/missing", ...view.at(...here), at: "key", reason: "The load balancer has neither a port for the frontend nor one for the UI, so it would carry nothing.", remedy: "Add `frontend`, for example 7233, or `ui`, for example 8080." });
  }
  if (frontend !== undefined && frontend === ui) {
    faults.push({ code: "answers/contradiction", ...view.at(...here, "ui"), at: "value", reason: `Frontend and UI share one address, so they cannot both have port ${show(ui)}.`, remedy: "Give one of them another port." });
  }
  const address = view.text(...here, "address");
  if (address !== undefined && isIP(address) === 0) {
    faults.push({ code: "answers/bad-format", ...view.at(...here, "address"), at: "value", reason: `\`address\` is ${show(address)}, which is no IPv4 or IPv6 address.`, remedy: "Correct it, for example `10.0.0.241`." });
  }
  return [...faults, ...sourceRanges(view, ...here, "sourceRanges")];
}

function sourceRanges(view: ClusterView, ...here: readonly string[]): Fault[] {
  const ranges = view.value(...here);
  if (!Array.isArray(ranges)) return [];
  const { path } = view.at(...here);
  return ranges.flatMap((range, index): Fault[] => {
    const problem = rangeProblem(String(range));
    return problem === undefined ? [] : [{ code: "answers/bad-format", path: [...path, index], at: "value", reason: `${show(range)} ${problem.is}.`, remedy: problem.remedy }];
  });
}

function backup(view: ClusterView): Fault[] {
  const here = ["database", "backup"] as const;
  const to = view.text(...here, "to");
  if (to === undefined) return [];
  const faults: Fault[] = [];
  if (view.value(...here, "endpoint") !== undefined && !to.startsWith("s3://")) {
    faults.push({ code: "answers/contradiction", ...view.at(...here, "endpoint"), at: "key", reason: `\`endpoint\` is the address of an S3-compatible store, but backups go to ${show(to)}.`, remedy: "Remove `endpoint`, or let `to` begin with s3://." });
  }
  if (view.text("cloud") === "on-premises" && view.value(...here, "credentials") === undefined && !view.isSpoilt(...here, "credentials")) {
    faults.push({ code: "answers/missing", ...view.at(...here, "credentials"), at: "key", reason: "A cluster on-premises has no workload identity, so backups need the Secret with the store's keys.", remedy: "Add `credentials`, for example `credentials: backup-credentials`." });
  }
  const retention = amount(view, "duration", ...here, "retention");
  if (retention !== undefined && retention % DAY !== 0) {
    faults.push({ code: "answers/out-of-range", ...view.at(...here, "retention"), at: "value", reason: `Backups are kept for whole days, not for ${show(view.value(...here, "retention"))}.`, remedy: "Write whole days, for example `30d`." });
  }
  return faults;
}

/** Ids of Entra ID; a name or an object's path would be taken, and no pod would ever get a token. */
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function clientIds(view: ClusterView): Fault[] {
  const ids = [
    ...view.names("azure", "identities").map((part) => ["azure", "identities", part]),
    ["identity", "entra-id", "client"],
    ...(view.text("cloud") === "azure" ? view.names("workers").map((worker) => ["workers", worker, "identity"]) : []),
  ];
  return ids.flatMap((id): Fault[] => {
    const said = view.text(...id);
    if (said === undefined || GUID.test(said)) return [];
    return [{ code: "answers/bad-format", ...view.at(...id), at: "value", reason: `\`${id.slice(-1).join()}\` is ${show(said)}, which is no client id of Entra ID.`, remedy: "Write the client id, not the name or the object id, for example `11111111-1111-1111-1111-111111111111`." }];
  });
}

/** Names of vaults are host names in Azure: Microsoft Learn, naming rules, Microsoft.KeyVault. */
const VAULT = /^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/;

function vaults(view: ClusterView): Fault[] {
  return ["encryption", "secrets"].flatMap((block): Fault[] => {
    const said = view.text(block, "azure-key-vault", "vault");
    if (said === undefined || VAULT.test(said) || said.includes("{")) return [];
    return [{ code: "answers/bad-name", ...view.at(block, "azure-key-vault", "vault"), at: "value", reason: `${show(said)} cannot be a vault of Azure: 3 to 24 letters, digits and single dashes, beginning with a letter.`, remedy: "Write the name of the vault." }];
  });
}

const DAY = 86_400;

/** Search attributes that PostgreSQL has columns for: Temporal's schema for SQL visibility. */
const COLUMNS: Readonly<Record<string, number>> = { Bool: 3, Datetime: 3, Double: 3, Int: 3, Keyword: 10, KeywordList: 3, Text: 3 };

function namespaces(view: ClusterView): Fault[] {
  const here = ["temporal", "namespaces"] as const;
  return view.names(...here).flatMap((name) => {
    const faults: Fault[] = [];
    if (name === "temporal-system") {
      faults.push({ code: "answers/bad-name", ...view.at(...here, name), at: "key", reason: "`temporal-system` is the server's own namespace.", remedy: "Choose another name." });
    }
    const retention = amount(view, "duration", ...here, name, "retention");
    if (retention !== undefined && retention < DAY) {
      faults.push({ code: "answers/out-of-range", ...view.at(...here, name, "retention"), at: "value", reason: `The server keeps closed workflows for at least one day, not for ${show(view.value(...here, name, "retention"))}.`, remedy: "Write at least `1d`." });
    }
    return [...faults, ...searchAttributes(view, ...here, name, "searchAttributes")];
  });
}

function searchAttributes(view: ClusterView, ...here: readonly string[]): Fault[] {
  if (typeof (view.value("visibility") ?? "sql") !== "string") return [];
  const names = view.names(...here);
  return Object.entries(COLUMNS).flatMap(([type, most]) => {
    const ofType = names.filter((name) => view.value(...here, name) === type);
    const beyond = ofType[most];
    return beyond === undefined ? [] : [{
      code: "answers/out-of-range",
      ...view.at(...here, beyond),
      at: "key",
      reason: `${ofType.length} search attributes of type ${type} are more than the ${most} that PostgreSQL has columns for.`,
      remedy: "Remove some, or use an Elasticsearch for visibility.",
    }];
  });
}

/** Parameters that CloudNativePG sets itself and refuses: its documentation, "Fixed parameters". */
const FIXED = /^(?:shared_preload_libraries|archive_(?!timeout$).+|restore_command|primary_.+|recovery_.+|listen_addresses|port|ssl|ssl_.+_file|ssl_ecdh_curve|log_destination|log_directory|log_filename|log_rotation_.+|logging_collector|hot_standby|synchronous_standby_names|synchronized_standby_slots|cluster_name|config_file|hba_file|ident_file|data_directory|unix_socket_.+|syslog_.+|temp_tablespaces|allow_alter_system|allow_system_table_mods|restart_after_crash)$/;

function parameters(view: ClusterView): Fault[] {
  const here = ["database", "cnpg", "parameters"] as const;
  return view.names(...here).filter((name) => FIXED.test(name)).map((name) => ({
    code: "answers/not-allowed",
    ...view.at(...here, name),
    at: "key",
    reason: `CloudNativePG sets \`${name}\` itself and refuses a PostgreSQL where it is given.`,
    remedy: name === "shared_preload_libraries" ? "Remove it; parameters that begin with pg_stat_statements load that library." : "Remove it.",
  }));
}

function workload(view: ClusterView): Fault[] {
  const [peak, average] = [amount(view, "rate", "workload", "peak"), amount(view, "rate", "workload", "average")];
  if (peak === undefined || average === undefined || average <= peak) return [];
  return [{ code: "answers/contradiction", ...view.at("workload", "average"), at: "value", reason: `The average of ${show(view.value("workload", "average"))} is above the peak of ${show(view.value("workload", "peak"))}.`, remedy: "Correct one of them." }];
}

/** What is asked for and what was frozen, both as paths of the merged cluster. */
const PERMANENT: readonly { readonly asked: readonly string[]; readonly frozen: readonly string[] }[] = [
  { asked: ["shards"], frozen: ["shards"] },
  { asked: ["temporal", "clusterName"], frozen: ["temporalClusterName"] },
  { asked: ["kubernetesNamespaces", "server"], frozen: ["kubernetesNamespaces", "server"] },
  { asked: ["kubernetesNamespaces", "database"], frozen: ["kubernetesNamespaces", "database"] },
  { asked: ["storage", "class"], frozen: ["storage", "class"] },
  { asked: ["database", "external", "names", "default"], frozen: ["database", "default"] },
  { asked: ["database", "external", "names", "visibility"], frozen: ["database", "visibility"] },
];

function permanent(view: ClusterView): Fault[] {
  return PERMANENT.flatMap(({ asked, frozen }) => {
    const said = view.value(...asked) === undefined ? (meantBy(asked, view) ?? asked) : asked;
    const [now, then] = [view.value(...said), view.value("frozen", ...frozen)];
    if (now === undefined || then === undefined || now === then) return [];
    return [{
      code: "answers/permanent-change",
      ...view.at(...said),
      at: "value",
      reason: `\`${asked.join(".")}\` of \`${view.name}\` is ${show(now)}, but the cluster was made with ${show(then)}, which can never change.`,
      remedy: `Write ${listed([String(then)])}. Another value needs a new cluster to move to.`,
    }];
  });
}

/** The short form names one Kubernetes namespace for server and database. */
function meantBy(asked: readonly string[], view: ClusterView): readonly string[] | undefined {
  return asked.at(-1) === "database" && view.value("kubernetesNamespace") !== undefined ? ["kubernetesNamespaces", "server"] : undefined;
}
