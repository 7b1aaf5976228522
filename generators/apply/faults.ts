import type { Finding } from "../finding.ts";

/** An error of the operating system, and the path it is about. */
export interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code);
}

const CAUSES: Readonly<Record<string, readonly [code: string, reason: string, remedy: string]>> = {
  EACCES: ["apply/permission", "The system does not allow it", "Give the user who runs this the right to write there, or run it as the owner of the folder."],
  EPERM: ["apply/permission", "The system does not allow it", "Give the user who runs this the right to write there, or run it as the owner of the folder."],
  ENOSPC: ["apply/disk-full", "The disk is full", "Free some space and run the command again."],
  EDQUOT: ["apply/disk-full", "The disk quota is used up", "Free some space and run the command again."],
  EFBIG: ["apply/disk-full", "The file would be larger than the system allows", "Raise the limit on file sizes and run the command again."],
  EROFS: ["apply/read-only", "The file system is read-only", "Choose a folder that can be written, or mount it writable."],
  EISDIR: ["apply/in-the-way", "A folder stands where a file belongs", "Move it away and run the command again."],
  ENOTDIR: ["apply/in-the-way", "A file stands where a folder belongs", "Move it away and run the command again."],
  EEXIST: ["apply/in-the-way", "Something appeared there meanwhile", "See what it is, move it away and run the command again."],
  ENOTEMPTY: ["apply/in-the-way", "Something appeared in the folder meanwhile", "See what it is, move it away and run the command again."],
  ELOOP: ["apply/in-the-way", "A symbolic link stands where a file belongs", "Move it away and run the command again."],
};

/**
 * A finding for an error of the operating system; everything else is a fault of this program and is thrown on.
 * `doing` completes "Cannot …".
 */
export function describeError(error: unknown, doing: string, file?: string): Finding {
  if (!isSystemError(error)) throw error;
  const [code, reason, remedy] = CAUSES[error.code] ?? ["apply/io", "The system reports an error", "Check the disk and the folder, then run the command again."];
  return { code, severity: "error", ...(file !== undefined && { file }), reason: `Cannot ${doing}. ${reason} (${error.code}${error.path === undefined ? "" : ` at ${error.path}`}).`, remedy };
}
