import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Finding } from "../finding.ts";
import { statusOf } from "./paths.ts";

/** Where a repository is, or is to be. */
export type Location =
  /** `root` is free of symbolic links. */
  | { readonly kind: "folder"; readonly root: string }
  /** Nothing is there. `first` is the first missing name below the existing folder `parent`, `below` the path from there on. */
  | { readonly kind: "absent"; readonly parent: string; readonly first: string; readonly below: string }
  | { readonly kind: "other"; readonly path: string };

/** Resolves the folder that a person named. Throws what the system throws. */
export function locate(dir: string): Location {
  const path = resolve(dir);
  const status = statusOf(path);
  if (status !== undefined) return folderOrOther(path);
  let first = path;
  while (statusOf(dirname(first)) === undefined) first = dirname(first);
  const parent = folderOrOther(dirname(first));
  if (parent.kind !== "folder") return parent;
  return { kind: "absent", parent: parent.root, first: basename(first), below: relative(first, path) };
}

function folderOrOther(path: string): { readonly kind: "folder"; readonly root: string } | { readonly kind: "other"; readonly path: string } {
  try {
    const root = realpathSync(path);
    return statusOf(root)?.isDirectory() === true ? { kind: "folder", root } : { kind: "other", path };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return { kind: "other", path };
    throw error;
  }
}

/** Name of the folder beside the one to be made, in which `new` builds it. */
export function stageRoot({ first }: Extract<Location, { kind: "absent" }>, id: string): string {
  return `.${first}.tmp-${id}`;
}

export const finalRoot = (place: Extract<Location, { kind: "absent" }>): string => join(place.parent, place.first);

export const notAFolder = (path: string): Finding => ({
  code: "apply/not-a-folder",
  severity: "error",
  reason: `${path} is not a folder that a repository can be in.`,
  remedy: "Name a folder, or a path at which nothing is yet.",
});
