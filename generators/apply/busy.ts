import { rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { decodeText } from "../plan/index.ts";
import { isSystemError } from "./faults.ts";
import { RECORD_FOLDER, statusOf } from "./paths.ts";
import { readRegular } from "./read.ts";

const BUSY_FILE = `${RECORD_FOLDER}/busy`;

/** Held for a moment by whoever removes the claim of a process that is gone. It is named like a stage: what is left of it the next run removes. */
const TAKEOVER_FILE = `${RECORD_FOLDER}/stage-claim`;

/** So often, and so long (milliseconds), a run waits for another one that is at the same moment writing its claim or removing an old one. */
const ATTEMPTS = 20;
const PAUSE = 5;

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
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (put(join(root, BUSY_FILE))) {
      held.add(root);
      return { release: () => release(root) };
    }
    const finding = refuseClaim(root);
    if (finding) return { finding };
    if (!takeOver(root)) pause();
  }
  return { finding: busyFinding(root) };
}

/** Writes a claim where there is none. */
function put(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return false;
    rmSync(path, { force: true });
    throw error;
  }
}

/**
 * Removes the claim of a process that is gone. Several processes may have found it: each looks once more while it alone may remove one,
 * so that what another has put in its place meanwhile stays.
 */
function takeOver(root: string): boolean {
  const guard = join(root, TAKEOVER_FILE);
  if (!put(guard)) {
    // Its process ended right here.
    if (!isAlive(ownerOf(root, TAKEOVER_FILE), root)) rmSync(guard, { recursive: true, force: true });
    return false;
  }
  try {
    if (refuseClaim(root) === undefined) rmSync(join(root, BUSY_FILE), { force: true });
    return true;
  } finally {
    rmSync(guard, { force: true });
  }
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
export function isClaimed(root: string): boolean {
  return isAlive(ownerOf(root, BUSY_FILE), root);
}

function isAlive(owner: Owner | undefined, root: string): boolean {
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

/** Who wrote a claim; undefined when it does not say so. An empty one gets its content at this very moment, or never. */
function ownerOf(root: string, path: string): Owner | undefined {
  try {
    for (let attempt = 0; ; attempt += 1) {
      const file = readRegular(root, path, LARGEST_CLAIM);
      if (file.kind === "bytes" && file.bytes.length === 0 && attempt < ATTEMPTS) {
        pause();
        continue;
      }
      const text = file.kind === "bytes" ? (decodeText(file.bytes) ?? "").trim() : "";
      const [, number, host = hostname()] = /^([1-9]\d{0,9})(?: ([!-~]{1,255}))?$/.exec(text) ?? [];
      return number === undefined ? undefined : { process: Number(number), host };
    }
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function busyFinding(root: string): Finding {
  const { process: number = "unknown", host = hostname() } = ownerOf(root, BUSY_FILE) ?? {};
  const elsewhere = host !== hostname();
  return {
    code: "apply/busy",
    severity: "error",
    file: BUSY_FILE,
    reason: `Process ${number} ${elsewhere ? `of the machine ${JSON.stringify(host)}` : "of this machine"} is writing to this repository${elsewhere ? ", or was when it ended; from here that cannot be seen" : " at the moment"}.`,
    remedy: `Wait until it is done. If no such process of the platform generator runs${elsewhere ? " there" : ""}, delete the file.`,
  };
}
