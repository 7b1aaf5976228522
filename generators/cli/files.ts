import { readFileSync, statSync } from "node:fs";
import type { Finding } from "../finding.ts";

/** Answers beyond this size are refused unread. */
const LARGEST_ANSWERS = 1024 * 1024;

/** Reads a text that the user named. Every way in which that can fail is a finding. */
export function readInput(file: string): { text?: string; findings: readonly Finding[] } {
  const refuse = (reason: string, remedy: string): { findings: Finding[] } => ({ findings: [{ code: "answers/unreadable", severity: "error", file, reason, remedy }] });
  try {
    const status = statSync(file);
    if (status.isDirectory()) return refuse("This is a directory, not a file.", "Name the answers file inside it.");
    if (!status.isFile()) return refuse("This is no regular file.", "Give the path of a file.");
    if (status.size > LARGEST_ANSWERS) {
      return { findings: [{ code: "answers/too-large", severity: "error", file, reason: `${status.size} bytes are more than answers ever need (1 MiB).`, remedy: "Check that this is the answers file." }] };
    }
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    return { text, findings: [] };
  } catch (error) {
    if (error instanceof TypeError) return refuse("This is no UTF-8 text.", "Save it as UTF-8.");
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return refuse("There is no such file.", "Check the path; examples are in examples/.");
    if (code === "EACCES" || code === "EPERM") return refuse("This file may not be read.", "Give yourself permission to read it.");
    return refuse(`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`, "Check the path and the disk.");
  }
}
