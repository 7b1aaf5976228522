import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, mapAt, mapsAt, textAt, textList } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

/** Hosts of an Ingress and listeners of a Gateway that serve in plain text. */
export function publicTls({ resources }: ClusterWorld): Finding[] {
  const routes = resources.filter(({ identity }) => identity.group === "gateway.networking.k8s.io" && identity.kind === "HTTPRoute");
  return resources.flatMap((resource) => {
    const { group, kind } = resource.identity;
    if (group === "networking.k8s.io" && kind === "Ingress") return ofIngress(resource);
    return group === "gateway.networking.k8s.io" && kind === "Gateway" ? ofGateway(resource, routes) : [];
  });
}

/** Controllers that take the certificate from elsewhere say so by an annotation of their own. */
const ELSEWHERE = /certificate|cert-arn|ssl|tls|entrypoints/i;
/** Names that no public name server knows: those that are set aside for this, and those of one word. */
const isLocal = (host: string): boolean => !host.includes(".") || /(?:^|\.)(?:localhost|local|internal|test|lan|home|home\.arpa|cluster\.local)$/.test(host);
/** Classes of controllers that bring the certificate themselves. */
const OWN_CERTIFICATES = new Set(["tailscale", "cloudflare-tunnel"]);

function ofIngress(resource: Resource): Finding[] {
  if (Object.keys(mapAt(resource.data, ["metadata", "annotations"])).some((name) => ELSEWHERE.test(name) && !name.startsWith("cert-manager.io/"))) return [];
  if (OWN_CERTIFICATES.has(textAt(resource.data, ["spec", "ingressClassName"]) ?? "")) return [];
  const tls = mapsAt(resource.data, ["spec", "tls"]);
  const covered = tls.flatMap(({ hosts }) => textList(hosts));
  // Without hosts the certificate is for whatever is asked.
  if (tls.some(({ hosts }) => textList(hosts).length === 0)) return [];
  return mapsAt(resource.data, ["spec", "rules"]).flatMap(({ host }, at): Finding[] => {
    const name = asText(host);
    if (name === undefined || isLocal(name) || covered.some((each) => each === name || (each.startsWith("*.") && name.slice(name.indexOf(".")) === each.slice(1)))) return [];
    const path: Path = ["spec", "rules", at, "host"];
    return [found("verify/public-without-tls", placeOf(resource, path), path, `${nameOf(resource.identity)} serves \`${name}\` without TLS: whatever is sent to it can be read and changed on the way.`, "Add the host to `spec.tls` with the Secret of its certificate.")];
  });
}

/** A listener in plain text is for redirection only. */
function ofGateway(gateway: Resource, routes: readonly Resource[]): Finding[] {
  const listeners = mapsAt(gateway.data, ["spec", "listeners"]);
  const isEncrypted = listeners.some(({ protocol }) => protocol === "HTTPS" || protocol === "TLS");
  return listeners.flatMap((listener, at): Finding[] => {
    if (listener["protocol"] !== "HTTP") return [];
    const serving = routes.find((route) => attaches(route, gateway, listener["name"], isEncrypted) && mapsAt(route.data, ["spec", "rules"]).some((rule) => !mapsAt(rule, ["filters"]).some(({ type }) => type === "RequestRedirect")));
    if (serving === undefined) return [];
    const path: Path = ["spec", "listeners", at, "protocol"];
    return [found("verify/public-without-tls", placeOf(gateway, path), path, `${nameOf(serving.identity)} is served in plain text by the listener \`${asText(listener["name"]) ?? ""}\`.`, "Attach the route to a listener with HTTPS, and let this one redirect.")];
  });
}

/** A route that names no listener is served by all: with an encrypted one among them the plain one may be meant for redirection. */
const attaches = (route: Resource, gateway: Resource, listener: unknown, isEncrypted: boolean): boolean =>
  mapsAt(route.data, ["spec", "parentRefs"]).some(
    (parent) => parent["name"] === gateway.identity.name && (asText(parent["namespace"]) ?? namespaceOf(route)) === namespaceOf(gateway) && (parent["sectionName"] === undefined ? !isEncrypted : parent["sectionName"] === listener) && valueAt(route.data, ["spec", "rules"]) !== undefined,
  );
