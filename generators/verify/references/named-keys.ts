import type { Path } from "../../document/index.ts";
import type { Fields } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import type { Request } from "./rows.ts";

/** Text that a later engine fills in: what it names is not known here. */
export const isFilledIn = (text: string): boolean => text.includes("{{");

/**
 * Keys of Secrets and ConfigMaps, wherever something has the form `{name, key}`: operators write every such reference in this way.
 * A ConfigMap is meant below a field of that name. `namespaceOf` says where, or nothing when that cannot be told.
 */
export function namedKeys(data: unknown, at: Path, namespaceOf: (reference: Fields) => string | undefined): Request[] {
  const requests: Request[] = [];
  walk(data, at, (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const { name, key, optional } = value as Fields;
    if (typeof name === "string" && name !== "" && typeof key === "string" && optional !== true && !isFilledIn(name) && !isFilledIn(key)) {
      const namespace = namespaceOf(value as Fields);
      const kind = /configMap/i.test(String(path[path.length - 1])) || (value as Fields)["type"] === "ConfigMap" ? "ConfigMap" : "Secret";
      if (namespace !== undefined) requests.push({ kind, namespace, name, key, path: [...path, "name"], detailAt: [...path, "key"] });
    }
  });
  return requests;
}
