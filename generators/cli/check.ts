import { join, resolve } from "node:path";
// Single files and no front files of stages: those load everything that any command needs, and this one is to be fast.
import { editedFiles } from "../apply/edited.ts";
import { describeUnresolved, unmergedPaths } from "../apply/git-index.ts";
import { readMine } from "../apply/read.ts";
import { readLock } from "../apply/read-lock.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import { decodeText } from "../plan/text.ts";
import { answersDigest } from "./answers-digest.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { NAME, version } from "./version.ts";

/** `refused`: an update would be refused: valid answers that ask for what cannot be, or a merge that is not finished. */
export type State = "clean" | "edited" | "update-available" | "refused" | "invalid";

/**
 * `check`: digests only. Edits are a person's right and exit 0; another version of this program or other answers mean
 * that an update is available, or that it would be refused. Answers are parsed only when their digest differs from the record.
 */
export async function run(context: Context): Promise<number> {
  const folder = context.positionals[0] ?? ".";
  const root = resolve(folder);
  const { recorded, lock, findings } = readLock(root);
  if (!recorded) return end(context, "invalid", [], [{ code: "record/missing", severity: "error", file: folder, reason: "There is no record of a generated platform here (.temporal-platform/lock).", remedy: `Name the folder of the platform; restore .temporal-platform from Git; or, when it is lost, ${NAME} adopt.` }]);
  const { edited, findings: unread } = findings.some(isError) ? { edited: [], findings: [] } : editedFiles(root, lock.files);
  const { mine, findings: unreadable } = readMine(root, [PLATFORM_YAML]);
  const faults = [...findings, ...unread, ...unreadable];
  if (faults.some(isError)) return end(context, "invalid", edited, faults);

  const answers = mine.get(PLATFORM_YAML);
  if (answers?.kind !== "file") return end(context, "invalid", edited, [{ code: "answers/unreadable", severity: "error", file: join(folder, PLATFORM_YAML), reason: "There is no such file.", remedy: "Restore it from Git: it is the source of everything here." }]);
  const text = decodeText(answers.bytes) ?? "";
  const unresolved = describeUnresolved(unmergedPaths(root));
  if (unresolved.length > 0) return end(context, "refused", edited, [...faults, ...unresolved]);
  const same = lock.answers.includes(answersDigest(text)) && lock.generators.includes(version) && lock.generators.length === 1 && lock.answers.length === 1;
  if (same) return end(context, edited.length > 0 ? "edited" : "clean", edited, faults);

  const { compareWithAnswers } = await import("./check-answers.ts");
  const { state, findings: found } = compareWithAnswers(text, join(folder, PLATFORM_YAML), lock);
  return end(context, state ?? (edited.length > 0 ? "edited" : "clean"), edited, [...faults, ...found]);
}

const WORDS: Readonly<Record<State, string>> = {
  clean: "Up to date, nothing edited.",
  edited: "Up to date. Edited or deleted by you:",
  "update-available": `An update is available: ${NAME} update`,
  refused: "An update would be refused.",
  invalid: "The answers or the record are invalid.",
};

function end(context: Context, state: State, edited: readonly string[], findings: readonly Finding[]): number {
  const invalid = state === "invalid" || state === "refused";
  const exitCode = invalid ? EXIT.invalid : state === "update-available" || (state === "edited" && context.on("strict")) ? EXIT.updateAvailable : EXIT.ok;
  context.report(findings);
  if (context.json) context.data(JSON.stringify({ exitCode, state, edited, findings: sortFindings(findings) }, null, 2));
  else {
    context.say(WORDS[state]);
    if (!invalid && edited.length > 0) context.say(`${state === "update-available" ? "Edited or deleted by you:\n" : ""}${edited.map((path) => `  ${path}`).join("\n")}`);
    if (!invalid && edited.length > 0) context.say(`${NAME} explain FILE says which lines are yours, and what is emitted in their place.`);
  }
  return exitCode;
}
