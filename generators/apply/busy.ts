import { randomBytes } from "node:crypto";
import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { decodeText } from "../plan/index.ts";
import { isSystemError } from "./faults.ts";
import { RECORD_FOLDER, statusOf } from "./paths.ts";
import { readRegular } from "./read.ts";

const BUSY_FILE = `${RECORD_FOLDER}/busy`;

/** What is named like this is a claim on the right to replace a claim, or one on its way into place. The names are those of stages: what is left of them the next run removes. */
export const CLAIM_NAME = /^stage-claim[0-9a-f]{0,12}$/;

/** So often, and so long (milliseconds), a run waits for another one that is at the same moment replacing a claim. */
const ATTEMPTS = 40;
const PAUSE = 5;

/** Runs that ended one inside the other while each was replacing the claim of the one before; no more were ever seen than one. */
const DEEPEST = 8;

/** Upper limit of a claim, in bytes: it holds one line with a process number and the name of a machine. */
const LARGEST_CLAIM = 512;

/** Claims of this process: its own number alone does not say so, since numbers are used again after a crash. */
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
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (acquire(root, 0)) return { release: () => release(root, 0) };
    const finding = refuseClaim(root);
    if (finding) return { finding };
    pause();
  }
  return { finding: busyFinding(root) };
}

/** The claim of the repository is of level 0; whoever replaces one of level n holds that of level n + 1 meanwhile. */
const claimFile = (level: number): string => (level === 0 ? BUSY_FILE : `${RECORD_FOLDER}/stage-claim${level === 1 ? "" : level}`);

/**
 * Takes a claim that nobody has, or that the process which had it left. The latter is replaced and never removed: between removing
 * and creating, another process that saw the old one would remove the new one. Only the holder of the next level replaces,
 * and looks again once it holds that; so a claim that is not its own never changes under it.
 */
function acquire(root: string, level: number): boolean {
  if (level > DEEPEST) return false;
  const path = join(root, claimFile(level));
  const own = join(root, RECORD_FOLDER, `stage-claim${randomBytes(6).toString("hex")}`);
  let taken = false;
  try {
    writeFileSync(own, `${process.pid} ${hostname()}\n`, { flag: "wx" });
    taken = put(own, path) || replace(root, level, own);
  } finally {
    rmSync(own, { force: true });
  }
  if (taken) held.add(path);
  return taken;
}

/** Puts a claim, with all that it says, where there is none. */
function put(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Another run has tidied up meanwhile.
    if (error.code === "EEXIST" || error.code === "ENOENT") return false;
  }
  // A file system without links: for a moment the claim is there and empty, which `ownerOf` waits for.
  try {
    writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return false;
    rmSync(path, { force: true });
    throw error;
  }
}

function replace(root: string, level: number, own: string): boolean {
  if (!isAbandoned(root, level) || !acquire(root, level + 1)) return false;
  try {
    if (!isAbandoned(root, level)) return false;
    renameSync(own, join(root, claimFile(level)));
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return false;
    throw error;
  } finally {
    release(root, level + 1);
  }
}

/** True for a claim that is there, and whose process is not. The one reading tells both: a claim that is given back and taken anew in between must not look abandoned. */
function isAbandoned(root: string, level: number): boolean {
  const owner = ownerOf(root, claimFile(level));
  return owner === "nobody" || (owner !== undefined && !isAlive(owner, root, claimFile(level)));
}

/**
 * True for the name, in the record folder, of what another process of this machine needs for its claim. Of what another machine left nobody here
 * can tell; it is litter all the same, since whoever holds the repository is asked first.
 */
export function isClaimOfOther(root: string, name: string): boolean {
  const file = `${RECORD_FOLDER}/${name}`;
  const owner = CLAIM_NAME.test(name) ? ownerOf(root, file) : undefined;
  return owner !== undefined && owner !== "nobody" && owner.host === hostname() && isAlive(owner, root, file);
}

const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);

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
export const isClaimed = (root: string): boolean => isHeld(root, BUSY_FILE);

function isHeld(root: string, file: string): boolean {
  const owner = ownerOf(root, file);
  return owner !== undefined && owner !== "nobody" && isAlive(owner, root, file);
}

function isAlive(owner: Owner, root: string, file: string): boolean {
  if (owner.host !== hostname()) return true;
  if (owner.process === process.pid) return held.has(join(root, file));
  try {
    process.kill(owner.process, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === "EPERM";
  }
}

function release(root: string, level: number): void {
  const path = join(root, claimFile(level));
  held.delete(path);
  try {
    rmSync(path, { force: true });
  } catch (error) {
    // What stays behind names a process that will be gone; the next run takes it over.
    if (!isSystemError(error)) throw error;
  }
}

/** Who wrote a claim; undefined where there is none, or no regular file. An empty one gets its content at this very moment, or never. */
function ownerOf(root: string, path: string): Owner | "nobody" | undefined {
  try {
    for (let attempt = 0; ; attempt += 1) {
      const file = readRegular(root, path, LARGEST_CLAIM);
      if (file.kind === "too-large") return "nobody";
      if (file.kind !== "bytes") return undefined;
      if (file.bytes.length === 0 && attempt < ATTEMPTS) {
        pause();
        continue;
      }
      const [, number, host = hostname()] = /^([1-9]\d{0,9})(?: ([!-~]{1,255}))?$/.exec((decodeText(file.bytes) ?? "").trim()) ?? [];
      return number === undefined ? "nobody" : { process: Number(number), host };
    }
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function busyFinding(root: string): Finding {
  const owner = ownerOf(root, BUSY_FILE);
  const { process: number, host } = typeof owner === "object" ? owner : { process: "unknown", host: hostname() };
  const elsewhere = host !== hostname();
  return {
    code: "apply/busy",
    severity: "error",
    file: BUSY_FILE,
    reason: `Process ${number} ${elsewhere ? `of the machine ${JSON.stringify(host)}` : "of this machine"} is writing to this repository${elsewhere ? ", or was when it ended; from here that cannot be seen" : " at the moment"}.`,
    remedy: `Wait until it is done. If no such process of the platform generator runs${elsewhere ? " there" : ""}, delete the file.`,
  };
}
