import { readdirSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../finding.ts";
import { decodeText } from "../plan/index.ts";
import { claim, CLAIM_NAME, isClaimed, isClaimOfOther, refuseClaim } from "./busy.ts";
import { describeError } from "./faults.ts";
import { goBack, goForward, wasReverted } from "./execute.ts";
import { DONE_NAME, doneName, JOURNAL_BACK_FILE, JOURNAL_FILE, parseJournal, STAGE_NAME, type Journal } from "./journal.ts";
import { locate, stageRoot, type Location } from "./locate.ts";
import { look, RECORD_FOLDER, refuseJournalPath, statusOf } from "./paths.ts";
import { readRegular } from "./read.ts";
import { pruneFolders, syncFolders, type OnStep } from "./write.ts";

/** Upper limit of a journal, in bytes. */
const LARGEST_JOURNAL = 32 * 1024 * 1024;

/**
 * Brings a repository in which a run was interrupted to the state before or after that run, never between, and says
 * which (`apply/completed`, `apply/undone`). To be called before anything is read. Touches nothing when nothing is to be
 * done. An error means that the repository is in neither state, or that another process works on it: stop.
 */
export async function recover(dir: string, onStep: OnStep = () => {}): Promise<readonly Finding[]> {
  try {
    const place = locate(dir);
    if (place.kind === "folder") return await recoverFolder(place.root, onStep);
    return place.kind === "absent" && removeLitter(place, onStep) ? [UNDONE] : [];
  } catch (error) {
    return [describeError(error, "bring the interrupted run to its end", RECORD_FOLDER)];
  }
}

async function recoverFolder(root: string, onStep: OnStep): Promise<readonly Finding[]> {
  const status = statusOf(join(root, RECORD_FOLDER));
  if (status === undefined) return [];
  if (!status.isDirectory()) {
    return [{ code: "record/not-a-file", severity: "error", file: RECORD_FOLDER, reason: "The folder of the record is no folder, so nothing in it can be trusted.", remedy: "Restore it from Git, or move it away." }];
  }
  const names = readdirSync(join(root, RECORD_FOLDER));
  const traces = names.filter(isTrace);
  if (names.length === 0) pruneFolders(root, RECORD_FOLDER);
  if (traces.length === 0) return [];
  const refusal = refuseClaim(root);
  if (refusal) return [refusal];
  onStep("claim");
  const claimed = claim(root);
  if ("finding" in claimed) return [claimed.finding];
  try {
    return await settle(root, traces, onStep);
  } finally {
    claimed.release();
    pruneFolders(root, RECORD_FOLDER);
  }
}

const UNDONE: Finding = { code: "apply/undone", severity: "info", reason: "An earlier run was interrupted before it was complete; what it had begun is removed.", remedy: "Nothing is to be done." };
const COMPLETED: Finding = { code: "apply/completed", severity: "info", reason: "An earlier run was interrupted while it put its changes in place; they are now complete.", remedy: "Nothing is to be done." };

const isTrace = (name: string): boolean => name === "busy" || `${RECORD_FOLDER}/${name}` === JOURNAL_FILE || `${RECORD_FOLDER}/${name}` === JOURNAL_BACK_FILE || STAGE_NAME.test(name) || DONE_NAME.test(name);

async function settle(root: string, traces: readonly string[], onStep: OnStep): Promise<readonly Finding[]> {
  const back = readJournal(root, JOURNAL_BACK_FILE);
  const forward = readJournal(root, JOURNAL_FILE);
  if ("finding" in back) return [back.finding];
  if ("finding" in forward) return [forward.finding];
  const journal = back.journal ?? forward.journal;
  const findings: Finding[] = [];
  if (!journal && traces.some((name) => STAGE_NAME.test(name))) findings.push(UNDONE);
  if (journal && statusOf(join(root, RECORD_FOLDER, journal.stage)) === undefined) findings.push(back.journal ? UNDONE : COMPLETED);
  else if (back.journal) findings.push(UNDONE, ...(await goBack(root, back.journal, onStep)));
  else if (forward.journal && wasReverted(root, forward.journal)) {
    onStep("turn back");
    renameSync(join(root, JOURNAL_FILE), join(root, JOURNAL_BACK_FILE));
    findings.push(UNDONE, ...(await goBack(root, forward.journal, onStep)));
  } else if (forward.journal) findings.push(COMPLETED, ...(await goForward(root, forward.journal, onStep)));
  await removeTraces(root, journal, onStep);
  return findings;
}

/**
 * Removes what a run needed. The stage of the journal changes its name first: a journal whose stage is gone is settled,
 * whatever happens to the files later.
 */
export async function removeTraces(root: string, journal: Journal | undefined, onStep: OnStep): Promise<void> {
  const folder = join(root, RECORD_FOLDER);
  if (journal && statusOf(join(folder, journal.stage)) !== undefined) {
    onStep("settle the stage");
    renameSync(join(folder, journal.stage), join(folder, doneName(journal.stage)));
    // Without a journal a stage is one of a run that never began.
    await syncFolders([folder]);
  }
  for (const file of [JOURNAL_FILE, JOURNAL_BACK_FILE]) {
    if (statusOf(join(root, file)) === undefined) continue;
    onStep(`remove ${file}`);
    unlinkSync(join(root, file));
  }
  for (const name of readdirSync(folder)) {
    if ((!STAGE_NAME.test(name) && !DONE_NAME.test(name)) || isClaimOfOther(root, name)) continue;
    onStep(`remove ${RECORD_FOLDER}/${name}`);
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function readJournal(root: string, path: string): { readonly journal: Journal | undefined } | { readonly finding: Finding } {
  const refuse = (reason: string) => ({ finding: { code: "record/journal", severity: "error", file: path, reason, remedy: "This was not written by the generator. Delete the file, and see where it came from." } satisfies Finding });
  const file = readRegular(root, path, LARGEST_JOURNAL);
  if (file.kind === "absent") return { journal: undefined };
  if (file.kind !== "bytes") return refuse("The journal is no regular file, or larger than 32 MiB.");
  const text = decodeText(file.bytes);
  const journal = text === undefined ? undefined : parseJournal(text);
  for (const { path: target } of journal?.operations ?? []) {
    const refusal = refuseJournalPath(target);
    if (refusal !== undefined) return refuse(`The journal wants to change the path ${JSON.stringify(target)}, which is refused: ${refusal}.`);
  }
  if (journal && look(root, `${RECORD_FOLDER}/${journal.stage}`).status?.isDirectory() === false) return refuse("The stage of the journal is no folder.");
  return { journal };
}

/** Removes what an interrupted `new` left beside a folder that it was about to make. */
function removeLitter(place: Extract<Location, { kind: "absent" }>, onStep: OnStep): boolean {
  let found = false;
  const prefix = stageRoot(place, "");
  for (const name of readdirSync(place.parent)) {
    if (!name.startsWith(prefix) || !/^[0-9A-Za-z]{1,64}$/.test(name.slice(prefix.length))) continue;
    const stage = join(place.parent, name);
    const inner = join(stage, place.below);
    const status = statusOf(join(inner, RECORD_FOLDER, "busy"));
    const ours = status?.isFile() === true && !isClaimed(inner);
    if (!ours && !isBare(stage)) continue;
    onStep(`remove ${name}`);
    rmSync(stage, { recursive: true, force: true });
    found = true;
  }
  return found;
}

/** True for a folder in which there is nothing but folders, and a claim that was not put in place: the run ended before it could sign it. */
function isBare(folder: string): boolean {
  if (statusOf(folder)?.isDirectory() !== true) return false;
  return readdirSync(folder).every((name) => CLAIM_NAME.test(name) || isBare(join(folder, name)));
}
