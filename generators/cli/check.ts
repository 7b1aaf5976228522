import { join, resolve } from "node:path";
import { readLock, readMine } from "../apply/index.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import { decodeText, digest, withoutStyle } from "../plan/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { answersDigest } from "./answers-digest.ts";
import { NAME, version } from "./version.ts";

type State = "clean" | "edited" | "update-available" | "invalid";

/**
 * `check`: digests only. Edits are a person's right and exit 0; another version of this program or other answers mean
 * that an update is available. Answers are parsed only when their digest differs from the record.
 */
export async function run(context: Context): Promise<number> {
  const folder = context.positionals[0] ?? ".";
  const root = resolve(folder);
  const { recorded, lock, findings } = readLock(root);
  if (!recorded) return end(context, "invalid", [], [{ code: "record/missing", severity: "error", file: folder, reason: "There is no record of a generated platform here (.temporal-platform/lock).", remedy: `Name the folder of the platform, or make one with ${NAME} new.` }]);
  const { mine, findings: unread } = readMine(root, [...new Set(lock.files.map(({ path }) => path)), PLATFORM_YAML]);
  const faults = [...findings, ...unread];
  if (faults.some(isError)) return end(context, "invalid", [], faults);

  const edited = editedPaths(lock.files, mine);
  const answers = mine.get(PLATFORM_YAML);
  if (answers?.kind !== "file") return end(context, "invalid", edited, [{ code: "answers/unreadable", severity: "error", file: join(folder, PLATFORM_YAML), reason: "There is no such file.", remedy: "Restore it from Git: it is the source of everything here." }]);
  const same = lock.answers.includes(answersDigest(decodeText(answers.bytes) ?? "")) && lock.generators.includes(version) && lock.generators.length === 1 && lock.answers.length === 1;
  if (same) return end(context, edited.length > 0 ? "edited" : "clean", edited, faults);

  const { generate } = await import("./generate.ts");
  const { generated, findings: wrong } = generate(decodeText(answers.bytes) ?? "", join(folder, PLATFORM_YAML));
  if (generated === undefined) return end(context, "invalid", edited, [...faults, ...wrong]);
  const emitted = new Map<string, Set<string>>();
  for (const { path, sha256 } of lock.files) emitted.set(path, (emitted.get(path) ?? new Set()).add(sha256));
  // What was held back is behind the answers, and nothing but the next update can say how far.
  if (generated.waiting) return end(context, "update-available", edited, [...faults, ...wrong]);
  const differs =
    generated.platformYaml !== decodeText(answers.bytes) ||
    emitted.size !== generated.tree.size ||
    [...generated.tree].some(([path, { text, ownership }]) => !emitted.has(path) || (ownership === "generated" && !emitted.get(path)?.has(digest(text))));
  return end(context, differs ? "update-available" : edited.length > 0 ? "edited" : "clean", edited, faults);
}

function editedPaths(files: readonly { readonly path: string; readonly sha256: string; readonly ownership: string }[], mine: ReturnType<typeof readMine>["mine"]): string[] {
  const emitted = new Map<string, string[]>();
  for (const { path, sha256, ownership } of files) if (ownership === "generated") emitted.set(path, [...(emitted.get(path) ?? []), sha256]);
  return [...emitted].filter(([path, digests]) => {
    const file = mine.get(path);
    if (file?.kind !== "file") return true;
    if (digests.includes(digest(file.bytes))) return false;
    const text = decodeText(file.bytes);
    return text === undefined || !digests.includes(digest(withoutStyle(text)));
  }).map(([path]) => path);
}

const WORDS: Readonly<Record<State, string>> = {
  clean: "Up to date, nothing edited.",
  edited: "Up to date. Edited or deleted by you:",
  "update-available": `An update is available: ${NAME} update`,
  invalid: "The answers or the record are invalid.",
};

function end(context: Context, state: State, edited: readonly string[], findings: readonly Finding[]): number {
  const exitCode = state === "invalid" ? EXIT.invalid : state === "update-available" || (state === "edited" && context.on("strict")) ? EXIT.updateAvailable : EXIT.ok;
  context.report(findings);
  if (context.json) context.data(JSON.stringify({ exitCode, state, edited, findings: sortFindings(findings) }, null, 2));
  else {
    context.say(WORDS[state]);
    if (state !== "invalid" && edited.length > 0) context.say(`${state === "update-available" ? "Edited or deleted by you:\n" : ""}${edited.map((path) => `  ${path}`).join("\n")}`);
  }
  return exitCode;
}
