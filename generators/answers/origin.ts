import { formatPath, type Path, type YamlDocument } from "../document/index.ts";
import type { Place } from "../finding.ts";
import { isMap, type Traced, type TracedMap } from "./layers.ts";

/**
 * Where a value of the answers was said: `clusters.um890.database.pools.default` may come from `defaults`, a tier or a peer.
 * A path that nobody said leads to the closest thing around it.
 */
export function originOf(document: YamlDocument, root: Traced, clusters: ReadonlyMap<string, TracedMap>): (path: string) => Place {
  const lines = new Map<string, { readonly at: Path; readonly of: "key" | "value" }>();
  const collect = (traced: Traced, path: Path): void => {
    lines.set(formatPath(path), { at: traced.at, of: isMap(traced) ? "key" : "value" });
    if (isMap(traced)) for (const [key, inner] of traced.entries) collect(inner, [...path, key]);
  };
  let collected = false;
  return (path) => {
    if (!collected) {
      collect(root, []);
      for (const [name, merged] of clusters) collect(merged, ["clusters", name]);
      collected = true;
    }
    for (let rest = path; rest !== ""; rest = parentOf(rest)) {
      const line = lines.get(rest);
      if (line) return document.placeOf(line.at, line.of);
    }
    return document.placeOf([]);
  };
}

/** A formatted path without its last step; empty when there is none left. */
function parentOf(path: string): string {
  const step = /(?:\.?[^.[\]]+|\["(?:[^"\\]|\\.)*"\]|\[\d+\])$/.exec(path);
  return step ? path.slice(0, step.index) : "";
}
