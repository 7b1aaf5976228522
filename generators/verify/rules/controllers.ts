import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, listAt, mapAt, mapsAt, textList } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

/** What cert-manager, KEDA, Flux and Argo take by the schemas of their kinds and refuse or ignore when they work on it. */
export function controllers(world: ClusterWorld): Finding[] {
  return world.resources.flatMap((resource) => CHECKS[`${resource.identity.group}/${resource.identity.kind}`]?.(resource, world) ?? []);
}

const CHECKS: Readonly<Record<string, (resource: Resource, world: ClusterWorld) => readonly Finding[]>> = {
  "cert-manager.io/Certificate": certificate,
  "keda.sh/ScaledObject": scaledObject,
  "kustomize.toolkit.fluxcd.io/Kustomization": healthChecks,
};

const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Seconds of a duration as Go writes it; undefined for anything else. */
function seconds(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^(?:\d+(?:\.\d+)?[hms])+$/.test(value)) return undefined;
  return [...value.matchAll(/(\d+(?:\.\d+)?)([hms])/g)].reduce((sum, [, number, unit]) => sum + Number(number) * (UNITS[unit ?? ""] ?? 0), 0);
}

/** Ninety days, unless said otherwise. */
const LIFETIME = 90 * 24 * 3600;

function certificate(resource: Resource, { surroundings }: ClusterWorld): Finding[] {
  const { duration, renewBefore, issuerRef } = mapAt(resource.data, ["spec"]);
  const findings: Finding[] = [];
  const [life, before] = [duration === undefined ? LIFETIME : seconds(duration), seconds(renewBefore)];
  const renew: Path = ["spec", "renewBefore"];
  if (life !== undefined && before !== undefined && before >= life) findings.push(found("verify/operator-refuses", placeOf(resource, renew), renew, `A certificate that lives ${asText(duration) ?? "2160h"} cannot be renewed ${String(renewBefore)} before its end.`, "Give it a shorter time."));
  const kind = asText(mapAt({ issuerRef }, ["issuerRef"])["kind"]) ?? "Issuer";
  const issuer = surroundings.find(kind, kind === "ClusterIssuer" ? "" : namespaceOf(resource), asText(mapAt({ issuerRef }, ["issuerRef"])["name"]) ?? "");
  const solvers = issuer === undefined ? [] : mapsAt(issuer.data, ["spec", "acme", "solvers"]);
  if (issuer === undefined || solvers.length === 0 || solvers.some((solver) => solver["dns01"] !== undefined)) return findings;
  textList(valueAt(resource.data, ["spec", "dnsNames"])).forEach((name, at) => {
    const path: Path = ["spec", "dnsNames", at];
    if (name.startsWith("*.")) findings.push(found("verify/operator-refuses", placeOf(resource, path), path, `An ACME server gives a certificate for \`${name}\` only after a check by DNS, and ${nameOf(issuer.identity)} can answer by HTTP alone.`, "Add a solver with `dns01`, or name each host."));
  });
  return findings;
}

/** Kubernetes measures these in pods that run: with none there is nothing to measure. */
const NEEDS_A_POD = new Set(["cpu", "memory"]);

function scaledObject(resource: Resource): Finding[] {
  const types = mapsAt(resource.data, ["spec", "triggers"]).map(({ type }) => asText(type) ?? "");
  const path: Path = ["spec", "minReplicaCount"];
  if (valueAt(resource.data, path) !== 0 || types.length === 0 || !types.every((type) => NEEDS_A_POD.has(type))) return [];
  return [found("verify/operator-refuses", placeOf(resource, path), path, `${nameOf(resource.identity)} scales by ${types.join(" and ")} alone, which no pod that is not there has, so it could never come back from none.`, "Set `minReplicaCount: 1`, or add a trigger from outside.")];
}

function healthChecks(resource: Resource): Finding[] {
  const path: Path = ["spec", "healthChecks"];
  if (valueAt(resource.data, ["spec", "wait"]) !== true || listAt(resource.data, path).length === 0) return [];
  return [found("verify/operator-ignores", placeOf(resource, path, "key"), path, `With \`wait: true\` Flux waits for everything that ${nameOf(resource.identity)} applies, and ignores \`healthChecks\`.`, "Remove one of them.")];
}
