import { digest } from "../plan/index.ts";
import { RECORD_FOLDER } from "./paths.ts";

/** A change that is to be made: the new content waits in the stage as `<slot>.new`, the old one is kept as `<slot>.old`. */
export interface Operation {
  readonly kind: "put" | "delete";
  readonly slot: number;
  readonly path: string;
  /** SHA-256 (hex) of what the change replaces; undefined when nothing is there. */
  readonly before: string | undefined;
  /** SHA-256 (hex) of what is there afterwards; undefined for a deletion. */
  readonly after: string | undefined;
}

/** Everything that is needed to finish a change, or to take it back. */
export interface Journal {
  /** Name of the stage folder inside the record folder. */
  readonly stage: string;
  readonly operations: readonly Operation[];
}

/** The journal while its changes are made; from the moment it is complete they will be. */
export const JOURNAL_FILE = `${RECORD_FOLDER}/journal`;
/** Its name while its changes are taken back: a rename needs no space on a full disk. */
export const JOURNAL_BACK_FILE = `${RECORD_FOLDER}/journal-back`;

/** A stage that is still needed, and one whose changes are all made or all taken back. */
export const STAGE_NAME = /^stage-[0-9A-Za-z]{1,64}$/;
export const DONE_NAME = /^done-[0-9A-Za-z]{1,64}$/;

export const doneName = (stage: string): string => stage.replace(/^stage-/, "done-");

export function stageFile(journal: Journal, slot: number, side: "new" | "old"): string {
  return `${RECORD_FOLDER}/${journal.stage}/${slot}.${side}`;
}

/** One line per operation; the last line is the digest of all others, and makes the journal complete. */
export function formatJournal(journal: Journal): string {
  const lines = journal.operations.map(({ kind, slot, before, after, path }) => `${kind} ${slot} ${before ?? "-"} ${after ?? "-"} ${path}\n`);
  const body = `stage ${journal.stage}\n${lines.join("")}`;
  return `${body}commit ${digest(body)}\n`;
}

/** The journal, or undefined when it was never completed. */
export function parseJournal(text: string): Journal | undefined {
  const end = text.lastIndexOf("commit ");
  if (end < 0 || text.slice(end) !== `commit ${digest(text.slice(0, end))}\n`) return undefined;
  const [head = "", ...lines] = text.slice(0, end).split("\n").slice(0, -1);
  const stage = /^stage (.*)$/.exec(head)?.[1] ?? "";
  if (!STAGE_NAME.test(stage)) return undefined;
  const operations: Operation[] = [];
  for (const line of lines) {
    const match = /^(put|delete) (\d{1,9}) ([0-9a-f]{64}|-) ([0-9a-f]{64}|-) (.+)$/.exec(line);
    if (!match) return undefined;
    const [, kind, slot, before, after, path = ""] = match;
    operations.push({ kind: kind === "put" ? "put" : "delete", slot: Number(slot), path, before: before === "-" ? undefined : before, after: after === "-" ? undefined : after });
  }
  return { stage, operations };
}
