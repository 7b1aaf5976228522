import { posix } from "node:path";
import { parseYaml } from "../document/index.ts";

/** Paths of the files that a kustomization among these texts names as patches. Such a file has the name of a resource, and is not that resource. */
export function patchesNamedIn(texts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const named = new Set<string>();
  for (const [path, text] of texts) {
    if (!/(^|\/)kustomization\.ya?ml$/.test(path) || !/^["']?patches/m.test(text)) continue;
    const data = parseYaml(text, path).documents[0]?.data as Readonly<Record<string, unknown>> | null | undefined;
    for (const list of [data?.["patches"], data?.["patchesStrategicMerge"], data?.["patchesJson6902"]]) {
      if (!Array.isArray(list)) continue;
      for (const item of list as readonly unknown[]) {
        const file: unknown = typeof item === "string" ? item : (item as { readonly path?: unknown } | null)?.path;
        // `patchesStrategicMerge` may hold the patch itself.
        if (typeof file === "string" && !file.includes("\n")) named.add(posix.join(posix.dirname(path), file));
      }
    }
  }
  return named;
}
