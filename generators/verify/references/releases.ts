import { provides } from "../../catalogue/provides.ts";
import type { ProvidedObject } from "../../catalogue/provides-temporal.ts";
import type { Path } from "../../document/index.ts";
import type { Item } from "../assemble/item.ts";
import type { Resource } from "../assemble/clusters.ts";
import { mapAt, textAt } from "../read/shape.ts";

/** The chart of a HelmRelease as far as the repository says it. */
export interface Release {
  readonly resource: Resource;
  /** Last segment of the chart's address; absent when the source that is named is not in the repository. */
  readonly chart?: string;
  readonly version?: string;
  /** Where the version stands, or where one is missing. */
  readonly versionAt: { readonly item: Item; readonly path: Path };
  /** True when nothing here says which version it is: a chart that lies beside its sources, or a source that is not in the repository. */
  readonly unversioned: boolean;
  readonly name: string;
  readonly namespace: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export function releasesOf(resources: readonly Resource[]): Release[] {
  const sources = new Map<string, Resource>();
  for (const resource of resources) {
    const { kind, namespace, name } = resource.identity;
    const key = sourceKey(namespace || "default", name);
    if (kind === "OCIRepository" && !sources.has(key)) sources.set(key, resource);
  }
  return resources.filter(({ identity }) => identity.group === "helm.toolkit.fluxcd.io" && identity.kind === "HelmRelease").map((resource) => releaseOf(resource, sources));
}

const sourceKey = (namespace: string, name: string): string => `${namespace}/${name}`;

function releaseOf(resource: Resource, sources: ReadonlyMap<string, Resource>): Release {
  const { identity } = resource;
  const at = (...path: string[]): string | undefined => textAt(resource.data, ["spec", ...path]);
  const target = at("targetNamespace");
  const own = identity.namespace || "default";
  const common = { resource, namespace: target ?? own, name: at("releaseName") ?? (target === undefined ? identity.name : `${target}-${identity.name}`), values: mapAt(resource.data, ["spec", "values"]) };
  const chart = at("chart", "spec", "chart");
  if (chart !== undefined) {
    const version = at("chart", "spec", "version");
    const kind = at("chart", "spec", "sourceRef", "kind");
    return { ...common, chart: lastOf(chart), ...(version === undefined ? {} : { version }), versionAt: { item: resource, path: ["spec", "chart", "spec", "version"] }, unversioned: kind === "GitRepository" || kind === "Bucket" };
  }
  const [kind, name, namespace] = [at("chartRef", "kind"), at("chartRef", "name"), at("chartRef", "namespace") ?? own];
  const source = kind === "OCIRepository" && name !== undefined ? sources.get(sourceKey(namespace, name)) : undefined;
  if (source === undefined) return { ...common, versionAt: { item: resource, path: ["spec", "chartRef"] }, unversioned: true };
  const url = textAt(source.data, ["spec", "url"]);
  const found = ["tag", "semver", "digest"].find((field) => textAt(source.data, ["spec", "ref", field]) !== undefined);
  return {
    ...common,
    ...(url === undefined ? {} : { chart: lastOf(url) }),
    ...(found === undefined ? {} : { version: textAt(source.data, ["spec", "ref", found]) ?? "" }),
    versionAt: { item: source, path: found === undefined ? ["spec", "url"] : ["spec", "ref", found] },
    unversioned: false,
  };
}

const lastOf = (path: string): string => path.replace(/\/+$/, "").split("/").pop() ?? path;

/** Objects of a release, or undefined when nobody has recorded what its chart makes. */
export function providedBy(release: Release): readonly ProvidedObject[] | undefined {
  const known = release.chart !== undefined && Object.hasOwn(provides, release.chart) ? provides[release.chart] : undefined;
  return known?.(release.values, release.name, release.namespace);
}

/** Namespaces in which a release may make objects that nothing is known of. */
export function opaqueNamespaces(resources: readonly Resource[]): ReadonlySet<string> {
  return new Set(
    releasesOf(resources)
      .filter((release) => providedBy(release) === undefined)
      .map(({ namespace }) => namespace),
  );
}
