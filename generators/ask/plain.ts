import { createInterface } from "node:readline";
import { Interrupted, type Asker, type Shown } from "./asker.ts";
import { plainWords, visible, wrap, type Look } from "./look.ts";
import { shown as inOneLine, type Value } from "./question.ts";

/**
 * Questions line by line: nothing is drawn over, so screen readers, dumb terminals and logs show all of it.
 * Numbers choose, `<` goes back, `-` leaves empty, Enter alone takes what stands in brackets.
 */
export function plainAsker(look: Look, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Asker & { readonly close: () => void } {
  const lines = createInterface({ input, terminal: false, crlfDelay: Infinity });
  const waiting: string[] = [];
  let wanted: { readonly take: (line: string) => void; readonly stop: () => void } | undefined;
  let over = false;
  lines.on("line", (line) => (wanted ? wanted.take(line) : void waiting.push(line)));
  const stop = (): void => {
    over = true;
    wanted?.stop();
  };
  lines.on("close", stop);
  process.on("SIGINT", stop);
  const say = (text: string): void => void output.write(`${plainWords(text, look)}\n`);
  const next = async (): Promise<string> => {
    const line = waiting.shift();
    if (line !== undefined) return line;
    if (over) throw new Interrupted();
    return new Promise((resolve, reject) => {
      wanted = {
        take: (text) => {
          wanted = undefined;
          resolve(text);
        },
        stop: () => reject(new Interrupted()),
      };
    });
  };
  return {
    say,
    ask: async (shown) => {
      say(["", `${shown.counter === "" ? "" : `Question ${shown.counter}: `}${shown.title}`, ...shown.about, ...(shown.example === undefined ? [] : [`For example: ${shown.example}`]), ...(shown.from === undefined ? [] : [`Offered: ${shown.from}.`])].flatMap((line) => (line === "" ? [line] : wrap(visible(line, look), look.columns() - 1))).join("\n"));
      for (const [index, choice] of shown.choices.entries()) say(`  ${index + 1}. ${choice.value}${choice.because === "" ? "" : `: ${visible(choice.because, look)}`}`);
      for (;;) {
        output.write(`${plainWords(promptOf(shown, look), look)} `);
        const line = clean(await next());
        if (line === "<" && shown.back) return { back: true };
        const value = readValue(shown, line);
        const problem = outOf(shown, line) ?? shown.check(value);
        if (problem === undefined) return { value };
        say(wrap(`Not taken: ${visible(problem, look)}`, look.columns() - 1).join("\n"));
      }
    },
    close: () => {
      process.removeListener("SIGINT", stop);
      lines.removeListener("close", stop);
      lines.close();
    },
  };
}

/** Marks of a bracketed paste and other sequences of a terminal are no text. */
const clean = (line: string): string => line.replace(/\u001b\[[0-9;?]*[A-Za-z~]/g, "").replace(/[\u0000-\u001f\u007f]/g, "").trim();

function promptOf({ kind, choices, initial, open, back, check }: Shown, look: Look): string {
  const numbers = kind === "text" ? "" : kind === "one" ? `Number from 1 to ${choices.length}` : `Numbers${open ? " or names" : ""}, with commas between`;
  const offered = initial === undefined || initial.length === 0 ? "" : `[${visible(inOneLine(initial), look)}]`;
  const none = kind !== "one" && offered !== "" && check(kind === "text" ? "" : []) === undefined ? "- none" : "";
  const ways = [none, back ? "< back" : ""].filter(Boolean).join(", ");
  return `${[numbers, offered, ways && `(${ways})`].filter(Boolean).join(" ")}>`.trim();
}

/** A number that no choice has is no name of one's own. */
function outOf({ kind, choices }: Shown, line: string): string | undefined {
  const wrong = kind === "several" ? line.split(/[,\s]+/).find((word) => /^[0-9]+$/.test(word) && choices[Number(word) - 1] === undefined) : undefined;
  return wrong && `${wrong} is no number from 1 to ${choices.length}.`;
}

/** What a line says: a choice by number or by name, or a text. */
function readValue({ kind, choices, initial }: Shown, line: string): Value {
  if (line === "" && initial !== undefined) return initial;
  if (kind === "text") return line === "-" ? "" : line;
  const pick = (word: string): string => choices[Number(word) - 1]?.value ?? word;
  if (kind === "one") return pick(line);
  return line === "-" ? [] : [...new Set(line.split(/[,\s]+/).filter(Boolean).map(pick))];
}
