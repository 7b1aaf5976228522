import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import { isSystemError } from "./faults.ts";

/** The folder of the record, at the root of the repository. */
export const RECORD_FOLDER = ".temporal-platform";

/** What the record folder holds of its own; nothing that is emitted may take these names. Compared in lower case. */
const RESERVED = /^(lock|base|journal|journal-back|busy|readme\.md|\.gitattributes|\.gitignore|(stage|done)-.*)$/;

/** Characters that some file systems ignore, so that `.g<ignored>it` opens `.git`. */
const IGNORED_CHARACTERS = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;

/**
 * Why a repository-relative path is refused, or undefined when it is sound. Paths come from a record that anybody may
 * have edited, so they must stay inside the repository, outside of Git's own folder, and mean the same file everywhere.
 */
export function refusePath(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (path.length > 1024) return "it is longer than 1024 characters";
  if (/[\u0000-\u001f\u007f]/.test(path)) return "it holds a control character";
  if (path.includes("\\")) return "it holds a backslash";
  if (path.startsWith("/")) return "it is absolute";
  if (path.includes(":")) return "it holds a colon, which names a drive or a stream on some systems";
  if (IGNORED_CHARACTERS.test(path)) return "it holds an invisible character";
  for (const name of path.split("/")) {
    if (name === "") return "it holds an empty name";
    if (name === "." || name === "..") return `it holds \`${name}\``;
    if (/[. ]$/.test(name)) return "a name in it ends in a dot or a space, which some systems drop";
    if (/^(\.git|git~\d+)$/i.test(name)) return "it lies in Git's own folder";
  }
  const [first = "", second = ""] = path.toLowerCase().split("/");
  if (first === RECORD_FOLDER && (second === "" || RESERVED.test(second))) return "it is part of the record itself";
  return undefined;
}

/** The same for a path that a journal names: files of the record are written by journals too. */
export function refuseJournalPath(path: string): string | undefined {
  const ofRecord = /^\.temporal-platform\/(lock|README\.md|\.gitattributes|\.gitignore|base\/[0-9a-f]\/[0-9a-f]{63})$/.test(path);
  return ofRecord ? undefined : refusePath(path);
}

/** What is at a path: nothing, or its status without following a link. `through` is the first parent that is no folder. */
export interface Place {
  readonly status: Stats | undefined;
  readonly through?: { readonly path: string; readonly kind: "symlink" | "other" };
}

/**
 * Looks at a path below `root` without ever following a symbolic link, be it at the end or on the way. Throws what the system throws.
 * @param folders paths that were folders a moment ago, for a run over many files; what proves to be one joins them
 */
export function look(root: string, path: string, folders = new Set<string>()): Place {
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    const parent = path.slice(0, slash);
    if (folders.has(parent)) continue;
    const status = statusOf(join(root, parent));
    if (status === undefined) return { status: undefined };
    if (!status.isDirectory()) return { status: undefined, through: { path: parent, kind: status.isSymbolicLink() ? "symlink" : "other" } };
    folders.add(parent);
  }
  return { status: statusOf(join(root, path)) };
}

/** Status without following a link, or undefined when nothing is there, as below something that is no folder. */
export function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}
