import { valueAt } from "../../document/index.ts";
import { mapAt } from "../read/shape.ts";
import type { Item } from "./item.ts";

/** Kind, namespace and name of a source of Flux → its address. */
export type Sources = Map<string, unknown>;

const keyOf = (kind: unknown, namespace: unknown, name: unknown): string => JSON.stringify([kind, namespace, name]);

/** Notes the sources among some items. */
export function addSources(sources: Sources, items: readonly Item[]): void {
  for (const { identity, data } of items) {
    if (identity.group === "source.toolkit.fluxcd.io") sources.set(keyOf(identity.kind, identity.namespace, identity.name), valueAt(data, ["spec", "url"]));
  }
}

/**
 * Name of the source that a Flux Kustomization takes its content from, when it is certain that it is not this repository.
 * `own` is the address that the cluster synchronises; where no instance says it, it is that of the source `flux bootstrap` makes.
 */
export function otherSource(flux: Item, sources: Sources, own: unknown): string | undefined {
  const { kind, name, namespace } = mapAt(flux.data, ["spec", "sourceRef"]);
  const url = sources.get(keyOf(kind, namespace ?? flux.identity.namespace, name));
  const synchronised = own ?? sources.get(keyOf("GitRepository", "flux-system", "flux-system"));
  // Before `flux bootstrap` has run its source is not there, and a source of another name is one of its own.
  const isOther = synchronised === undefined ? name !== "flux-system" : url !== synchronised;
  return url !== undefined && isOther ? `${String(kind)} ${String(name)}` : undefined;
}

/** True when the content comes from a Git repository: an artifact has a tree of its own. */
export const isGit = (flux: Item): boolean => valueAt(flux.data, ["spec", "sourceRef", "kind"]) === "GitRepository";
