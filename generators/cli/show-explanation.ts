import type { Tried } from "./answers-behind.ts";
import type { ExplainedAnswer } from "./explain-answer.ts";
import type { ExplainedFile, Whose } from "./explain-file.ts";
import type { ExplainedValue } from "./explain-line.ts";
import { someOf } from "../some-of.ts";

const WHOSE: Readonly<Record<Whose, string>> = {
  platform: "the platform's, as it is emitted now",
  older: "the platform's, as it was emitted earlier: the next update changes it",
  yours: "yours",
  once: "written once; yours since then, no update touches it",
  answers: "yours: the answers that everything follows from",
  deleted: "the platform's; you deleted it, and it stays away",
  moved: "the platform's; you moved it, and updates follow it",
  link: "yours: a symbolic link, which no update writes through",
  record: "the record of what was emitted: every update writes it, and nobody else should",
};

/** The most lines that are listed one by one. */
const MOST_LINES = 12;

export function showFile({ file, whose, template, from, to, edited, line, text, origin, emitted }: ExplainedFile): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const rows = [`${place}  ${WHOSE[whose]}`, ...(text === undefined ? [] : [`  ${text}`])];
  if (to !== undefined) rows.push(`now in ${to.join(" and ")}`);
  if (from !== undefined) rows.push(`with what you moved here from ${from.join(" and ")}`);
  if (template !== undefined) rows.push(`from ${template}${origin === undefined ? "" : `:${origin.line}`}${origin?.verbatim === true ? ", which is copied as it stands: no answer changes this line" : ""}`);
  if (edited !== undefined && edited.length > 0) rows.push(`lines that are not as they are emitted now: ${edited.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ")}`);
  if (emitted !== undefined) rows.push(...showEmitted(emitted, text ?? ""));
  if (origin !== undefined && origin.values.length === 0 && !origin.verbatim) rows.push("Its text stands in the template like this: no answer changes it.");
  return [...rows, ...(origin?.values ?? []).flatMap(showValue), ...(origin?.tried === undefined ? [] : [showTried(origin.tried)])].join("\n");
}

/** Of much text only the line that says the same is shown, or the beginning. */
function showEmitted(emitted: readonly string[], text: string): string[] {
  if (emitted.length === 0) return ["The platform emits nothing in its place."];
  const same = emitted.find((each) => each.trim() === text.trim());
  if (same !== undefined) return ["The platform emits it in other white space, or at another place:", `  ${same}`];
  const more = emitted.length - MOST_LINES;
  return ["The platform emits in its place:", ...emitted.slice(0, MOST_LINES).map((each) => `  ${each}`), ...(more > 0 ? [`  … and ${more} more ${more === 1 ? "line" : "lines"}`] : [])];
}

function showTried({ answers, without, cluster }: Tried): string {
  const unknown = without.length === 0 ? "" : ` Not known of ${someOf(without, MOST_LINES)}: no other valid value was found.`;
  return `Tried: ${answers} ${answers === 1 ? "answer" : "answers"}${cluster === undefined ? "" : ` of ${cluster}`}, each alone with another valid value.${unknown}`;
}

function showValue({ model, value, decides, derivation, answers }: ExplainedValue): string[] {
  const short = JSON.stringify(value) ?? "nothing";
  return [
    `${decides ? "is there because of" : "prints"} ${model} = ${short.length > 60 ? `${short.slice(0, 60)}…` : short}`,
    ...(derivation === undefined ? [] : [`  derived: ${derivation.because}`, `  source: ${derivation.source}${derivation.permanent ? "; it can never change" : ""}`]),
    ...(answers.length === 0 ? ["  no answer that was tried changes it"] : answers.map(({ path, place }) => `  answer ${path}  (${place.file}:${place.line ?? 1})`)),
  ];
}

export function showAnswer({ answer, value, instead, files, permanent }: ExplainedAnswer): string {
  const compared = instead === undefined ? "without it" : `with ${JSON.stringify(instead)} instead`;
  const rows = files.map(({ path, change, lines }) => `  ${path}  ${change === "lines" ? `${lines.length === 1 ? "line" : "lines"} ${someOf(lines, MOST_LINES)}` : change}`);
  return [
    `${answer} = ${JSON.stringify(value) ?? "(not said)"}; ${compared}, ${files.length === 0 ? "nothing would change" : `${files.length} ${files.length === 1 ? "file" : "files"} would change`}:`,
    ...rows,
    ...(permanent ? ["Part of it can never change in a cluster that runs: an update refuses it."] : []),
  ].join("\n");
}
