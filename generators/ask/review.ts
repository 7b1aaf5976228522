import type { Asker } from "./asker.ts";
import { active, askOne, askOpen, type Answers } from "./dialogue.ts";
import { paint, plainWords, visible, widthOf, wrap, type Look } from "./look.ts";
import { shown, type Known, type Question, type Said } from "./question.ts";
import { wordingOf } from "./wording.ts";

/** Choices of one kind that can never change once the platform has run. */
export interface PermanentGroup {
  readonly title: string;
  readonly lines: readonly string[];
  /** What happens to those who change it all the same. */
  readonly consequence: string;
}

/** What follows from answers: computed by whoever hands in the preview. */
export interface Preview {
  /** What was derived, as lines. */
  readonly derived: readonly string[];
  readonly permanent: readonly PermanentGroup[];
  /** What is wrong with the whole, and what to do. */
  readonly problems: readonly string[];
  /** What should be known before. */
  readonly notes: readonly string[];
  readonly codes: ReadonlySet<string>;
}

export interface Review {
  readonly questions: readonly Question[];
  readonly known: Known;
  readonly asker: Asker;
  readonly look: Look;
  /** What is written in the end: `my-platform`. */
  readonly target: string;
  readonly preview: (said: Said) => Preview;
  readonly keep: (answers: Answers) => void;
}

/**
 * Asks what is open, then shows the whole: answers, what follows from them, and what can never change. Any answer can be changed until it is confirmed.
 * @returns the answers to write, or undefined when the person would rather stop; they are kept
 */
export async function askAndReview(review: Review, given: Answers): Promise<Said | undefined> {
  const { questions, asker, keep } = review;
  let answers = given;
  let known = review.known;
  for (;;) {
    answers = await askOpen(questions, answers, known, asker, keep);
    const { said } = active(questions, answers, known);
    const preview = review.preview(said);
    known = { ...known, found: new Set([...(known.found ?? []), ...preview.codes]) };
    if (active(questions, answers, known).questions.some(({ id }) => said[id] === undefined)) continue;
    asker.say(summary(review, known, answers, preview));
    const next = await choose(review, preview.problems.length > 0);
    if (next === "stop") return undefined;
    if (next === "change") answers = await change(review, answers, known);
    else if (await confirm(review, preview.permanent)) return said;
  }
}

async function choose({ asker, target }: Review, faulty: boolean): Promise<"write" | "change" | "stop"> {
  const choices = [
    ...(faulty ? [] : [{ value: "write", because: `make ${target}` }]),
    { value: "change", because: "an answer; what follows from it is computed anew" },
    { value: "stop", because: "keep the answers for later, write nothing" },
  ];
  const reply = await asker.ask({ kind: "one", counter: "", title: faulty ? "Something does not fit together yet" : "Is this right?", about: [], choices, open: false, initial: choices[0]?.value ?? "", back: false, check: (value) => (choices.some((choice) => choice.value === value) ? undefined : "Choose one of them.") });
  return "value" in reply && (reply.value === "write" || reply.value === "change") ? reply.value : "stop";
}

async function change({ questions, asker, keep }: Review, answers: Answers, known: Known): Promise<Answers> {
  const { questions: asked, said } = active(questions, answers, known);
  const titles = new Map(asked.map((question) => [wordingOf(question).title, question]));
  const reply = await asker.ask({
    kind: "one", counter: "", title: "Which answer?", about: [], open: false, back: true,
    choices: [...titles].map(([value, { id }]) => ({ value, because: shown(said[id] ?? "") || "(none)" })),
    check: (value) => (titles.has(String(value)) ? undefined : "Choose one of them."),
  });
  const question = "value" in reply ? titles.get(String(reply.value)) : undefined;
  if (question === undefined) return answers;
  const given = await askOne(questions, question, answers, known, asker, true);
  if ("back" in given) return answers;
  const now = new Map([...answers, [question.id, given]]);
  keep(now);
  return now;
}

/** Each group of permanent choices is confirmed by itself, and Enter alone does not. */
async function confirm({ asker }: Review, groups: readonly PermanentGroup[]): Promise<boolean> {
  for (const { title, lines, consequence } of groups) {
    const reply = await asker.ask({
      kind: "one", counter: "can never change", title, about: [...lines, consequence], open: false, back: true, initial: "no",
      choices: [{ value: "no", because: "back to the summary" }, { value: "yes", because: "this is right, for as long as the platform lives" }],
      check: (value) => (value === "no" || value === "yes" ? undefined : "Choose yes or no."),
    });
    if (!("value" in reply) || reply.value !== "yes") return false;
  }
  return true;
}

function summary({ questions, look, target }: Review, known: Known, answers: Answers, { derived, problems, notes }: Preview): string {
  const { questions: asked, said } = active(questions, answers, known);
  const columns = Math.max(20, look.columns() - 1);
  const rows = asked.map((question): readonly [string, string] => [wordingOf(question).title, shown(said[question.id] ?? "") || "(none)"]);
  const width = Math.max(...rows.map(([title]) => widthOf(title)));
  const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ["", paint(look, "bold", title), ...lines]);
  const row = ([title, value]: readonly [string, string]): string[] => {
    const text = visible(value, look);
    if (columns < width + 24) return [`  ${title}`, ...wrap(text, columns, "    ")];
    const [first = "", ...rest] = wrap(text, columns - width - 4);
    return [`  ${title}${" ".repeat(width - widthOf(title))}  ${first}`, ...rest.map((line) => `${" ".repeat(width + 4)}${line}`)];
  };
  const lines = (texts: readonly string[]): string[] => texts.flatMap((text) => wrapped(text, columns));
  return plainWords(
    [
      ...section(`What you said about ${target}`, rows.flatMap(row)),
      ...section("What follows from it", lines(derived)),
      ...section("Good to know", lines(notes)),
      ...section(paint(look, "red", "What does not fit together"), lines(problems)),
      "",
    ].join("\n"),
    look,
  );
}

/** A line keeps its own indentation when it is broken. */
function wrapped(text: string, columns: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? "";
  const [first = "", ...rest] = wrap(text.trimStart(), columns - 2, `  ${indent}`);
  return [first, ...rest.map((line) => `  ${line}`)];
}
