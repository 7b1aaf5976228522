import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, mapsAt } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

/** Flux objects that wait for each other in a circle wait for ever. Each circle is reported once. */
export function dependencies({ resources }: ClusterWorld): Finding[] {
  const waiting = new Map(resources.filter(({ identity }) => identity.group.endsWith("toolkit.fluxcd.io")).map((resource) => [idOf(resource), resource]));
  const state = new Map<string, "open" | "done">();
  const findings: Finding[] = [];
  // A stack of its own: a long chain would use up that of the language.
  const open: { readonly id: string; readonly resource: Resource; readonly next: string[]; at: number }[] = [];
  const enter = (id: string): void => {
    const resource = waiting.get(id);
    if (resource === undefined || state.get(id) === "done") return;
    state.set(id, "open");
    open.push({ id, resource, next: awaited(resource), at: 0 });
  };
  for (const start of waiting.keys()) {
    enter(start);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const at = top.at++;
      const next = top.next[at];
      if (next === undefined) state.set((open.pop() ?? top).id, "done");
      else if (state.get(next) === "open") findings.push(circle(top.resource, at, open.map(({ id }) => id), next, waiting));
      else enter(next);
    }
  }
  return findings;
}

const idOf = (resource: Resource): string => `${resource.identity.kind}/${namespaceOf(resource)}/${resource.identity.name}`;

function awaited(resource: Resource): string[] {
  return mapsAt(resource.data, ["spec", "dependsOn"]).map(({ name, namespace }) => `${resource.identity.kind}/${asText(namespace) ?? namespaceOf(resource)}/${asText(name) ?? ""}`);
}

function circle(resource: Resource, at: number, trail: readonly string[], back: string, waiting: ReadonlyMap<string, Resource>): Finding {
  const names = [...trail.slice(trail.indexOf(back)), back].map((id) => waiting.get(id)?.identity.name ?? id);
  const path = ["spec", "dependsOn", at];
  return found("verify/dependency-cycle", placeOf(resource, path), path, `${nameOf(resource.identity)} waits for itself: ${names.join(" → ")}.`, "Remove one of these dependencies.");
}
