import type { Path } from "../document/index.ts";
import type { ClusterView } from "./cluster-view.ts";
import { checkAddress } from "./check-addresses.ts";
import { show, type Fault } from "./codes.ts";
import { badValue, closest, missingKey } from "./explain.ts";
import { doubleForms, hasPlaceholder, isMap, lookup, peersOf, PLACEHOLDERS, textAt, type Traced, type TracedMap } from "./layers.ts";
import { child, resolve, settingsNode, type SchemaNode } from "./schema.ts";

/** Who replicates whom: every name has to exist, and nobody may end at itself. */
export function checkPeers(root: Traced): Fault[] {
  const clusters = lookup(root, "clusters");
  if (!isMap(clusters)) return [];
  const names = [...clusters.entries.keys()];
  return names.flatMap((name): Fault[] => {
    const peer = textAt(clusters, name, "replicaOf");
    const at = { path: ["clusters", name, "replicaOf"], at: "value" } as const;
    if (peer === undefined) return [];
    if (!names.includes(peer)) {
      const meant = closest(peer, names);
      return [{ ...at, code: "answers/unknown-cluster", reason: `There is no cluster ${show(peer)}.`, remedy: meant === undefined ? "Name one of the clusters of this file." : `Did you mean \`${meant}\`?` }];
    }
    const chain = [name, ...peersOf(clusters, name)];
    const end = textAt(clusters, chain.at(-1) ?? name, "replicaOf");
    if (end === undefined || !chain.includes(end)) return [];
    return [{ ...at, code: "answers/circular", reason: `${[...chain, end].map((link) => `\`${link}\``).join(" replicates ")}: a circle has nothing to inherit from.`, remedy: "Remove `replicaOf` from the cluster that normally serves." }];
  });
}

/** A short form and its long form in one layer: nobody can tell which was meant. */
export function checkShortForms(root: Traced): Fault[] {
  const groups = [lookup(root, "tiers"), lookup(root, "clusters")].flatMap((group) => (isMap(group) ? [...group.entries.values()] : []));
  return [lookup(root, "defaults"), ...groups].flatMap(doubleForms).map(({ short, long }) => ({
    code: "answers/contradiction",
    path: long.at,
    at: "value",
    reason: `\`${long.at.slice(-2).join(".")}\` is the long form of \`${String(short.at.at(-1))}\`, which is said here too.`,
    remedy: "Remove one of the two.",
  }));
}

/** Keys that must be there once all layers are merged. */
export function checkComplete(view: ClusterView): Fault[] {
  const faults: Fault[] = [];
  const walk = (traced: TracedMap, node: SchemaNode, inside: readonly string[]): void => {
    for (const key of resolve(node)["x-required"] ?? []) {
      if (traced.entries.has(key) || view.isSpoilt(...inside, key)) continue;
      faults.push({ ...missingKey(["clusters", view.name, ...inside, key], node), from: traced.at });
    }
    for (const [key, inner] of traced.entries) {
      const below = child(node, key);
      if (below && isMap(inner)) walk(inner, below, [...inside, key]);
    }
  };
  walk(view.merged, settingsNode, []);
  return faults;
}

/** Texts with words in braces, once these are filled in: too long now, or still with a word that this cluster has no value for. */
export function checkFilled(before: Traced, after: Traced, name: string): Fault[] {
  const faults: Fault[] = [];
  const walk = (written: unknown, filled: unknown, node: SchemaNode | undefined, at: Path): void => {
    if (Array.isArray(written) && Array.isArray(filled)) return written.forEach((item, index) => walk(item, filled[index], node && child(node, index), [...at, index]));
    if (typeof filled !== "string" || !hasPlaceholder(written)) return;
    const empty = PLACEHOLDERS.find((word) => filled.includes(`{${word}}`));
    if (empty !== undefined) {
      faults.push({ code: "answers/unknown-placeholder", path: at, at: "value", reason: `\`{${empty}}\` in ${show(written)} is not filled in for \`${name}\`: that cluster has no \`${empty}\`.`, remedy: `Say \`${empty}\` for the cluster, or write the value out.` });
      return;
    }
    const limit = node && resolve(node).maxLength;
    if (node && limit !== undefined && filled.length > limit) faults.push(badValue(at, filled, node, "maxLength", { limit }));
    else if (node) faults.push(...checkAddress(at, filled, node));
  };
  const descend = (written: Traced, filled: Traced | undefined, node: SchemaNode | undefined): void => {
    if (filled === undefined) return;
    if (!isMap(written) || !isMap(filled)) return isMap(written) || isMap(filled) ? undefined : walk(written.value, filled.value, node, written.at);
    for (const [key, inner] of written.entries) descend(inner, filled.entries.get(key), node && child(node, key));
  };
  descend(before, after, settingsNode);
  return faults;
}
