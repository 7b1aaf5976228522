import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import type { MineFile } from "../plan/index.ts";
import { describeError, isSystemError } from "./faults.ts";
import { look, refusePath } from "./paths.ts";

const NO_BYTES = new Uint8Array();

/** What is at each of these paths below `root`. Links are reported and never followed, at the end of a path and on the way. */
export function readMine(root: string, paths: Iterable<string>): { readonly mine: ReadonlyMap<string, MineFile>; readonly findings: readonly Finding[] } {
  const mine = new Map<string, MineFile>();
  const findings: Finding[] = [];
  const folders = new Set<string>();
  for (const path of paths) {
    const refusal = refusePath(path);
    if (refusal !== undefined) {
      findings.push({ code: "apply/path", severity: "error", file: path, reason: `This path is refused: ${refusal}.`, remedy: "Restore the record from Git; a path of this kind is never emitted." });
      continue;
    }
    try {
      const file = readRegular(root, path, Infinity, folders);
      if (file.kind === "bytes") mine.set(path, { bytes: file.bytes, kind: "file", executable: (file.mode & 0o100) !== 0 });
      else if (file.kind !== "absent") mine.set(path, { bytes: NO_BYTES, kind: file.kind === "symlink" ? "symlink" : "other", executable: false });
    } catch (error) {
      // What cannot be read is there all the same: nothing may take it for deleted.
      mine.set(path, { bytes: NO_BYTES, kind: "other", executable: false });
      findings.push(describeError(error, `read ${path}`, path));
    }
  }
  return { mine, findings };
}

export type RegularRead =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; /** Permission bits. */ readonly mode: number }
  | { readonly kind: "absent" | "symlink" | "other" | "too-large" };

/** Reads a regular file of at most `limit` bytes without following links. Throws what the system throws. `folders`: see `look`. */
export function readRegular(root: string, path: string, limit = Infinity, folders?: Set<string>): RegularRead {
  const place = look(root, path, folders);
  if (place.through) return { kind: place.through.kind };
  if (place.status === undefined) return { kind: "absent" };
  if (place.status.isSymbolicLink()) return { kind: "symlink" };
  if (!place.status.isFile()) return { kind: "other" };
  let descriptor: number;
  try {
    descriptor = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return { kind: "absent" };
    if (isSystemError(error) && error.code === "ELOOP") return { kind: "symlink" };
    throw error;
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return { kind: "other" };
    if (status.size > limit) return { kind: "too-large" };
    return { kind: "bytes", bytes: readFileSync(descriptor), mode: status.mode & 0o777 };
  } finally {
    closeSync(descriptor);
  }
}
