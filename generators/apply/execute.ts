import { renameSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding } from "../finding.ts";
import { digest } from "../plan/index.ts";
import { stageFile, type Journal, type Operation } from "./journal.ts";
import { readRegular } from "./read.ts";
import { folderAround, makeFolders, pruneFolders, syncFolders, type OnStep } from "./write.ts";

/** Digest of what is at a path: undefined for nothing, `other` for everything that is no regular file. */
function digestAt(root: string, path: string): string | undefined {
  const file = readRegular(root, path);
  return file.kind === "bytes" ? digest(file.bytes) : file.kind === "absent" ? undefined : "other";
}

/**
 * Makes the changes of a journal in its order. Can be repeated after any interruption.
 * What somebody changed meanwhile stays and is reported. Throws what the system throws.
 */
export async function goForward(root: string, journal: Journal, onStep: OnStep): Promise<Finding[]> {
  const findings: Finding[] = [];
  await prepareFolders(root, journal.operations.filter((operation) => operation.kind === "put" && !isDone(root, journal, operation) && digestAt(root, operation.path) === operation.before));
  for (const operation of journal.operations) {
    const { path, slot, before, after } = operation;
    const staged = operation.kind === "put" ? digestAt(root, stageFile(journal, slot, "new")) : undefined;
    if (operation.kind === "put" && staged === undefined) continue;
    const now = digestAt(root, path);
    if (operation.kind === "delete" && now === undefined) continue;
    if (now !== before || (operation.kind === "put" && staged !== after)) {
      findings.push(changedMeanwhile(path, "warning"));
      continue;
    }
    onStep(`${operation.kind} ${path}`);
    if (operation.kind === "delete") {
      unlinkSync(join(root, path));
    } else {
      renameSync(join(root, stageFile(journal, slot, "new")), join(root, path));
    }
  }
  tidy(root, journal, "delete");
  await syncAround(root, journal);
  return findings;
}

/** Removes the folders that are empty in the end, and not before: one that goes and comes again would have to be flushed anew. */
function tidy(root: string, { operations }: Journal, kind: Operation["kind"]): void {
  for (const { path } of operations.filter((operation) => operation.kind === kind)) pruneFolders(root, dirname(path));
}

/** Folders outlive a loss of power before anything moves into them: what moves leaves the stage, and is nowhere else. */
async function prepareFolders(root: string, operations: readonly Operation[]): Promise<void> {
  await syncFolders(new Set(operations.flatMap(({ path }) => makeFolders(root, dirname(path)))));
}

/** The journal may only go when all it did outlives a loss of power. */
const syncAround = (root: string, { operations }: Journal): Promise<void> => syncFolders(new Set(operations.map(({ path }) => folderAround(root, path))));

/** Takes the changes of a journal back, the last first. Can be repeated after any interruption; later changes of others stay. */
export async function goBack(root: string, journal: Journal, onStep: OnStep): Promise<Finding[]> {
  const findings: Finding[] = [];
  await prepareFolders(root, journal.operations.filter((operation) => operation.before !== undefined && isDone(root, journal, operation) && digestAt(root, operation.path) === operation.after));
  for (const operation of journal.operations.toReversed()) {
    const { path, slot, before, after } = operation;
    const now = digestAt(root, path);
    const old = before === undefined ? undefined : digestAt(root, stageFile(journal, slot, "old"));
    if (!isDone(root, journal, operation) || (now === before && old === undefined)) continue;
    if (now !== after || (before !== undefined && old === undefined)) {
      if (now !== before) findings.push(changedMeanwhile(path, "warning"));
      continue;
    }
    onStep(`undo ${operation.kind} ${path}`);
    if (before === undefined) {
      unlinkSync(join(root, path));
    } else {
      renameSync(join(root, stageFile(journal, slot, "old")), join(root, path));
    }
  }
  tidy(root, journal, "put");
  await syncAround(root, journal);
  return findings;
}

/** True when somebody took changes of an interrupted run back, for instance by a checkout: going forward would then make a mixture. */
export function wasReverted(root: string, journal: Journal): boolean {
  return journal.operations.some(
    (operation) => operation.kind === "put" && operation.before !== operation.after && isDone(root, journal, operation) && digestAt(root, operation.path) === operation.before,
  );
}

function isDone(root: string, journal: Journal, { kind, slot, path }: Operation): boolean {
  return kind === "put" ? digestAt(root, stageFile(journal, slot, "new")) === undefined : digestAt(root, path) === undefined;
}

export function changedMeanwhile(path: string, severity: Finding["severity"]): Finding {
  return {
    code: "apply/changed-meanwhile",
    severity,
    file: path,
    reason: "This file is not as it was when the plan was made.",
    remedy: severity === "error" ? "Nothing was written. Run the command again." : "It stays as it is. Run an update to see what is to be done about it.",
  };
}
