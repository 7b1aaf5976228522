import type { Finding, Severity } from "../../finding.ts";
import type { Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import type { Expected, Expectations } from "../expectations.ts";
import { nearest } from "../../nearest.ts";
import type { ClusterWorld, World } from "../world.ts";
import { keyOf, type Made } from "./made.ts";
import type { OpaqueNamespaces } from "./releases.ts";
import { requestsOf } from "./requests.ts";
import type { Request } from "./rows.ts";

/** Everything that is named must be made in the same cluster, by a manifest, an operator, a chart, or be expected. */
export function checkReferences(world: World): Finding[] {
  return world.clusters.flatMap((cluster) => {
    const missing = new Set<string>();
    const similar = index(cluster);
    return cluster.resources.flatMap((resource) =>
      requestsOf(resource, cluster.surroundings).flatMap((request) => {
        const finding = checkRequest(request, resource, cluster, world.expectations, similar);
        if (finding === undefined || !saysMore(finding, request, missing)) return [];
        return [finding];
      }),
    );
  });
}

/** What could have been meant: names of a kind in a namespace, and the first thing of a kind and name in any namespace. */
interface Similar {
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly anywhere: ReadonlyMap<string, Made>;
}

function index({ made }: ClusterWorld): Similar {
  const names = new Map<string, string[]>();
  const anywhere = new Map<string, Made>();
  for (const each of made.values()) {
    const key = keyOf(each.kind, each.namespace, "");
    const known = names.get(key);
    if (known === undefined) names.set(key, [each.name]);
    else known.push(each.name);
    if (!anywhere.has(keyOf(each.kind, "", each.name))) anywhere.set(keyOf(each.kind, "", each.name), each);
  }
  return { names, anywhere };
}

/** Names beyond this number are not searched for a similar one: every missing thing would be compared with all of them. */
const COMPARED = 200;

/** A missing namespace, or what only may be missing, is reported where it is needed first. */
function saysMore(finding: Finding, { kind, namespace, name }: Request, missing: Set<string>): boolean {
  if (finding.code !== "verify/no-creator" || (kind !== "Namespace" && finding.severity === "error")) return true;
  const key = keyOf(kind, namespace, name);
  return missing.has(key) ? false : (missing.add(key), true);
}

function checkRequest(request: Request, resource: Resource, world: ClusterWorld, expectations: Expectations | undefined, similar: Similar): Finding | undefined {
  if (isBuiltIn(request)) return undefined;
  const expected = expectations?.existing.filter((each) => isExpected(each, request, world.cluster.name)) ?? [];
  const thing = world.made.get(keyOf(request.kind, request.namespace, request.name));
  if (thing === undefined && request.ownNamespaceOnly === true && !world.made.has(keyOf("Namespace", "", request.namespace))) return undefined;
  if (thing === undefined && expected.length === 0) return noCreator(request, resource, world, expectations, similar);
  if (thing?.hashed === true && request.rewritten !== true) return hashed(request, resource, thing);
  return lacksKey(request, resource, thing, expected) ?? lacksPort(request, resource, thing);
}

const isExpected = (each: Expected, request: Request, cluster: string): boolean =>
  each.kind === request.kind && each.name === request.name && (each.cluster ?? cluster) === cluster && (each.namespace ?? request.namespace) === request.namespace;

const NAMESPACES = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);
const ROLES = new Set(["cluster-admin", "admin", "edit", "view"]);

/** What every cluster has. */
function isBuiltIn({ kind, namespace, name }: Request): boolean {
  if (kind === "Namespace") return NAMESPACES.has(name);
  if (kind === "ServiceAccount") return name === "default";
  if (kind === "ConfigMap") return name === "kube-root-ca.crt";
  if (kind === "Service") return name === "kubernetes" && namespace === "default";
  if (kind === "PriorityClass") return name.startsWith("system-");
  return kind === "ClusterRole" && (ROLES.has(name) || name.startsWith("system:"));
}

function noCreator(request: Request, resource: Resource, { cluster, opaque }: ClusterWorld, expectations: Expectations | undefined, similar: Similar): Finding {
  const { kind, namespace, name, path } = request;
  const here = similar.names.get(keyOf(kind, namespace, "")) ?? [];
  const near = here.length > COMPARED ? undefined : nearest(name, here);
  const elsewhere = similar.anywhere.get(keyOf(kind, "", name));
  const byChart = mayComeFromChart(request, opaque);
  const uncertain = expectations === undefined || byChart;
  const severity: Severity = uncertain ? "info" : "error";
  const hint =
    elsewhere !== undefined
      ? ` There is one in the namespace \`${elsewhere.namespace}\`, which cannot be used from here.`
      : near !== undefined
        ? ` Did you mean \`${near}\`?`
        : byChart
          ? ` A chart of which it is not known what it makes may make it.`
          : "";
  return found(
    "verify/no-creator",
    placeOf(resource, path),
    path,
    `${nameOf(resource.identity)} needs ${nameOf({ kind, namespace, name })}, and nothing in ${cluster.root === undefined ? "this repository" : `the cluster \`${cluster.name}\``} makes it.${hint}`,
    expectations === undefined ? "Make sure that it exists before this is applied." : "Add what makes it, correct the name, or declare in the answers that it exists.",
    severity,
  );
}

/** Kinds that people write themselves: no chart makes them for others. */
const NEVER_FROM_CHARTS = new Set(["Namespace", "GitRepository", "HelmRepository", "OCIRepository", "Bucket", "HelmChart", "Kustomization", "HelmRelease"]);

const mayComeFromChart = ({ kind, namespace }: Request, opaque: OpaqueNamespaces): boolean => !NEVER_FROM_CHARTS.has(kind) && (namespace === "" ? opaque.size > 0 : opaque.get(namespace)?.has(kind) === false);

function hashed(request: Request, resource: Resource, thing: Made): Finding {
  return found(
    "verify/hashed-name",
    placeOf(resource, request.path),
    request.path,
    `kustomize appends a hash to the name of ${nameOf(thing)}, and does not know this field, so the name that stands here will not exist.`,
    "Set `disableNameSuffixHash: true` in the options of the generator.",
  );
}

function lacksKey({ kind, namespace, name, key, path, detailAt = path }: Request, resource: Resource, thing: Made | undefined, expected: readonly Expected[]): Finding | undefined {
  if (key === undefined) return undefined;
  const known = thing !== undefined ? [thing.keys] : expected.map((each) => each.keys);
  if (known.some((keys) => keys === undefined || keys.includes(key))) return undefined;
  const keys = known.flatMap((each) => each ?? []);
  const near = nearest(key, keys);
  return found(
    "verify/no-such-key",
    placeOf(resource, detailAt),
    detailAt,
    `${nameOf({ kind, namespace, name })} has no key \`${key}\`${keys.length === 0 ? "" : `, only ${keys.join(", ")}`}.`,
    near === undefined ? "Use one of its keys, or add this one." : `Did you mean \`${near}\`?`,
  );
}

function lacksPort({ namespace, name, port, path, detailAt = path }: Request, resource: Resource, thing: Made | undefined): Finding | undefined {
  const ports = thing?.ports;
  if (port === undefined || ports === undefined || ports.some((each) => each.name === port || each.port === port)) return undefined;
  return found(
    "verify/no-such-port",
    placeOf(resource, detailAt),
    detailAt,
    `${nameOf({ kind: "Service", namespace, name })} has no port ${port}, only ${ports.map((each) => (each.name === "" ? String(each.port) : `${each.name} (${each.port})`)).join(", ")}.`,
    "Use one of its ports.",
  );
}
