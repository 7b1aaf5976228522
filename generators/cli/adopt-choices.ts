import type { FrozenChoice, Lock, Provenance } from "../apply/index.ts";
import type { Finding } from "../finding.ts";
import { decodeText, shellWord, type Adopted, type MineFile } from "../plan/index.ts";
import { answersDigest } from "./answers-digest.ts";
import { declaredChoices } from "./declared.ts";
import type { Generated } from "./generate.ts";
import { describeChange, permanentChoices } from "./permanent.ts";
import { newerRecord } from "./newer.ts";
import { provenance } from "./provenance.ts";
import { NAME } from "./version.ts";

/**
 * Why a record may not be rebuilt: answers that contradict what the manifests tell the clusters, or what is left of the lock; a lock
 * that a newer program wrote; a lock of other clusters. The permanent choices must be right before anything builds on them.
 */
export function refusedAdoption(generated: Generated, lock: Lock | undefined, mine: ReadonlyMap<string, MineFile>, accepted: readonly string[], file: string): Finding[] {
  const { answers, model, frozen } = generated;
  const chosen = new Map(permanentChoices(frozen, model.clusters).map((choice) => [keyOf(choice), choice.value]));
  const stated = [...mine].flatMap(([path, each]) => {
    const cluster = model.clusters.find((one) => path.startsWith(`${one.path}/`))?.name;
    const text = each.kind === "file" ? decodeText(each.bytes) : undefined;
    return cluster === undefined || text === undefined ? [] : declaredChoices(text, path).map((choice) => ({ cluster, ...choice }));
  });
  const contradicted = stated.flatMap(({ cluster, path, value, place }): Finding[] => {
    const now = chosen.get(keyOf({ cluster, path }));
    const key = keyOf({ cluster, path });
    const change = now === undefined || accepted.includes(key) ? undefined : describeChange({ cluster, path }, value, now, `become ${JSON.stringify(now)}, as platform.yaml says`, place.file);
    if (change === undefined) return [];
    const where = answers.origin(key);
    return [{ ...change, ...place, code: "adopt/contradiction", severity: "error", remedy: `See which the running cluster has. Write it here and into platform.yaml (line ${where.line ?? 1})${path.startsWith("frozen.") ? `, there as \`${key}\`` : ""}. To take platform.yaml's: ${NAME} adopt --accept-permanent-change ${shellWord(key)}` }];
  });
  return [...contradicted, ...(lock === undefined ? [] : [...newerRecord(lock), ...otherClusters(lock, generated, accepted, file)])];
}

const keyOf = ({ cluster, path }: Pick<FrozenChoice, "cluster" | "path">): string => `clusters.${cluster}.${path}`;

function otherClusters({ states }: Lock, { model }: Generated, accepted: readonly string[], file: string): Finding[] {
  const names = new Set(model.clusters.map(({ name }) => name));
  return [...new Set(states.map(({ cluster }) => cluster))].flatMap((name): Finding[] => {
    if (names.has(name) || accepted.includes(`clusters.${name}`)) return [];
    return [{
      code: "adopt/other-clusters",
      severity: "error",
      file,
      path: `clusters.${name}`,
      reason: `The record is about the cluster ${name}, which platform.yaml does not have: the cluster was renamed or removed there, or this is a copy of another repository.`,
      remedy: `Put it back. In a copy for other clusters: remove the folders .temporal-platform and clusters/${name}, and run adopt again.`,
    }];
  });
}

/**
 * Where the rebuilt record says it comes from. The digest of the answers stands in it only when the next update would change nothing.
 * A cluster counts as stopped only when its manifests say so: one that runs must drain first.
 */
export function adoptedProvenance(generated: Generated, text: string, { base, verdicts }: Adopted, lock: Lock | undefined): Provenance {
  const { tree, platformYaml, model, waiting } = generated;
  const now = provenance({ ...generated, waiting: false }, lock ?? { generators: [], answers: [], combinations: [], frozen: [], states: [], files: [] });
  const current = !waiting && platformYaml === text && base.size === tree.size && [...tree].every(([path, { text: ours, ownership }]) => ownership === "once" || base.get(path) === ours);
  const isStopped = (folder: string): boolean => [`${folder}/server/helmrelease.yaml`, `${folder}/database/postgres-cluster.yaml`].every((path) => !tree.has(path) || verdicts.get(path) === "as-emitted");
  const recorded = new Map(lock?.states.map(({ cluster, state }) => [cluster, state]));
  return {
    ...now,
    answers: current ? now.answers : answersDigest(""),
    states: model.clusters.map(({ name, path, state }) => ({ cluster: name, state: recorded.get(name) ?? (state === "stopped" && !isStopped(path) ? "running" : state) })),
  };
}
