import { valueAt, type Path } from "../../document/index.ts";

/**
 * Shows every value at and below a path, the outer ones first, with the map or list that it stands in. `path` is one list for the
 * whole walk, since most of what is seen is of no interest: copy it to keep it.
 */
export function walk(data: unknown, at: Path, see: (value: unknown, path: Path, parent: object | undefined) => void): void {
  const path = [...at];
  const descend = (parent: object): void => {
    const isList = Array.isArray(parent);
    for (const key of Object.keys(parent)) {
      const child = (parent as Readonly<Record<string, unknown>>)[key];
      path.push(isList ? Number(key) : key);
      see(child, path, parent);
      if (typeof child === "object" && child !== null) descend(child);
      path.pop();
    }
  };
  const root = valueAt(data, at);
  see(root, path, undefined);
  if (typeof root === "object" && root !== null) descend(root);
}
