import type { Answers, Known, Part, Question, Said } from "../ask/index.ts";
import { active, problemOf, saidBefore, wordingOf } from "../ask/index.ts";
import type { Finding } from "../finding.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { shellWord } from "./invocation.ts";
import { refuse } from "./outcome.ts";
import { isTerminal, lookOf, wantsPlain } from "./terminal.ts";
import { NAME } from "./version.ts";

/**
 * What is said about something new: by flags, by what follows from them, and on a terminal by questions for the rest.
 * Who gives a flag is not asked what has a default.
 * @returns what was said, or the exit code when that is not enough; why not was told
 */
export async function askPart(context: Context, part: Part, known: Known, folder: string): Promise<Said | number> {
  const flags = flagsOf(context, part.questions);
  const terminal = isTerminal(context);
  const given = terminal && flags.size <= (flags.has("name") ? 1 : 0) ? flags : withDefaults(part.questions, flags, known);
  const { questions, said } = active(part.questions, given, known);
  const problems = questions.flatMap((question) => problem(question, part, said, known).map((finding) => ({ finding, id: question.id })));
  // What follows from something wrong is no mistake of its own.
  const shown = problems.some(({ id }) => flags.has(id)) ? problems.filter(({ id }) => flags.has(id)) : problems;
  const wrong = shown.map(({ finding }) => finding);
  const unasked = [...flags].filter(([id, { value }]) => !questions.some((question) => question.id === id) && !choosesOnlyOne(id, value, known));
  const refusals = [...wrong, ...unasked.map(([id, { value }]) => bad(id, `--${id} ${String(value)} does not fit here: there is nothing to choose${id === "region" ? " outside a cloud" : ""}.`, `Leave --${id} out.`))];
  const open = questions.filter(({ id }) => said[id] === undefined);
  if (refusals.length > 0) return refuse(context, refusals);
  if (open.length === 0) return said;
  if (!terminal) return refuse(context, open.map((question) => unsaid(question, part)));
  return ask(context, part, known, given, folder);
}

async function ask(context: Context, part: Part, known: Known, given: Answers, folder: string): Promise<Said | number> {
  const { askOpen, askerFor, Interrupted } = await import("../ask/index.ts");
  const asker = await askerFor(lookOf(context), wantsPlain(context));
  try {
    const answers = await askOpen(part.questions, given, known, asker, () => undefined);
    return active(part.questions, answers, known).said;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    context.say(`\nStopped. ${folder === "." ? "platform.yaml" : `${folder}/platform.yaml`} is as it was.`);
    return EXIT.interrupted;
  } finally {
    asker.close();
  }
}

/** Naming the one cluster or namespace that there is says what is so anyway. */
const choosesOnlyOne = (id: string, value: unknown, { clusters = [], namespaces = [] }: Known): boolean => (id === "cluster" && clusters.includes(String(value))) || (id === "namespace" && namespaces.includes(String(value)));

/** The name as an argument, everything else as flags with the questions' ids. */
function flagsOf(context: Context, questions: readonly Question[]): Answers {
  const values = questions.map(({ id }): readonly [string, string | undefined] => [id, id === "name" ? context.positionals[0] : context.option(id)]);
  return new Map(values.flatMap(([id, value]) => (value === undefined ? [] : [[id, { value, accepted: false }]])));
}

/** Defaults of what was not said, each computed from what stands before it. */
function withDefaults(questions: readonly Question[], flags: Answers, known: Known): Answers {
  const all = new Map(flags);
  for (const question of questions) {
    const { said, questions: asked } = active(questions, all, known);
    const fallback = question.fallback?.(saidBefore(questions, question, said), known);
    if (!all.has(question.id) && asked.includes(question) && fallback !== undefined) all.set(question.id, { value: fallback, accepted: true });
  }
  return all;
}

function problem(question: Question, { questions }: Part, said: Said, known: Known): Finding[] {
  const value = said[question.id];
  const before = saidBefore(questions, question, said);
  const found = value === undefined ? undefined : problemOf(question, value, before, known, question.choices?.(before, known).map((choice) => choice.value));
  return found === undefined ? [] : [bad(question.id, found, `Correct ${question.id === "name" ? "the name" : `--${question.id}`}.`)];
}

/** What nobody said and nothing tells: with its reason where there is one, and with an example. */
function unsaid(question: Question, { kind }: Part): Finding {
  const { id, missing = "" } = question;
  const { example } = wordingOf(question);
  if (id === "name") return bad(id, "The name has to be said where nobody can be asked.", `${NAME} add ${kind} NAME`);
  return bad(id, `--${id} has to be said where nobody can be asked. ${missing}`.trimEnd(), `Add --${id}${example === undefined ? "" : `, for example --${id} ${shellWord(example)}`}.`);
}

const bad = (id: string, reason: string, remedy: string): Finding => ({ code: "usage/bad-answer", severity: "error", path: id === "name" ? "NAME" : `--${id}`, reason, remedy });
