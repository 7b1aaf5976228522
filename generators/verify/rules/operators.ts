import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { nearest } from "../../nearest.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, mapAt, mapsAt, textAt, textList } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

/** What cert-manager and the Prometheus Operator refuse although the schemas of their kinds take it. */
export function operators({ resources, surroundings }: ClusterWorld): Finding[] {
  const around: Around = { certificates: resources.filter(({ identity }) => identity.group === "cert-manager.io" && identity.kind === "Certificate"), certManager: surroundings.certManager };
  return resources.flatMap((resource) => CHECKS[`${resource.identity.group}/${resource.identity.kind}`]?.(resource, around) ?? []);
}

interface Around {
  readonly certificates: readonly Resource[];
  /** Kubernetes namespace of cert-manager. */
  readonly certManager: string | undefined;
}

const CHECKS: Readonly<Record<string, (resource: Resource, around: Around) => readonly Finding[]>> = {
  "cert-manager.io/Issuer": authority,
  "cert-manager.io/ClusterIssuer": authority,
  "monitoring.coreos.com/AlertmanagerConfig": routes,
};

/** An issuer that signs needs the certificate of an authority. */
function authority(resource: Resource, { certificates, certManager }: Around): Finding[] {
  const at: Path = ["spec", "ca", "secretName"];
  const name = textAt(resource.data, at);
  const namespace = resource.identity.kind === "Issuer" ? namespaceOf(resource) : certManager;
  const certificate = name === undefined ? undefined : certificates.find((each) => namespaceOf(each) === namespace && textAt(each.data, ["spec", "secretName"]) === name);
  if (certificate === undefined || valueAt(certificate.data, ["spec", "isCA"]) === true) return [];
  return [found("verify/operator-refuses", placeOf(resource, at), at, `${nameOf(resource.identity)} signs with the Secret \`${name}\`, and ${nameOf(certificate.identity)}, which makes it, is no authority.`, "Set `isCA: true` in the Certificate, or name another Secret.")];
}

/** Receivers and times that routes name; the operator leaves out the whole configuration when one is not there. */
function routes(resource: Resource): Finding[] {
  const receivers = names(resource, "receivers");
  const times = [...names(resource, "muteTimeIntervals"), ...names(resource, "timeIntervals")];
  const findings: Finding[] = [];
  const need = (given: string, known: readonly string[], what: string, path: Path): void => {
    if (known.includes(given)) return;
    const near = nearest(given, known);
    findings.push(found("verify/operator-refuses", placeOf(resource, path), path, `There is no ${what} \`${given}\` in this AlertmanagerConfig, so the operator leaves it out as a whole.`, near === undefined ? "Add it, or correct the name." : `Did you mean \`${near}\`?`));
  };
  const walk = (route: Readonly<Record<string, unknown>>, path: Path): void => {
    const receiver = asText(route["receiver"]);
    if (receiver !== undefined) need(receiver, receivers, "receiver", [...path, "receiver"]);
    for (const field of ["muteTimeIntervals", "activeTimeIntervals"]) textList(route[field]).forEach((name, at) => need(name, times, "time interval", [...path, field, at]));
    mapsAt(route, ["routes"]).forEach((child, at) => walk(child, [...path, "routes", at]));
  };
  walk(mapAt(resource.data, ["spec", "route"]), ["spec", "route"]);
  return findings;
}

const names = (resource: Resource, list: string): string[] => mapsAt(resource.data, ["spec", list]).flatMap(({ name }) => asText(name) ?? []);
