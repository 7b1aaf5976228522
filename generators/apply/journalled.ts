import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import type { Plan } from "../plan/index.ts";
import { claim } from "./busy.ts";
import { goBack, goForward } from "./execute.ts";
import { describeError, isSystemError } from "./faults.ts";
import { formatJournal, JOURNAL_BACK_FILE, JOURNAL_FILE } from "./journal.ts";
import type { Provenance } from "./lock.ts";
import { RECORD_FOLDER, statusOf } from "./paths.ts";
import { changesDisk, prepare, type Work } from "./prepare.ts";
import { removeTraces } from "./recover.ts";
import { makeFolders, pruneFolders, syncFolders, writeFiles, type OnStep } from "./write.ts";

/** Carries a plan out in a folder that exists. Throws what the system throws before anything is changed; a plan without work touches nothing. */
export async function applyJournalled(root: string, plan: Plan, provenance: Provenance, id: string, onStep: OnStep): Promise<readonly Finding[]> {
  const stage = `stage-${id}`;
  if (!plan.steps.some(changesDisk)) {
    const idle = prepare(root, plan, provenance, stage);
    if ("findings" in idle) return idle.findings;
    if (idle.journal.operations.length === 0) return [];
  }
  onStep("claim");
  try {
    await syncFolders(makeFolders(root, RECORD_FOLDER));
    const claimed = claim(root);
    if ("finding" in claimed) return [claimed.finding];
    try {
      if ([JOURNAL_FILE, JOURNAL_BACK_FILE].some((file) => statusOf(join(root, file)) !== undefined)) return [unfinished()];
      const work = prepare(root, plan, provenance, stage);
      if ("findings" in work) return work.findings;
      await commit(root, work, onStep);
      return await carryOut(root, work, onStep);
    } finally {
      claimed.release();
    }
  } finally {
    pruneFolders(root, RECORD_FOLDER);
  }
}

/** Fills the stage and completes the journal. Before this returns nothing has happened, after it everything will. */
async function commit(root: string, { journal, drafts }: Work, onStep: OnStep): Promise<void> {
  const folder = join(root, RECORD_FOLDER);
  try {
    onStep("make the stage");
    makeFolders(root, `${RECORD_FOLDER}/${journal.stage}`);
    await writeFiles(drafts, onStep);
    await syncFolders([join(folder, journal.stage), folder]);
    await writeFiles([{ path: join(root, JOURNAL_FILE), bytes: Buffer.from(formatJournal(journal)), mode: 0o644 }], onStep);
    await syncFolders([folder]);
  } catch (error) {
    const byAnother = isSystemError(error) && error.code === "EEXIST";
    if (!byAnother) rmSync(join(root, JOURNAL_FILE), { force: true });
    rmSync(join(folder, journal.stage), { recursive: true, force: true });
    throw error;
  }
}

async function carryOut(root: string, { journal }: Work, onStep: OnStep): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    findings.push(...(await goForward(root, journal, onStep)));
  } catch (error) {
    const cause = describeError(error, "put the changes in place");
    try {
      renameSync(join(root, JOURNAL_FILE), join(root, JOURNAL_BACK_FILE));
      findings.push(...(await goBack(root, journal, () => {})));
      await removeTraces(root, journal, () => {});
      return [cause, ...findings];
    } catch (second) {
      if (!isSystemError(second)) throw second;
      return [cause, unfinished()];
    }
  }
  try {
    await removeTraces(root, journal, onStep);
  } catch (error) {
    findings.push({ ...describeError(error, "remove the journal, though all is done", JOURNAL_FILE), severity: "warning" });
  }
  return findings;
}

const unfinished = (): Finding => ({
  code: "apply/unfinished",
  severity: "error",
  file: JOURNAL_FILE,
  reason: "An earlier run was interrupted and its journal is still here.",
  remedy: "Run the command again: it starts by bringing that run to its end.",
});
