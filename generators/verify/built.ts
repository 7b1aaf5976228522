import type { Path } from "../document/index.ts";
import type { Place } from "../finding.ts";
import { assemble } from "./assemble/clusters.ts";
import { placeOf } from "./assemble/item.ts";
import { readFiles, type Texts } from "./read/files.ts";

/** A resource as a cluster receives it. */
export interface BuiltResource {
  readonly data: Readonly<Record<string, unknown>>;
  /** Where something of it is written: in the resource, or in the patch that set it. */
  readonly placeOf: (path: Path, of?: "key" | "value") => Place;
}

/**
 * What clusters receive, patches carried out, and what none receives as it is written. The same thing in the same file is there once,
 * however many clusters share it.
 */
export function builtResources(tree: Texts): BuiltResource[] {
  const { resources, loose } = assemble(readFiles(tree));
  const once = new Map([...resources, ...loose].map((item) => [JSON.stringify([item.file, item.data]), item]));
  return [...once.values()].map((item) => ({ data: item.data, placeOf: (path, of) => placeOf(item, path, of) }));
}
