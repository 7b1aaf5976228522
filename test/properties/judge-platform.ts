import { parseAllDocuments } from "yaml";
import { expectationsOf } from "../../generators/cli/expectations.ts";
import { generate, type Generated } from "../../generators/cli/generate.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import type { Cluster } from "../../generators/model/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { verify } from "../../generators/verify/index.ts";

export interface Judgement {
  /** Whether a repository came out of it. */
  readonly emitted: boolean;
  readonly refusals: readonly Finding[];
  /** What is wrong with the generator, one sentence each; empty when it did its work. */
  readonly faults: readonly string[];
}

/** Answers are refused for reasons that a person can act on, or become a repository that is right: nothing between. */
export async function faultsOf(text: string): Promise<Judgement> {
  let made: ReturnType<typeof generate>;
  try {
    made = generate(text, "platform.yaml");
  } catch (error) {
    return { emitted: false, refusals: [], faults: [`exception: ${error instanceof Error ? error.stack : String(error)}`] };
  }
  const { generated, findings } = made;
  const unclear = findings.filter((finding) => !isClear(finding)).map((finding) => `unclear finding: ${JSON.stringify(finding)}`);
  if (generated === undefined) {
    const refusals = findings.filter(isError);
    return { emitted: false, refusals, faults: refusals.length > 0 ? unclear : ["refused without an error"] };
  }
  // While ids are awaited only what makes them is written: no cluster is there yet to look at.
  if (generated.waiting) return { emitted: false, refusals: [], faults: [...unclear, ...(await unverified(generated)), ...changedByUpdate(generated)] };
  return { emitted: true, refusals: [], faults: [...unclear, ...(await unverified(generated)), ...changedByUpdate(generated), ...strangers(generated)] };
}

/** Says where, what and what to do. */
const isClear = ({ file, line, column, path, reason, remedy }: Finding): boolean =>
  file === "platform.yaml" && line !== undefined && column !== undefined && path !== undefined && reason.length > 10 && remedy.length > 4 && !/undefined|\[object|NaN/.test(reason + remedy);

async function unverified({ tree, model }: Generated): Promise<string[]> {
  try {
    return (await verify(tree, expectationsOf(model))).filter(({ severity }) => severity !== "info").map(({ code, file, line, path, reason }) => `${code} ${file}:${line} ${path}: ${reason}`);
  } catch (error) {
    return [`exception in verify: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

/** `update` right after `new` reads the answers with their permanent choices filled in, and must have nothing to do. */
function changedByUpdate({ tree, platformYaml }: Generated): string[] {
  const { generated: again, findings } = generate(platformYaml, "platform.yaml");
  if (again === undefined) return [`frozen answers are refused: ${JSON.stringify(findings.filter(isError))}`];
  const paths = [...new Set([...tree.keys(), ...again.tree.keys()])].filter((path) => tree.get(path)?.text !== again.tree.get(path)?.text);
  return [...paths.map((path) => `an update right after new changes ${path}`), ...(again.platformYaml === platformYaml ? [] : ["an update right after new changes platform.yaml"])];
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

/** NetworkPolicies that lie in, or let in, Kubernetes namespaces that nobody makes and no answer names. */
function strangers({ tree, model }: Generated): string[] {
  return model.clusters.flatMap((cluster) => {
    const resources = resourcesOf(tree, cluster);
    const there = new Set([...cluster.ownedNamespaces, ...operatorsOf(cluster), ...namedByAnswers(cluster), "kube-system", "flux-system"]);
    const made = new Set(resources.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name));
    const policies = resources.filter(({ kind }) => kind === "NetworkPolicy");
    return [
      ...(policies.length > 0 ? [] : [`${cluster.name} has no NetworkPolicy`]),
      ...cluster.ownedNamespaces.filter((name) => !made.has(name)).map((name) => `${cluster.name}: nothing makes the Kubernetes namespace ${name}`),
      ...policies.flatMap(({ metadata, spec }) => [metadata.namespace ?? "default", ...peersIn(spec)].filter((name) => !there.has(name)).map((name) => `${cluster.name}: NetworkPolicy ${metadata.namespace}/${metadata.name} names the Kubernetes namespace ${name}`)),
    ];
  });
}

function resourcesOf(tree: Tree, { name }: Cluster): Resource[] {
  const texts = [...tree].filter(([path]) => path.startsWith(`clusters/${name}/`) && path.endsWith(".yaml")).map(([, { text }]) => text);
  return texts.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Resource)).filter((resource) => resource?.metadata !== undefined);
}

const operatorsOf = ({ operators: { certManager, cloudnativePg, externalSecrets, prometheus, keda, argoWorkflows } }: Cluster): string[] =>
  [certManager, cloudnativePg, externalSecrets, prometheus, keda, argoWorkflows].map(({ namespace }) => namespace);

/** The ingress controller's, and that of an object store which runs as a Service. */
const namedByAnswers = ({ exposure, database }: Cluster): string[] => [
  ...(exposure.ingress ? [exposure.ingress.namespace] : []),
  ...(/^https?:\/\/[^./]+\.([^./]+)\.svc/.exec(database.cnpg?.backup?.endpoint ?? "")?.slice(1) ?? []),
];

/** Values of the label by which a policy chooses Kubernetes namespaces by name. */
function peersIn(spec: unknown): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  return Object.entries(spec).flatMap(([key, value]) => (key === "kubernetes.io/metadata.name" ? [String(value)] : peersIn(value)));
}
