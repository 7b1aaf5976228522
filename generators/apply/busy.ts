import { rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { decodeText } from "../plan/index.ts";
import { isSystemError } from "./faults.ts";
import { RECORD_FOLDER, statusOf } from "./paths.ts";
import { readRegular } from "./read.ts";

const BUSY_FILE = `${RECORD_FOLDER}/busy`;

/** Upper limit of a claim, in bytes: it holds one line with a process number and the name of a machine. */
const LARGEST_CLAIM = 512;

/** Repositories that this process works on: its own number alone does not say so, since numbers are used again after a crash. */
const held = new Set<string>();

/** The process that a claim names. Earlier versions named no machine; then it is this one. */
interface Owner {
  readonly process: number;
  readonly host: string;
}

/**
 * Claims a repository whose record folder exists, by a file that only one process can create. The claim of a process
 * of this machine that is gone is taken over; whether one of another machine still runs cannot be seen from here, so
 * its claim is left to a person. Throws what the system throws.
 */
export function claim(root: string): { readonly release: () => void } | { readonly finding: Finding } {
  const path = join(root, BUSY_FILE);
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: "wx" });
      held.add(root);
      return { release: () => release(root) };
    } catch (error) {
      if (!isSystemError(error) || error.code !== "EEXIST") rmSync(path, { force: true });
      if (!isSystemError(error) || error.code !== "EEXIST" || attempt === 3) throw error;
    }
    const finding = refuseClaim(root);
    if (finding) return { finding };
    rmSync(path, { force: true });
  }
}

/**
 * What keeps a repository from being claimed, or undefined: a process that works on it, or something in place of a claim
 * that is no regular file. The latter is neither read nor removed, since no run made it. Throws what the system throws.
 */
export function refuseClaim(root: string): Finding | undefined {
  const status = statusOf(join(root, BUSY_FILE));
  if (status !== undefined && !status.isFile()) {
    return {
      code: "apply/busy",
      severity: "error",
      file: BUSY_FILE,
      reason: "What is here is no regular file, so it does not say which process writes to this repository. No run makes such a thing.",
      remedy: "See what it is and where it came from, move it away and run the command again.",
    };
  }
  return isClaimed(root) ? busyFinding(root) : undefined;
}

/** True when a process that still runs holds the repository, or may still run for all that can be seen from this machine. */
export function isClaimed(root: string): boolean {
  const owner = ownerOf(root);
  if (owner === undefined) return false;
  if (owner.host !== hostname()) return true;
  if (owner.process === process.pid) return held.has(root);
  try {
    process.kill(owner.process, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === "EPERM";
  }
}

function release(root: string): void {
  held.delete(root);
  try {
    rmSync(join(root, BUSY_FILE), { force: true });
  } catch (error) {
    // What stays behind names a process that will be gone; the next run takes it over.
    if (!isSystemError(error)) throw error;
  }
}

function ownerOf(root: string): Owner | undefined {
  try {
    const file = readRegular(root, BUSY_FILE, LARGEST_CLAIM);
    const text = file.kind === "bytes" ? (decodeText(file.bytes) ?? "").trim() : "";
    const [, number, host = hostname()] = /^([1-9]\d{0,9})(?: ([!-~]{1,255}))?$/.exec(text) ?? [];
    return number === undefined ? undefined : { process: Number(number), host };
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function busyFinding(root: string): Finding {
  const { process: number = "unknown", host = hostname() } = ownerOf(root) ?? {};
  const elsewhere = host !== hostname();
  return {
    code: "apply/busy",
    severity: "error",
    file: BUSY_FILE,
    reason: `Process ${number} ${elsewhere ? `of the machine ${JSON.stringify(host)}` : "of this machine"} is writing to this repository${elsewhere ? ", or was when it ended; from here that cannot be seen" : " at the moment"}.`,
    remedy: `Wait until it is done. If no such process of the platform generator runs${elsewhere ? " there" : ""}, delete the file.`,
  };
}
