import { chmodSync, closeSync, fchmodSync, fsync, mkdirSync, openSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSystemError } from "./faults.ts";
import { statusOf } from "./paths.ts";

/** Called before every change to the disk with a name for it; what it throws counts as an error of that change. */
export type OnStep = (step: string) => void;

/** A file to be made: absolute path, content, permission bits. */
export interface Draft {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** So many files wait to be flushed at the same time; the file system flushes them together. */
const AT_ONCE = 32;

/**
 * Makes new files in folders that exist and flushes them to the disk. Nothing is on its way any more when it rejects.
 * Only flushing is waiting: the other calls return at once, and as promises they would take longer than what they do.
 */
export async function writeFiles(drafts: readonly Draft[], onStep: OnStep): Promise<void> {
  const queue = drafts.values();
  let stop = false;
  const work = async () => {
    for (const draft of queue) {
      if (stop) return;
      try {
        onStep(`write ${draft.path}`);
        await writeFile(draft);
      } catch (error) {
        stop = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

async function writeFile({ path, bytes, mode }: Draft): Promise<void> {
  const file = openSync(path, "wx", mode);
  try {
    writeFileSync(file, bytes);
    fchmodSync(file, mode);
    await flush(file);
  } finally {
    closeSync(file);
  }
}

const flush = (file: number): Promise<void> => new Promise((resolve, reject) => fsync(file, (error) => (error ? reject(error) : resolve())));

/** What systems say that cannot open or flush a folder. Any other error means that names may not outlive a loss of power. */
const CANNOT_FLUSH = new Set(["EACCES", "EPERM", "EISDIR", "EINVAL", "EBADF", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "ENOENT"]);

/** Flushes the names in folders. Systems that cannot flush a folder are let be. */
export async function syncFolders(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    try {
      const handle = openSync(folder, "r");
      try {
        await flush(handle);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      if (!isSystemError(error) || !CANNOT_FLUSH.has(error.code)) throw error;
    }
  }
}

/**
 * Makes a folder below `root` and those above it, 0755 whatever the umask, without going through a symbolic link.
 * @returns the absolute paths of the folders in which one was made: only when they are flushed does it outlive a loss of power
 */
export function makeFolders(root: string, folder: string): string[] {
  if (folder === "" || folder === ".") return [];
  const path = join(root, folder);
  const status = statusOf(path);
  if (status?.isDirectory()) return makeFolders(root, dirname(folder));
  if (status) throw Object.assign(new Error(`${folder} is no folder`), { code: status.isSymbolicLink() ? "ELOOP" : "ENOTDIR" });
  const above = makeFolders(root, dirname(folder));
  mkdirSync(path);
  chmodSync(path, 0o755);
  return [...above, dirname(path)];
}

/** Absolute path of the folder that holds a path below `root`; of the nearest one above it when that is gone. */
export function folderAround(root: string, path: string): string {
  let folder = dirname(path);
  while (folder !== "." && statusOf(join(root, folder)) === undefined) folder = dirname(folder);
  return join(root, folder);
}

/** Removes a folder below `root` when it is empty, then those above it. What cannot be removed stays: an empty folder is no content. */
export function pruneFolders(root: string, folder: string): void {
  for (let at = folder; at !== "" && at !== "."; at = dirname(at)) {
    try {
      rmdirSync(join(root, at));
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== "ENOENT") return;
    }
  }
}
