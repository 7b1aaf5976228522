import type { ClusterAnswers } from "../answers/answers.ts";
import { compare, type Finding } from "../finding.ts";
import { MISSING_IDENTITY } from "./missing-identity.ts";
import type { Cluster, Starters, Worker, Workers } from "./model.ts";
import { bytesText, cpuText } from "./sizing/units.ts";

/** What each answer allows and the workers together do not: quota, identity, secrets. */
export function workerFindings(cluster: ClusterAnswers, workers: Workers | null): Finding[] {
  if (workers === null) return [];
  return [...quotaFindings(cluster, workers.list), ...workers.list.flatMap((worker) => [...imageFindings(worker), ...identityFindings(cluster, worker), ...secretFindings(cluster, worker), ...credentialFindings(worker)])];
}

/** At a rollout every worker has one pod more than its most. */
function quotaFindings({ quotas }: ClusterAnswers, list: readonly Worker[]): Finding[] {
  const quota = quotas?.workers;
  if (quota === undefined) return [];
  const sum = (of: (worker: Worker) => number): number => list.reduce((all, worker) => all + of(worker) * (worker.most + 1), 0);
  const needs = [
    { key: "cpu", needed: sum(({ requests }) => requests.cpu), allowed: quota.cpu, text: cpuText },
    { key: "memory", needed: sum(({ requests }) => requests.memory), allowed: quota.memory, text: bytesText },
    { key: "pods", needed: sum(() => 1), allowed: quota.pods, text: String },
  ];
  return needs.flatMap(({ key, needed, allowed, text }): Finding[] =>
    allowed === undefined || needed <= allowed
      ? []
      : [fault("answers/contradiction", `quotas.workers.${key}`, `All workers at their most pods, and one more of each at a rollout, need ${text(needed)} of ${key}; the quota is ${text(allowed)}, so pods would be refused when they are needed most.`, "Raise the quota, or lower pods or sizes of the workers.")],
  );
}

function imageFindings({ name, image }: Worker): Finding[] {
  if (image.includes("/")) return [];
  return [fault("answers/missing", `workers.${name}.image`, `Nobody says where the image of the worker \`${name}\` is.`, "Add `image`, for example `registry.example/acme/NAME`, or `delivery.registries`, of which the first holds it.")];
}

function identityFindings({ cloud }: ClusterAnswers, worker: Worker): Finding[] {
  if (cloud !== "azure" || worker.identityClient !== null || worker.podLabels === null) return [];
  const why = [...(worker.calls.keyVault ? ["the key that encrypts payloads"] : []), ...(worker.calls.identityProvider ? ["its token for Temporal"] : [])].join(" and ");
  return [fault(MISSING_IDENTITY, `workers.${worker.name}.identity`, `The worker \`${worker.name}\` gets ${why} by an identity of Azure, and the answers name none.`, "Add `identity`, the client id of a managed identity of its own; `azure.identities.workers` holds for all workers that have none.")];
}

/** The starters know one way to tokens, workload identity of Azure: where it leads nowhere, they would end at every start. */
function credentialFindings({ name, starter, env, podLabels, calls }: Worker): Finding[] {
  if (!starter) return [];
  const azure = podLabels !== null;
  const missing = [...(env["TEMPORAL_TOKEN_SCOPE"] !== undefined && !(azure && calls.identityProvider) ? ["its token for Temporal"] : []), ...(calls.keyVault && !azure ? ["the key that encrypts payloads"] : [])];
  if (missing.length === 0) return [];
  return [{ ...fault("answers/worker-credential", `workers.${name}`, `The starter of \`${name}\` gets ${missing.join(" and ")} by an identity of Azure, which its pods do not have here: it would end at every start.`, `Put another credential in the place of \`WorkloadIdentityCredential\` in services/${name} before the first deployment, or name code of your own by \`source\`.`), severity: "warning" }];
}

function secretFindings({ secrets }: ClusterAnswers, worker: Worker): Finding[] {
  if (secrets?.sops !== undefined || secrets?.["azure-key-vault"] !== undefined) return [];
  const missing = [{ key: "secrets", name: worker.secret?.name }, { key: "pullSecret", name: worker.pullSecret }];
  return missing.flatMap(({ key, name }) => (name == null ? [] : [fault("answers/secret-without-source", `workers.${worker.name}.${key}`, `Nothing brings the Secret \`${name}\` into the cluster.`, "Add `secrets: {sops: age}`, or a secret store of the cloud.")]));
}

const fault = (code: string, path: string, reason: string, remedy: string): Finding => ({ code, severity: "error", path, reason, remedy });

/** A starter is one program in services/, for all clusters: it cannot be written in two languages. */
export function starterFindings(clusters: readonly Pick<Cluster, "name" | "workers">[]): { cluster: string; finding: Finding }[] {
  const languages = new Map<string, { readonly language: Worker["language"]; readonly cluster: string }>();
  return clusters.flatMap((cluster) =>
    (cluster.workers?.list ?? []).filter(({ starter }) => starter).flatMap(({ name, language }) => {
      const first = languages.get(name);
      languages.set(name, first ?? { language, cluster: cluster.name });
      if (first === undefined || first.language === language) return [];
      const reason = `The worker \`${name}\` is written in ${language} here and in ${first.language} in \`${first.cluster}\`, but its code, services/${name}, is one for all clusters.`;
      return [{ cluster: cluster.name, finding: fault("answers/contradiction", `workers.${name}.language`, reason, "Say one language, give one of them another name, or say by `source` where the code is.") }];
    }),
  );
}

/** Workers whose code has no place of its own, by language; one that several clusters have counts once, in the language of the first. */
export function startersOf(clusters: readonly Pick<Cluster, "workers">[]): Starters {
  const languages = new Map<string, Worker["language"]>();
  for (const { name, language, starter } of clusters.flatMap(({ workers }) => workers?.list ?? [])) if (starter && !languages.has(name)) languages.set(name, language);
  const of = (wanted: Worker["language"]): { name: string }[] => [...languages].filter(([, language]) => language === wanted).map(([name]) => ({ name })).sort((a, b) => compare(a.name, b.name));
  return { typescript: of("typescript"), python: of("python") };
}
