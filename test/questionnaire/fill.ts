import fc from "fast-check";
import { questions, type Question } from "../../generators/questionnaire/questions.ts";

/** An answer as a person writes it, and the value that is meant. */
export interface Filled {
  readonly question: Question;
  readonly text: string;
  readonly value: unknown;
}

/** Questions with one answer each: tables have tests of their own. */
export const simple = questions().filter(({ columns }) => columns === undefined);

/** The example of the schema, or one of the choices. */
function answersTo({ choices, several, node }: Question): { readonly text: string; readonly value: unknown }[] {
  if (choices) return choices.map((choice) => ({ text: choice, value: several ? [choice] : node.type === "boolean" ? choice === "yes" : choice }));
  return (node.examples ?? []).map((example) => ({ text: Array.isArray(example) ? example.join(", ") : String(example), value: example }));
}

const ways: readonly ((text: string) => string)[] = [
  (text) => ` ${text}`,
  (text) => ` ${text}  `,
  (text) => `\n\n${text}`,
  (text) => ` \`${text}\``,
  (text) => ` “${text}”`,
  (text) => ` ${text.replace(/[_*#<>]/g, "\\$&")}`,
  (text) => `\n- ${text}`,
  (text) => `\u00a0${text}`,
];

/** Some questions answered, each in one of the ways in which people write. */
export const filled: fc.Arbitrary<readonly (Filled & { readonly way: number })[]> = fc
  .subarray([...simple.keys()])
  .chain((chosen) => fc.tuple(...chosen.map((index) => fc.record({ index: fc.constant(index), answer: fc.nat(), way: fc.nat(ways.length - 1) }))))
  .map((all) => all.flatMap(({ index, answer, way }) => {
    const question = simple[index] as Question;
    const possible = answersTo(question);
    const one = possible[answer % possible.length];
    return one === undefined ? [] : [{ question, ...one, way }];
  }));

/** The document with answers written into it: choices are marked, everything else stands behind "Answer:". */
export function fillIn(document: string, answers: readonly (Filled & { readonly way?: number })[]): string {
  return answers.reduce((text, { question, text: answer, way = 0 }) => {
    const at = text.indexOf(`\`${question.key}\``);
    if (at < 0) return text;
    const end = text.indexOf("**Answer:**", at) + "**Answer:**".length;
    if (!question.choices) return text.slice(0, end) + (ways[way] ?? String)(answer) + text.slice(end);
    const mark = text.indexOf(`- [ ] ${answer}\n`, end);
    return `${text.slice(0, mark)}- [${way % 2 === 0 ? "x" : "X"}] ${text.slice(mark + "- [ ] ".length)}`;
  }, document);
}

/** What Word and its like make of Markdown: no marks, other boxes, other line ends. */
export const throughWord = (text: string): string =>
  text.replace(/^#+ /gm, "").replaceAll("**", "").replaceAll("*", "").replace(/^- \[ \] /gm, "☐ ").replace(/^- \[[xX]\] /gm, "☒ ").replace(/^- /gm, "• ").replaceAll("`", "").replaceAll("\n", "\r\n");
