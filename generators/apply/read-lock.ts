import type { Finding } from "../finding.ts";
import { decodeText } from "../plan/text.ts";
import { describeError } from "./faults.ts";
import { EMPTY_LOCK, LOCK_FILE, parseLock, type Lock } from "./lock.ts";
import { readRegular } from "./read.ts";

/** Upper limit of a lock, in bytes: some 60,000 files. */
const LARGEST_LOCK = 8 * 1024 * 1024;

/** Reads `.temporal-platform/lock`. No lock is an empty one. */
export function readLock(root: string): { readonly recorded: boolean; readonly lock: Lock; readonly findings: readonly Finding[] } {
  const refuse = (code: string, reason: string, remedy: string) => ({ recorded: true, lock: EMPTY_LOCK, findings: [{ code, severity: "error", file: LOCK_FILE, reason, remedy } satisfies Finding] });
  try {
    const file = readRegular(root, LOCK_FILE, LARGEST_LOCK);
    if (file.kind === "absent") return { recorded: false, lock: EMPTY_LOCK, findings: [] };
    if (file.kind === "too-large") return refuse("record/lock-size", "The lock is larger than 8 MiB, which no run ever wrote.", "Restore it from Git.");
    if (file.kind !== "bytes") return refuse("record/not-a-file", "The lock is, or lies behind, something that is no regular file.", "Restore the folder from Git.");
    const text = decodeText(file.bytes);
    if (text === undefined) return refuse("record/lock-syntax", "The lock is no UTF-8 text.", "Restore it from Git.");
    return { recorded: true, ...parseLock(text) };
  } catch (error) {
    return { recorded: true, lock: EMPTY_LOCK, findings: [describeError(error, "read the lock", LOCK_FILE)] };
  }
}
