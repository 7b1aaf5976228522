import type { Finding } from "../../finding.ts";
import type { Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import type { ClusterWorld } from "../world.ts";

/** Chart → the groups whose kinds it brings into a cluster. */
const BRINGS: Readonly<Record<string, readonly string[]>> = {
  "argo-events": ["argoproj.io"],
  "argo-workflows": ["argoproj.io"],
  "cert-manager": ["cert-manager.io", "acme.cert-manager.io"],
  "cloudnative-pg": ["postgresql.cnpg.io"],
  "external-secrets": ["external-secrets.io"],
  keda: ["keda.sh"],
  "kube-prometheus-stack": ["monitoring.coreos.com"],
  metallb: ["metallb.io"],
  "plugin-barman-cloud": ["barmancloud.cnpg.io"],
  "temporal-worker-controller": ["temporal.io"],
};

/**
 * A resource of a kind that only a HelmRelease of the same Flux Kustomization would bring: Flux tries the whole set on the server
 * before it applies any of it, the server does not know the kind, and so the release that would bring it is never applied.
 */
export function tooEarly({ cluster, resources, releases }: ClusterWorld): Finding[] {
  if (cluster.root === undefined) return [];
  const declared = new Set(resources.filter(({ identity }) => identity.kind === "CustomResourceDefinition").map(({ identity }) => identity.name.slice(identity.name.indexOf(".") + 1)));
  const brought = new Map<string, Resource[]>();
  for (const { chart, resource } of releases) for (const group of BRINGS[chart ?? ""] ?? []) brought.set(group, [...(brought.get(group) ?? []), resource]);
  const said = new Set<string>();
  return resources.flatMap((resource) => {
    const sources = declared.has(resource.identity.group) ? [] : (brought.get(resource.identity.group) ?? []);
    const release = sources[0];
    if (release === undefined || sources.some(({ owner }) => owner !== resource.owner)) return [];
    // One move mends them all.
    const fault = `${resource.owner} ${resource.identity.group}`;
    if (said.has(fault)) return [];
    said.add(fault);
    return [found("verify/applied-too-early", placeOf(resource, ["kind"]), ["kind"], `${nameOf(resource.identity)} is applied together with ${nameOf(release.identity)}, which brings its kind: the server refuses the set as long as it does not know the kind, so neither is ever applied.`, "Put it into a Flux Kustomization of its own that depends on the one with the release.")];
  });
}
