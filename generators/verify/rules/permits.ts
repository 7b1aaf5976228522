import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, listAt, mapsAt, textAt, textList, textsOf } from "../read/shape.ts";
import { selectorOf, selects } from "../references/pods.ts";
import type { ClusterWorld } from "../world.ts";

/** Things of one namespace that another uses: their owner has to let it. */
export function permits(world: ClusterWorld): Finding[] {
  return world.resources.flatMap((resource) => {
    const { group, kind } = resource.identity;
    if (group === "external-secrets.io" && kind === "ExternalSecret") return ofStore(world, resource);
    return group === "gateway.networking.k8s.io" && kind.endsWith("Route") ? ofRoute(world, resource) : [];
  });
}

/** Without a cluster, whoever applies what names no namespace says where it lives. */
const isAnywhere = ({ cluster }: ClusterWorld, resource: Resource): boolean => cluster.root === undefined && resource.identity.namespace === "";

/** A store for the whole cluster may be limited to some namespaces. */
function ofStore(world: ClusterWorld, resource: Resource): Finding[] {
  const { surroundings } = world;
  const at: Path = ["spec", "secretStoreRef"];
  const store = valueAt(resource.data, [...at, "kind"]) === "ClusterSecretStore" ? surroundings.find("ClusterSecretStore", "", textAt(resource.data, [...at, "name"]) ?? "") : undefined;
  const conditions = store === undefined ? [] : mapsAt(store.data, ["spec", "conditions"]);
  const namespace = namespaceOf(resource);
  if (store === undefined || conditions.length === 0 || isAnywhere(world, resource) || conditions.some((condition) => holds(condition, namespace, surroundings.find("Namespace", "", namespace)))) return [];
  return [found("verify/not-allowed", placeOf(resource, [...at, "name"]), [...at, "name"], `${nameOf(store.identity)} serves only some namespaces, and \`${namespace}\` is none of them.`, `Add it to \`spec.conditions\` of the store.`)];
}

function holds(condition: Readonly<Record<string, unknown>>, namespace: string, resource: Resource | undefined): boolean {
  if (textList(condition["namespaces"]).includes(namespace)) return true;
  if (textList(condition["namespaceRegexes"]).some((pattern) => matches(pattern, namespace))) return true;
  if (condition["namespaceSelector"] === undefined) return false;
  const labels = { "kubernetes.io/metadata.name": namespace, ...(resource === undefined ? {} : textsOf(valueAt(resource.data, ["metadata", "labels"]))) };
  // Labels of a namespace that is not ours are not known.
  return resource === undefined || selects(selectorOf(condition["namespaceSelector"]), { namespace: "", labels });
}

/** An expression that cannot be read forbids nothing: the operator says what is wrong with it. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

/** Routes attach to Gateways of other namespaces, and send to Services there, only when both sides say so. */
function ofRoute(world: ClusterWorld, resource: Resource): Finding[] {
  const own = namespaceOf(resource);
  const attached = mapsAt(resource.data, ["spec", "parentRefs"]).flatMap((parent, at): Finding[] => {
    const namespace = asText(parent["namespace"]) ?? own;
    const gateway = (parent["kind"] ?? "Gateway") === "Gateway" ? world.surroundings.find("Gateway", namespace, asText(parent["name"]) ?? "") : undefined;
    if (gateway === undefined) return [];
    const listeners = mapsAt(gateway.data, ["spec", "listeners"]).filter((listener) => parent["sectionName"] === undefined || listener["name"] === parent["sectionName"]);
    const here: Path = ["spec", "parentRefs", at];
    if (listeners.length === 0) return [found("verify/no-creator", placeOf(resource, [...here, "sectionName"]), [...here, "sectionName"], `${nameOf(gateway.identity)} has no listener \`${asText(parent["sectionName"]) ?? ""}\`.`, "Use one of its listeners.")];
    if (isAnywhere(world, resource) || listeners.some((listener) => lets(listener, own, namespace, world))) return [];
    return [found("verify/not-allowed", placeOf(resource, [...here, "name"]), [...here, "name"], `${nameOf(gateway.identity)} takes no routes of the namespace \`${own}\`.`, "Add it to `allowedRoutes.namespaces` of its listener.")];
  });
  return [...attached, ...ofBackends(world, resource, own)];
}

function lets(listener: Readonly<Record<string, unknown>>, own: string, gateway: string, { surroundings }: ClusterWorld): boolean {
  const from = textAt(listener, ["allowedRoutes", "namespaces", "from"]) ?? "Same";
  if (from !== "Selector") return from === "All" || own === gateway;
  const resource = surroundings.find("Namespace", "", own);
  return resource === undefined || selects(selectorOf(valueAt(listener, ["allowedRoutes", "namespaces", "selector"])), { namespace: "", labels: { "kubernetes.io/metadata.name": own, ...textsOf(valueAt(resource.data, ["metadata", "labels"])) } });
}

function ofBackends(world: ClusterWorld, resource: Resource, own: string): Finding[] {
  const { resources } = world;
  if (isAnywhere(world, resource)) return [];
  return listAt(resource.data, ["spec", "rules"]).flatMap((rule, index) =>
    mapsAt(rule, ["backendRefs"]).flatMap(({ namespace, kind = "Service" }, at): Finding[] => {
      if (typeof namespace !== "string" || namespace === own || isMesh(resource) || resources.some((grant) => isGrant(grant, namespace, own, resource.identity.kind, kind))) return [];
      const path: Path = ["spec", "rules", index, "backendRefs", at, "namespace"];
      return [found("verify/not-allowed", placeOf(resource, path), path, `A route may send to the namespace \`${namespace}\` only when a ReferenceGrant there allows it, and there is none.`, "Put the route beside the Service, or add a ReferenceGrant.")];
    }),
  );
}

/** A route of a mesh says how the traffic to a Service flows; it needs no leave for where it flows already. */
const isMesh = (route: Resource): boolean => mapsAt(route.data, ["spec", "parentRefs"]).some((parent) => parent["kind"] === "Service");

const isGrant = (grant: Resource, namespace: string, from: string, kind: string, to: unknown): boolean =>
  grant.identity.kind === "ReferenceGrant" && namespaceOf(grant) === namespace && mapsAt(grant.data, ["spec", "from"]).some((each) => each["namespace"] === from && each["kind"] === kind) && mapsAt(grant.data, ["spec", "to"]).some((each) => (each["kind"] ?? "Service") === to);
