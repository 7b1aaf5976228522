import type { Asker, Shown } from "./asker.ts";
import { problemOf } from "./check.ts";
import { listOf, type Known, type Question, type Said, type Value } from "./question.ts";
import { wordingOf } from "./wording.ts";

/** An answer, and whether it was only accepted: then it follows when what it was computed from changes. */
export interface Given {
  readonly value: Value;
  readonly accepted: boolean;
}

export type Answers = ReadonlyMap<string, Given>;

/** Nobody is asked more, whatever they answer: a test goes all ways. */
export const MOST = 20;

/** Questions that are asked given the answers so far, and what was said to them. */
export function active(questions: readonly Question[], answers: Answers, known: Known): { readonly questions: readonly Question[]; readonly said: Said } {
  const said: Record<string, Value> = {};
  const asked: Question[] = [];
  for (const question of questions) {
    if (question.when !== undefined && !question.when(said, known)) continue;
    asked.push(question);
    const given = answers.get(question.id);
    const fallback = question.fallback?.(said, known);
    const value = given?.accepted === true && fallback !== undefined ? fallback : given?.value;
    if (value !== undefined) said[question.id] = value;
  }
  return { questions: asked, said };
}

/** What was said before a question: its own words and choices depend on nothing later. */
export function saidBefore(questions: readonly Question[], question: Question, said: Said): Said {
  const before = new Set(questions.slice(0, questions.indexOf(question)).map(({ id }) => id));
  return Object.fromEntries(Object.entries(said).filter(([id]) => before.has(id)));
}

/** The first question that is open: not answered, or answered by what no longer holds. */
export function firstOpen(questions: readonly Question[], answers: Answers, known: Known): Question | undefined {
  const { questions: asked, said } = active(questions, answers, known);
  return asked.find((question) => {
    const value = said[question.id];
    const before = saidBefore(questions, question, said);
    return value === undefined || Array.isArray(value) !== (question.kind === "several") || problemOf(question, value, before, known, question.choices?.(before, known).map((choice) => choice.value)) !== undefined;
  });
}

/** A question in its final words. */
export function shownOf(question: Question, said: Said, known: Known, given: Value | undefined, counter: string, back: boolean): Shown {
  const { title, description, why, example, owner } = wordingOf(question);
  const choices = question.choices?.(said, known) ?? [];
  const fallback = question.fallback?.(said, known);
  const initial = given ?? fallback;
  const from = given === undefined && fallback !== undefined && fallback.length > 0 ? question.from?.(said, known) : undefined;
  return {
    kind: question.kind,
    counter: owner === undefined || owner === "platform" || counter === "" ? counter : `${counter} (${owner})`,
    title,
    about: [description, `${why}${question.permanent === true ? " Can never change." : ""}`, ...(question.differs !== undefined && listOf(said, "environments").length > 1 ? [`What differs stands behind its name: ${question.differs}`] : [])].filter((text) => text.trim() !== ""),
    ...(question.kind === "text" && example !== undefined && example !== initial && { example }),
    choices,
    open: question.open === true,
    ...(initial !== undefined && { initial }),
    ...(from !== undefined && { from }),
    back,
    check: (value) => problemOf(question, value, said, known, choices.length > 0 ? choices.map((choice) => choice.value) : undefined),
  };
}

/**
 * Asks whatever is open, one after the other; back leads to the question before.
 * @param answers those given so far, filled in place of what is asked anew
 * @param keep hears of every change, so that nothing is lost
 * @returns answers to all questions
 * @throws Interrupted when the person stops
 */
export async function askOpen(questions: readonly Question[], answers: Answers, known: Known, asker: Asker, keep: (answers: Answers) => void): Promise<Answers> {
  let now = answers;
  let again: Question | undefined;
  for (;;) {
    const open = again ?? firstOpen(questions, now, known);
    if (open === undefined) return now;
    const reply = await askOne(questions, open, now, known, asker);
    const { questions: asked } = active(questions, now, known);
    const index = asked.findIndex(({ id }) => id === open.id);
    if ("back" in reply) {
      again = asked[Math.max(0, index - 1)];
      continue;
    }
    now = new Map([...now, [open.id, reply]]);
    keep(now);
    // After a step back the way leads forward again through what was answered there.
    const next = again === undefined ? undefined : active(questions, now, known).questions.slice(index + 1).find(({ id }) => now.has(id) && !isBefore(questions, firstOpen(questions, now, known), id));
    again = again === undefined ? undefined : next;
  }
}

const isBefore = (questions: readonly Question[], open: Question | undefined, id: string): boolean => open !== undefined && questions.indexOf(open) <= questions.findIndex((question) => question.id === id);

/**
 * One question, with what was said to it before as its offer.
 * @param back whether there is something to go back to; the question before when not said
 */
export async function askOne(questions: readonly Question[], question: Question, answers: Answers, known: Known, asker: Asker, back?: boolean): Promise<Given | { readonly back: true }> {
  const { questions: asked, said } = active(questions, answers, known);
  const before = saidBefore(questions, question, said);
  const index = asked.findIndex(({ id }) => id === question.id);
  const counter = `${index + 1} of at most ${Math.min(MOST, questions.length)}`;
  const reply = await asker.ask(shownOf(question, before, known, said[question.id], counter, back ?? index > 0));
  if ("back" in reply) return reply;
  const fallback = question.fallback?.(before, known);
  return { value: reply.value, accepted: fallback !== undefined && JSON.stringify(fallback) === JSON.stringify(reply.value) };
}
