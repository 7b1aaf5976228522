import type { PermanentGroup, Preview } from "../ask/review.ts";
import { readAnswers } from "../answers/index.ts";
import { combinations } from "../catalogue/combinations.ts";
import { isError, type Finding } from "../finding.ts";
import { buildModel, MISSING_IDENTITY, type Cluster, type Model } from "../model/index.ts";
import { showSummary } from "./show-summary.ts";
import { awaitIdentities } from "./stage.ts";
import { NAME, version } from "./version.ts";

/** What follows from answers, before anything is rendered or written. */
export function previewOf(text: string, file: string): Preview {
  const { answers, findings } = readAnswers(text, file);
  if (answers === undefined || findings.some(isError)) return { derived: [], permanent: [], notes: [], ...told(findings) };
  const { model, findings: built } = buildModel(answers, combinations[0], { name: NAME, version });
  const { waiting, findings: all } = awaitIdentities([...findings, ...built], answers);
  const notes = [
    ...(waiting ? ["Azure has yet to give ids. First only what makes them is written (cloud/azure); `update` writes the rest once they are in platform.yaml."] : []),
    ...gathered(all.filter(({ severity, code }) => severity === "warning" && code !== MISSING_IDENTITY)),
  ];
  return { derived: [...showSummary(model).split("\n").map((line) => line.replace(" (can never change)", "")), ...costs(model)], permanent: permanentGroups(model), notes, ...told(all) };
}

/** What several clusters have in common is said once. */
function gathered(findings: readonly Finding[]): string[] {
  const about = new Map<string, Set<string>>();
  for (const { reason, remedy, path } of findings) {
    const [block, cluster] = path?.split(".") ?? [];
    const clusters = about.get(`${reason} ${remedy}`) ?? new Set();
    about.set(`${reason} ${remedy}`, block === "clusters" && cluster !== undefined ? clusters.add(cluster) : clusters);
  }
  return [...about].map(([text, clusters]) => `${clusters.size === 0 ? "" : `${[...clusters].join(", ")}: `}${text}`);
}

const told = (findings: readonly Finding[]): Pick<Preview, "problems" | "codes"> => ({
  problems: gathered(findings.filter(isError)),
  codes: new Set(findings.map(({ code }) => code)),
});

/** What a bill follows from, over all clusters; prices are the cloud's. */
function costs({ clusters }: Model): string[] {
  const rows = clusters.map(({ name, memory, database, temporal, workers }) => {
    const pods = [temporal.frontend, temporal.history, temporal.matching, temporal.worker, temporal.web].reduce((sum, { plannedReplicas }) => sum + plannedReplicas, 0);
    const postgres = database.cnpg ? `PostgreSQL here: ${database.cnpg.instances} × ${database.cnpg.storage} of volumes` : "PostgreSQL bought as a service";
    return `  ${name}: ${pods} server pods${workers ? " and the workers" : ""}, ${memory.requested} of memory reserved; ${postgres}`;
  });
  return ["What it costs follows from", ...rows];
}

/** What is confirmed one group at a time: names, the size of history, where data lies. */
function permanentGroups({ customer, clusters }: Model): PermanentGroup[] {
  const derived = ({ derivations }: Cluster, path: string): string => derivations.find((one) => one.path === path)?.value ?? "";
  return [
    {
      title: "Names and places",
      lines: [`Customer ${customer.name}.`, ...clusters.map(({ name, environment, cloud, region, namespaces }) => `Cluster ${name}: environment ${environment}, ${cloud}${region === null ? "" : ` ${region}`}, Kubernetes namespace ${namespaces.server}.`)],
      consequence: "A cluster under another name is a new cluster with an empty database.",
    },
    {
      title: "History shards",
      lines: clusters.map((cluster) => `${cluster.name}: ${cluster.temporal.shards}, for ${derived(cluster, "workload.load")}.`),
      consequence: "More of them need a new cluster, to which everything moves. They follow from the peak load: is it right?",
    },
    {
      title: "Where data lies",
      lines: clusters.map((cluster) => (cluster.database.cnpg ? `${cluster.name}: PostgreSQL cluster ${derived(cluster, "database.cluster")}, storage class ${derived(cluster, "storage.class") || "the default one"}, databases ${derived(cluster, "database.default")} and ${derived(cluster, "database.visibility")}.` : `${cluster.name}: ${cluster.database.host}.`)),
      consequence: "A volume keeps its class, and a server that starts on another database starts empty.",
    },
  ];
}
