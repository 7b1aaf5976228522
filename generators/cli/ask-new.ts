import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { refuseFolder } from "../apply/index.ts";
import { askAndReview, askerFor, Interrupted, platformAnswers, type Answers, type Asker, type Said } from "../ask/index.ts";
import { lookAround } from "./look-around.ts";
import { shelfFor, type Shelf } from "./shelf.ts";
import { wrap } from "../ask/look.ts";
import { writeAnswers } from "../answers/index.ts";
import type { Finding } from "../finding.ts";
import { platformQuestions } from "../platform.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { previewOf } from "./preview.ts";
import { isTerminal, lookOf, wantsPlain } from "./terminal.ts";
import { invocation, shellWord } from "./invocation.ts";
import { NAME } from "./version.ts";

/** What came of a dialogue: answers as a file's text, or the exit code of a person who stopped. */
export type Asked = { readonly text: string; readonly written: () => void; readonly kept: () => string | undefined } | { readonly exitCode: number } | { readonly findings: readonly Finding[] };

/** The questions for a whole platform; undefined where nobody sits at a terminal. */
export async function askNew(context: Context): Promise<Asked | undefined> {
  if (!isTerminal(context)) return undefined;
  const folder = context.positionals[0] ?? ".";
  const target = resolve(folder);
  if (existsSync(join(target, PLATFORM_YAML))) {
    return { findings: [{ code: "usage/platform-exists", severity: "error", file: join(folder, PLATFORM_YAML), reason: "There is a platform here already, so there is nothing to ask for a new one.", remedy: `Use these answers with --answers, add to them with ${NAME} add, or give another folder.` }] };
  }
  const refused = refuseFolder(target);
  if (refused.length > 0) return { findings: refused };
  const look = lookOf(context);
  const shelf = shelfFor(target, process.env);
  const asker = await askerFor(look, wantsPlain(context));
  try {
    asker.say(`${wrap(greeting(basename(target)), look.columns() - 1).join("\n")}\n`);
    const given = await takenUp(context, shelf, asker);
    const keep = (answers: Answers): void => void shelf.keep(answers);
    const preview = (said: Said) => previewOf(textOf(said), PLATFORM_YAML);
    const said = await askAndReview({ questions: platformQuestions, known: lookAround(target, context.on("kubectl")), asker, look, target: basename(target), preview, keep }, given);
    if (said === undefined) return stopped(context, shelf, folder, EXIT.ok);
    return { text: textOf(said), written: shelf.clear, kept: () => keptIn(shelf, folder, "Kept for later: your") };
  } catch (error) {
    if (error instanceof Interrupted) return stopped(context, shelf, folder, EXIT.interrupted);
    throw error;
  } finally {
    asker.close();
  }
}

const textOf = (said: Said): string => writeAnswers(platformAnswers(said));

const greeting = (name: string): string => `A platform for ${name}, in at most twenty questions. Nothing is written before you confirm it.`;

/** Answers of an earlier dialogue about the same folder, if they are wanted. */
async function takenUp(context: Context, shelf: Shelf, asker: Asker): Promise<Answers> {
  const earlier = shelf.read();
  if (earlier === undefined) {
    if (context.on("resume")) asker.say("There are no answers to take up for this folder, so this begins at the beginning.\n");
    return new Map();
  }
  if (context.on("resume")) {
    asker.say(`${count(earlier)} taken up from ${shelf.file}.\n`);
    return earlier;
  }
  const choices = [{ value: "go on", because: `with the ${count(earlier)} of last time` }, { value: "start anew", because: "those answers are lost with the first new one" }];
  const reply = await asker.ask({ kind: "one", counter: "", title: "You have been here before", about: [], choices, open: false, initial: "go on", back: false, check: (value) => (choices.some((choice) => choice.value === value) ? undefined : "Choose one of them.") });
  return "value" in reply && reply.value === "go on" ? earlier : new Map();
}

const count = ({ size }: Answers): string => `${size} ${size === 1 ? "answer" : "answers"}`;

/** Nothing was written but the answers so far, and where they are is said. */
function stopped(context: Context, shelf: Shelf, folder: string, exitCode: number): Asked {
  const kept = keptIn(shelf, folder, "\nStopped. Nothing was written but your");
  context.say(kept ?? "\nStopped. Nothing was written.");
  return { exitCode };
}

/** Where answers lie that are kept, and how to go on with them. */
function keptIn(shelf: Shelf, folder: string, words: string): string | undefined {
  const kept = shelf.read();
  return kept === undefined ? undefined : `${words} ${count(kept)}, in ${shelf.file}\nGo on: ${invocation(process.env)} new${folder === "." ? "" : ` ${shellWord(folder)}`} --resume`;
}
