import { valueAt } from "../../document/index.ts";
import type { Resource } from "../assemble/clusters.ts";
import { join, resolve } from "../assemble/paths.ts";
import type { Files } from "../read/files.ts";
import { asMap, mapAt, textAt, type Fields } from "../read/shape.ts";

/** A chart that a release takes from this repository. */
export interface ChartHere {
  readonly folder: string;
  /** False when the folder holds no chart, although the source is this repository for certain. */
  readonly exists: boolean;
  /** Its `values.yaml`. */
  readonly defaults: Fields;
  /** Its `values.schema.json`: absent when there is none, undefined inside when it is not JSON. */
  readonly schema?: { readonly file: string; readonly value: Fields | undefined };
}

/** The chart of a release whose source is a Git repository, when that is, or may be, this one. */
export function chartHere(release: Resource, resources: readonly Resource[], files: Files): ChartHere | undefined {
  const { kind, name, namespace } = mapAt(release.data, ["spec", "chart", "spec", "sourceRef"]);
  const path = textAt(release.data, ["spec", "chart", "spec", "chart"]);
  const folder = path === undefined ? undefined : resolve("", path);
  if (kind !== "GitRepository" || folder === undefined) return undefined;
  const source = resources.find(({ identity }) => identity.kind === "GitRepository" && identity.name === name && identity.namespace === (namespace ?? release.identity.namespace));
  const instance = release.cluster.instance;
  const own = instance && valueAt(instance.data, ["spec", "sync", "url"]);
  const url = source && valueAt(source.data, ["spec", "url"]);
  if (url !== undefined && own !== undefined && url !== own) return undefined;
  const exists = files.texts.has(join(folder, "Chart.yaml"));
  const certain = instance !== undefined && source === undefined && namespace === instance.identity.namespace && name === (textAt(instance.data, ["spec", "sync", "name"]) ?? instance.identity.namespace);
  if (!exists) return certain ? { folder, exists, defaults: {} } : undefined;
  const file = join(folder, "values.schema.json");
  const text = files.texts.get(file)?.text;
  return { folder, exists, defaults: asMap(files.yaml.get(join(folder, "values.yaml"))?.documents[0]?.data), ...(text === undefined ? {} : { schema: { file, value: parsed(text) } }) };
}

function parsed(text: string): Fields | undefined {
  try {
    return asMap(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Values of a release laid over the defaults of its chart, as Helm does: maps merge, null removes, all else is replaced. */
export function coalesce(defaults: Fields, values: Fields): Fields {
  const result: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(values)) {
    const before = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
    if (value === null) delete result[key];
    else if (isMap(value) && isMap(before)) result[key] = coalesce(before, value);
    else Object.defineProperty(result, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
}

const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
