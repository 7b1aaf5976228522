import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { decodeText, digest, withoutStyle, type Plan, type Step } from "../plan/index.ts";
import { changedMeanwhile } from "./execute.ts";
import { stageFile, type Journal, type Operation } from "./journal.ts";
import type { Provenance } from "./lock.ts";
import { refusePath } from "./paths.ts";
import { readRegular, type RegularRead } from "./read.ts";
import { renderRecord } from "./record.ts";
import type { Draft } from "./write.ts";

/** A plan as changes to the disk: what the journal says and what the stage must hold for it. */
export interface Work {
  readonly journal: Journal;
  readonly drafts: readonly Draft[];
}

/**
 * Turns a plan and its record into operations, and checks that the disk is still what the plan was made from.
 * Writes nothing. Throws what the system throws.
 */
export function prepare(root: string, plan: Plan, provenance: Provenance, stage: string): Work | { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const operations: Operation[] = [];
  const drafts: Draft[] = [];
  const keepOld = (slot: number, old: RegularRead) => {
    if (old.kind === "bytes") drafts.push({ path: join(root, stageFile({ stage, operations }, slot, "old")), bytes: old.bytes, mode: old.mode });
  };
  const put = (path: string, bytes: Uint8Array, mode: number, old: RegularRead) => {
    const slot = operations.length;
    operations.push({ kind: "put", slot, path, before: digestOf(old), after: digest(bytes) });
    drafts.push({ path: join(root, stageFile({ stage, operations }, slot, "new")), bytes, mode });
    keepOld(slot, old);
  };
  const remove = (path: string, old: RegularRead) => {
    const slot = operations.length;
    operations.push({ kind: "delete", slot, path, before: digestOf(old), after: undefined });
    keepOld(slot, old);
  };

  for (const step of plan.steps) {
    if (!changesDisk(step)) continue;
    const finding = refuseStep(step);
    const old = finding ? undefined : readRegular(root, step.path);
    if (finding) findings.push(finding);
    else if (!old || digestOf(old) !== step.before) findings.push(changedMeanwhile(step.path, "error"));
    else if (step.action === "remove") remove(step.path, old);
    else put(step.path, Buffer.from(step.text ?? ""), modeAfter(step, old), old);
  }
  const record = renderRecord(root, plan, provenance);
  for (const path of record.remove) remove(path, readRegular(root, path));
  for (const [path, bytes] of record.write) {
    const old = readRegular(root, path);
    if (old.kind === "bytes" ? !isSame(bytes, old.bytes) : old.kind === "absent") put(path, bytes, 0o644, old);
    else if (old.kind !== "bytes") findings.push(changedMeanwhile(path, "error"));
  }
  return findings.length > 0 ? { findings } : { journal: { stage, operations }, drafts };
}

/** True for the same bytes, and for texts that differ in what a checkout may change. */
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (Buffer.from(one).equals(other)) return true;
  const [a, b] = [decodeText(one), decodeText(other)];
  return a !== undefined && b !== undefined && withoutStyle(a) === withoutStyle(b);
}

export function changesDisk({ action }: Step): boolean {
  return action === "write" || action === "replace" || action === "merge" || action === "remove";
}

export function refuseStep({ path }: Step): Finding | undefined {
  const refusal = refusePath(path);
  return refusal === undefined ? undefined : { code: "apply/path", severity: "error", file: path, reason: `This path is refused: ${refusal}.`, remedy: "Report this: a path of this kind must never be planned." };
}

const digestOf = (file: RegularRead): string | undefined => (file.kind === "bytes" ? digest(file.bytes) : file.kind === "absent" ? undefined : "other");

/** Permission bits as they are, with the executable ones set or taken; 0644 or 0755 for a new file. */
function modeAfter({ executable }: Step, old: RegularRead): number {
  if (old.kind !== "bytes") return executable ? 0o755 : 0o644;
  if (executable === undefined || executable === ((old.mode & 0o100) !== 0)) return old.mode;
  return executable ? old.mode | ((old.mode & 0o444) >> 2) : old.mode & ~0o111;
}
