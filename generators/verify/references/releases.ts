import { provides, type ChartObjects } from "../../catalogue/provides.ts";
import type { ProvidedObject } from "../../catalogue/provides-temporal.ts";
import { valueAt, type Path } from "../../document/index.ts";
import type { Resource } from "../assemble/clusters.ts";
import type { Item } from "../assemble/item.ts";
import type { Files } from "../read/files.ts";
import { mapAt, textAt } from "../read/shape.ts";
import { chartHere, coalesce, type ChartHere } from "./charts-here.ts";

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
  /** The chart as it lies in this repository. */
  readonly here?: ChartHere;
  /** What the chart makes as far as it is known: all of it, or every object of some kinds. */
  readonly provided: readonly ProvidedObject[];
  readonly complete: ChartObjects["complete"];
  /** True for a release that Flux does not install yet. */
  readonly suspended: boolean;
}

type Bare = Omit<Release, "provided" | "complete" | "here" | "suspended">;

/** Every release of a cluster, in the order of its resources. */
export function releasesOf(resources: readonly Resource[], files: Files): Release[] {
  const sources = new Map<string, Resource>();
  for (const resource of resources) {
    const { kind, namespace, name } = resource.identity;
    const key = sourceKey(namespace || "default", name);
    if (kind === "OCIRepository" && !sources.has(key)) sources.set(key, resource);
  }
  return resources
    .filter(({ identity }) => identity.group === "helm.toolkit.fluxcd.io" && identity.kind === "HelmRelease")
    .map((resource) => {
      const release = releaseOf(resource, sources);
      const here = chartHere(resource, resources, files);
      const record = release.chart !== undefined && Object.hasOwn(provides, release.chart) ? provides[release.chart] : undefined;
      const values = here === undefined ? release.values : coalesce(here.defaults, release.values);
      return {
        ...release,
        ...(here === undefined ? {} : { here }),
        provided: record?.objects(values, release.name, release.namespace) ?? [],
        // A chart that is not there makes nothing.
        complete: here?.exists === false ? "all" : (record?.complete ?? []),
        suspended: valueAt(resource.data, ["spec", "suspend"]) === true,
      };
    });
}

const sourceKey = (namespace: string, name: string): string => `${namespace}/${name}`;

function releaseOf(resource: Resource, sources: ReadonlyMap<string, Resource>): Bare {
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

/** Namespace → kinds of which its releases make nothing that is not known; empty where a release may make anything. */
export type OpaqueNamespaces = ReadonlyMap<string, ReadonlySet<string>>;

/** Namespaces in which a release may make objects that nothing is known of. */
export function opaqueNamespaces(releases: readonly Release[]): OpaqueNamespaces {
  const opaque = new Map<string, ReadonlySet<string>>();
  for (const { namespace, complete } of releases) {
    if (complete === "all") continue;
    const before = opaque.get(namespace);
    opaque.set(namespace, new Set(complete.filter((kind) => before?.has(kind) ?? true)));
  }
  return opaque;
}
