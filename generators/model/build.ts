import type { Answers, ClusterAnswers, Frozen } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import type { Finding } from "../finding.ts";
import { alertingFindings, placeAlerting } from "./alerting.ts";
import { backupFindings, sidecarMemory } from "./backup.ts";
import { codecMemory, codecSecrets, placeCodec } from "./codec.ts";
import { codecFindings } from "./codec-findings.ts";
import { placeDatabase } from "./database.ts";
import { placeDelivery } from "./delivery.ts";
import { notebook } from "./derivation.ts";
import { placeClusterDocuments, placeDocuments } from "./documents.ts";
import { placeExposure } from "./exposure.ts";
import { externalDatabaseFindings, externalDatabaseSecrets, placeExternalDatabase } from "./external-database.ts";
import { identityFindings, identitySecrets, placeIdentity } from "./identity.ts";
import { kustomizations, presentSteps } from "./kustomizations.ts";
import type { Cluster, Model, RequiredSecret, StepName } from "./model.ts";
import { namespaceFindings } from "./namespace-findings.ts";
import { placeNamespaces } from "./namespaces.ts";
import { placementFindings, sharedArchives } from "./placement.ts";
import { planNetwork } from "./network/index.ts";
import { placeNodes } from "./nodes.ts";
import { expect } from "./observability.ts";
import { argoControllers, placeOperators } from "./operators.ts";
import { backupSecrets, placeSecrets, secretFindings, sharedSecrets, unbroughtSecrets } from "./secrets.ts";
import { gibText, memoryOf } from "./sizing/services.ts";
import { sizeCluster, type Sizing } from "./sizing/index.ts";
import { tierFloors } from "./sizing/tiers.ts";
import { MiB } from "./sizing/units.ts";
import { placeTemporal } from "./temporal.ts";
import { clientAuthority, placeTls } from "./tls.ts";
import { installedOperators, usesOf } from "./uses.ts";
import { starterFindings, startersOf, workerFindings } from "./worker-findings.ts";
import { placeWorkers, workerSecrets } from "./workers.ts";

export interface Built {
  readonly model: Model;
  /** Choices of each cluster that can never change again, to be written into its `frozen` block. */
  readonly frozen: Readonly<Record<string, Frozen>>;
  readonly findings: readonly Finding[];
}

/** Memory of the admin tools: request and limit of the template, in bytes. */
const ADMIN_TOOLS = { requested: 32 * MiB, limit: 128 * MiB };

const STEP_NAMES: readonly StepName[] = ["operators", "configs", "database", "schema", "server", "exposure", "configuration", "codec", "workers", "delivery", "observability"];

/**
 * Answers and a version set become everything that templates may say. Pure: the same input gives the same model.
 * Findings point at the line of the answers that set the value.
 */
export function buildModel(answers: Answers, versions: Combination, generator: Model["generator"]): Built {
  const findings: Finding[] = [];
  const frozen: Record<string, Frozen> = {};
  const branch = answers.repository.branch ?? "main";
  const prefix = answers.repository.into === undefined ? "" : `${answers.repository.into}/`;
  const webUrl = webAddress(answers.repository.url, branch, prefix);
  const customer = { name: answers.customer.name, title: answers.customer.title ?? answers.customer.name };
  const clusters = answers.clusters.map((cluster) => {
    const built = buildCluster(cluster, versions, { customer: customer.title, url: answers.repository.url, branch, prefix, webUrl });
    findings.push(...built.findings.map((finding) => placed(finding, cluster.name, answers)));
    frozen[cluster.name] = freezeOf(built.cluster);
    return built.cluster;
  });
  const uses = usesOf(clusters);
  const model: Model = {
    generator,
    customer,
    repository: { url: answers.repository.url, branch, prefix, webUrl },
    versions,
    uses,
    installed: installedOperators(clusters),
    clusters,
    documents: placeDocuments(answers, uses, clusters),
    starters: startersOf(clusters),
  };
  findings.push(...[...sharedArchives(clusters), ...starterFindings(clusters)].map(({ cluster, finding }) => placed(finding, cluster, answers)));
  return { model, frozen, findings };
}

interface Surroundings {
  readonly customer: string;
  readonly url: string;
  readonly branch: string;
  readonly prefix: string;
  readonly webUrl: string;
}

/** Why Flux never deletes a namespace of ours. */
const keptBecause = (name: string, database: string | null): string => `Deleting the namespace would delete ${name === database ? "the database with it" : "everything in it, of whoever it is"}.`;

function buildCluster(cluster: ClusterAnswers, versions: Combination, around: Surroundings): { cluster: Cluster; findings: Finding[] } {
  const notes = notebook();
  const sizing = sizeCluster(cluster, notes);
  const namespaces = placeNamespaces(cluster, notes);
  const operators = placeOperators(cluster, namespaces, versions, notes);
  const database = placeExternalDatabase(cluster, sizing.postgres, notes) ?? placeDatabase(cluster, namespaces, sizing.postgres, versions, notes);
  const exposure = placeExposure(cluster, around.customer, namespaces.server, notes);
  const tls = placeTls(cluster, around.customer, namespaces, notes);
  const identity = placeIdentity(cluster, exposure, notes);
  const temporal = placeTemporal(cluster, namespaces.server, sizing, notes);
  const path = `${around.prefix}clusters/${cluster.name}`;
  const codec = placeCodec(cluster, { namespaces, exposure, identity, prefix: around.prefix, temporalNamespaces: temporal.namespaces.map(({ name }) => name) }, notes);
  const workers = placeWorkers(cluster, { prefix: around.prefix, namespaces, operators, tls, identity, codec, temporal }, notes);
  const delivery = placeDelivery(cluster, { path, url: around.url, branch: around.branch, namespaces, codec, workers }, notes);
  const alerting = placeAlerting(cluster, namespaces, notes);
  const ownedNamespaces = [
    ...new Set([
      namespaces.server,
      ...(database.cnpg ? [namespaces.database] : []),
      ...(codec ? [namespaces.codec] : []),
      ...(workers ? [namespaces.workers] : []),
      ...(delivery ? [namespaces.delivery, delivery.buildsNamespace] : []),
    ]),
  ];
  const required: readonly RequiredSecret[] = sharedSecrets([
    ...backupSecrets(cluster, namespaces.database),
    ...externalDatabaseSecrets(database, namespaces.server),
    ...identitySecrets(identity, namespaces.server),
    ...codecSecrets(codec, workers),
    ...workerSecrets(workers),
    ...(delivery?.secrets ?? []),
    ...(alerting?.required ?? []),
  ]);
  const secrets = placeSecrets(cluster, required, namespaces.server);
  const present = presentSteps({ operators: operators.anyInstalled, database: database.cnpg !== null, exposure: exposure.any, configuration: temporal.hasNamespaces, codec: codec !== null, workers: workers !== null, delivery: delivery !== null });
  const steps = kustomizations(path, present, { decrypt: secrets?.provider === "sops", externalSecrets: { configs: secrets?.provider === "external-secrets", database: database.cnpg?.ownNamespace === true }, certificates: tls.any || exposure.privateCa !== null });
  const { memory, findings } = memoryBudget(cluster, sizing, database, codecMemory(cluster, codec));
  const state = cluster.state ?? "running";
  const built: Cluster = {
    name: cluster.name,
    environment: cluster.environment,
    tier: cluster.tier,
    cloud: cluster.cloud,
    region: cluster.region ?? null,
    state,
    running: state === "running",
    path,
    namespaces,
    ownedNamespaces,
    restrictedNamespaces: ownedNamespaces.filter((namespace) => namespace !== delivery?.buildsNamespace).map((name) => ({ name, keptBecause: keptBecause(name, database.cnpg ? namespaces.database : null) })),
    flux: {
      clusterType: cluster.cloud === "on-premises" ? "kubernetes" : cluster.cloud,
      size: cluster.tier === "small" ? "small" : "medium",
      ref: `refs/heads/${around.branch}`,
      pullSecret: cluster.flux?.pullSecret ?? null,
    },
    operators,
    argoControllers: argoControllers(operators, delivery ? [delivery.namespace, delivery.buildsNamespace] : []),
    kustomizations: steps,
    bases: {
      source: "../../../apps/temporal/source",
      schema: "../../../apps/temporal/schema",
      configuration: "../../../apps/temporal/configuration",
      rules: "../../../../observability/rules",
      dashboards: "../../../../observability/dashboards",
    },
    custom: Object.fromEntries(STEP_NAMES.map((step) => [step, `../../../custom/${cluster.name}/${step}`])) as Record<StepName, string>,
    documents: placeClusterDocuments(cluster, { path, ownedNamespaces, secrets, database, temporal, identity, codec, workers, namespaces }),
    images: { adminTools: `temporalio/admin-tools:${versions.temporal.adminTools}` },
    secrets,
    database,
    temporal,
    tls,
    identity,
    login: identity !== null && identity.callbackUrl !== null ? { ...identity, callbackUrl: identity.callbackUrl } : null,
    clientAuthority: clientAuthority(tls, namespaces, workers !== null),
    hasServerVolumes: tls.any || database.caSecret !== "",
    nodes: placeNodes(cluster),
    priorityClass: cluster.priorityClass ?? null,
    codec,
    workers,
    delivery,
    alerting,
    exposure,
    network: planNetwork({ namespaces, ownedNamespaces, operators, database, exposure, tls, identity, internalFrontend: temporal.internalFrontend !== null, codec, workers, delivery, hasNamespaces: temporal.hasNamespaces, running: state === "running" }),
    observability: expect({ release: operators.prometheus.release, webUrl: around.webUrl, namespaces, kustomizations: steps, temporal, database, codec, workers, delivery, secrets, authority: tls.clients !== "none" && tls.clientIssuer.ours ? operators.certManager.namespace : null, state, answers: cluster }),
    memory,
    derivations: notes.derivations,
    permanent: notes.derivations.filter((derivation) => derivation.permanent),
    changeable: notes.derivations.filter((derivation) => !derivation.permanent),
    givesUp: tierFloors[cluster.tier].givesUp,
  };
  const partFindings = [
    ...namespaceFindings(cluster, namespaces, operators, { database, codec, workers, delivery }),
    ...backupFindings(cluster),
    ...secretFindings(cluster, required, { database, namespaces, workers }),
    ...externalDatabaseFindings(cluster),
    ...identityFindings(cluster, identity),
    ...unbroughtSecrets(cluster, { identity, delivery, alerting }),
    ...codecFindings(cluster, codec, { exposure, identity }),
    ...workerFindings(cluster, workers),
    ...alertingFindings(cluster),
  ];
  return { cluster: built, findings: [...sizing.findings, ...findings, ...placementFindings(cluster, namespaces, around.url), ...partFindings] };
}

/** The budget bounds what the scheduler reserves; what all limits add up to is told beside it. */
function memoryBudget(cluster: ClusterAnswers, sizing: Sizing, { cnpg }: Cluster["database"], codec: ReturnType<typeof codecMemory>): { memory: Cluster["memory"]; findings: Finding[] } {
  const services = memoryOf({ ...sizing.services, ...(sizing.internalFrontend && { "internal-frontend": sizing.internalFrontend }) });
  const instances = cnpg?.instances ?? 0;
  const sidecar = cnpg?.backup ? sidecarMemory(cluster.tier) : { requested: 0, limit: 0 };
  const requested = services.requested + instances * (sizing.postgres.memory + sidecar.requested) + ADMIN_TOOLS.requested + codec.requested;
  const limit = services.limit + instances * (sizing.postgres.memory + sidecar.limit) + ADMIN_TOOLS.limit + codec.limit;
  const budget = cluster.memoryBudget;
  const findings: Finding[] =
    budget === undefined || requested <= budget
      ? []
      : [{
          code: "sizing/memory-budget",
          severity: "error",
          path: "memoryBudget",
          reason: `The platform reserves ${gibText(requested)} of memory, more than the budget of ${gibText(budget)}.`,
          remedy: "Raise the budget, lower the memory or the replicas of a service (`services`), or choose the tier `small`.",
        }];
  return { memory: { requested: gibText(requested), limit: gibText(limit), budget: budget === undefined ? null : gibText(budget) }, findings };
}

const freezeOf = (cluster: Cluster): Frozen => ({
  shards: cluster.temporal.shards,
  temporalClusterName: cluster.temporal.clusterName,
  failoverVersionIncrement: cluster.temporal.failoverVersionIncrement,
  kubernetesNamespaces: { server: cluster.namespaces.server, ...(cluster.database.cnpg && { database: cluster.namespaces.database }) },
  database: { ...(cluster.database.cnpg && { cluster: cluster.database.cnpg.cluster }), ...cluster.database.names },
  ...(cluster.database.cnpg?.storageClass != null && { storage: { class: cluster.database.cnpg.storageClass } }),
});

/** A finding about a cluster gets its full path and the line that set the value. */
function placed(finding: Finding, cluster: string, answers: Answers): Finding {
  const path = `clusters.${cluster}${finding.path === undefined ? "" : `.${finding.path}`}`;
  return { ...answers.origin(path), ...finding, path };
}

/** Where a browser finds a file of the branch. GitLab, known by its host name, inserts `/-`; every other host gets GitHub's form. */
function webAddress(url: string, branch: string, prefix: string): string {
  const https = url.replace(/^ssh:\/\/(?:[^@/]+@)?/, "https://").replace(/^(?:[^@/]+)@([^:/]+):/, "https://$1/").replace(/\.git$/, "").replace(/\/$/, "");
  const separator = /^https:\/\/[^/]*gitlab/.test(https) ? "/-/blob/" : "/blob/";
  return `${https}${separator}${branch}${prefix === "" ? "" : `/${prefix.replace(/\/$/, "")}`}`;
}
