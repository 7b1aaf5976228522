import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Finding } from "../finding.ts";
import { isSystemError } from "./faults.ts";

/** Larger indexes hold more files than any repository of this kind, and are not read. */
const LARGEST_INDEX = 64 * 1024 * 1024;
const LARGEST_POINTER = 4096;
const NAMED = 5;

/** What an unfinished merge keeps from being written. @param marked files that Git does not have as unmerged, with the markers of a merge in them */
export function describeUnresolved(unmerged: readonly string[], marked: readonly string[] = []): Finding[] {
  const all = [...unmerged, ...marked];
  return all.slice(0, NAMED).map((file, index) => ({
    code: "apply/unresolved-merge",
    severity: "error",
    file,
    reason: `${unmerged.includes(file) ? "Git has this file as unmerged" : "This file holds the markers of an unfinished merge"}${index === NAMED - 1 && all.length > NAMED ? `, and ${all.length - NAMED} more` : ""}; both sides in one file cannot be told from an edit of yours.`,
    remedy: `Resolve the merge first: edit the file, then \`git add ${file}\`${file.startsWith(".temporal-platform/") ? " (of the record the lines of both sides are right)" : ""}. Nothing was written.`,
  }));
}

/** Paths below `root` that Git's index has in stages, as it does while a merge is not resolved. */
export function unmergedPaths(root: string): readonly string[] {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const index = indexOf(folder);
    if (index !== undefined) {
      const prefix = relative(folder, resolve(root)).split(sep).join("/");
      return stagedPaths(index).flatMap((path) => (prefix === "" ? [path] : path.startsWith(`${prefix}/`) ? [path.slice(prefix.length + 1)] : []));
    }
    if (folder === dirname(folder)) return [];
  }
}

/** The bytes of the index of the work tree at this folder; undefined where there is none. A work tree or submodule has a file that names the place. */
function indexOf(folder: string): Buffer | undefined {
  try {
    const git = join(folder, ".git");
    const status = statSync(git, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    const pointer = status.isFile() && status.size <= LARGEST_POINTER ? /^gitdir: (.+)$/m.exec(readFileSync(git, "utf8"))?.[1] : undefined;
    const index = join(pointer === undefined ? git : resolve(folder, pointer), "index");
    const size = statSync(index, { throwIfNoEntry: false })?.size;
    return size === undefined || size > LARGEST_INDEX ? Buffer.alloc(0) : readFileSync(index);
  } catch (error) {
    // Nothing depends on Git: what cannot be read says nothing.
    if (isSystemError(error)) return Buffer.alloc(0);
    throw error;
  }
}

/** Bytes of an object's name, in a repository of SHA-1 and in one of SHA-256. The index does not say which it is. */
const NAME_SIZES = [20, 32];

/** Paths in Git's index with a stage other than 0, each once. An index that cannot be read has none. */
function stagedPaths(index: Buffer): readonly string[] {
  if (index.length < 12 || index.toString("latin1", 0, 4) !== "DIRC") return [];
  const version = index.readUInt32BE(4);
  if (version < 2 || version > 4) return [];
  for (const size of NAME_SIZES) {
    const staged = readEntries(index, version, size);
    if (staged) return staged;
  }
  return [];
}

/** Reads the entries of an index, versions 2 to 4 (gitformat-index); undefined when names of objects have another size. */
function readEntries(index: Buffer, version: number, nameSize: number): string[] | undefined {
  const staged = new Set<string>();
  let [at, path] = [12, ""];
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const fixed = at + 40 + nameSize;
    if (fixed + 2 > index.length) return undefined;
    const flags = index.readUInt16BE(fixed);
    let start = fixed + 2 + (version > 2 && (flags & 0x4000) !== 0 ? 2 : 0);
    let kept = "";
    if (version === 4) {
      const { value, next } = readOffset(index, start);
      [kept, start] = [path.slice(0, Math.max(0, path.length - value)), next];
    }
    const end = index.indexOf(0, start);
    if (end < 0) return undefined;
    path = kept + index.toString("latin1", start, end);
    if (Math.min(path.length, 0xfff) !== (flags & 0xfff)) return undefined;
    if ((flags & 0x3000) !== 0) staged.add(Buffer.from(path, "latin1").toString("utf8"));
    at = version === 4 ? end + 1 : at + Math.ceil((end + 1 - at) / 8) * 8;
  }
  return [...staged];
}

/** A number of the variable length that Git packs offsets in. */
function readOffset(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let [at, value] = [start + 1, (bytes[start] ?? 0) & 0x7f];
  while (((bytes[at - 1] ?? 0) & 0x80) !== 0 && at < bytes.length) {
    value = (value + 1) * 128 + ((bytes[at] ?? 0) & 0x7f);
    at += 1;
  }
  return { value, next: at };
}
