import { HELP, type Command } from "./commands.ts";

/** What can stand behind an option, or as an argument. */
export type Values = { readonly kind: "none" | "text" | "files" | "folders" } | { readonly kind: "words"; readonly words: readonly string[] };

export interface DescribedOption {
  readonly name: string;
  readonly short?: string;
  readonly summary: string;
  readonly values: Values;
}

/** A command as shells see it. */
export interface Described {
  /** One word, or two. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly options: readonly DescribedOption[];
  readonly values: Values;
}

export const describeCommands = (commands: readonly Command[]): readonly Described[] =>
  commands.map(({ name, summary, arguments: written, options }) => ({
    words: name.split(" "),
    summary,
    values: valuesOf(written.replace(/--.*$/, "").trim(), undefined),
    options: [...options, HELP].map((option) => ({ name: option.name, ...(option.short !== undefined && { short: option.short }), summary: option.summary, values: option.value === undefined ? { kind: "none" } : valuesOf(option.value, option.choices) })),
  }));

/** FILE and DIR are paths; words with bars between them are to choose from; anything else is free text. */
function valuesOf(written: string, choices: readonly string[] | undefined): Values {
  const bare = written.replace(/^\[|\]$/g, "");
  if (choices) return { kind: "words", words: choices };
  if (bare === "") return { kind: "none" };
  if (/^[a-z-]+(?:\|[a-z-]+)+$/.test(bare)) return { kind: "words", words: bare.split("|") };
  return { kind: bare.startsWith("FILE") ? "files" : bare.startsWith("DIR") ? "folders" : "text" };
}

/** First words, each once, with what is said about it: a group has the summary of none of its commands. */
export function firstWords(commands: readonly Described[]): readonly { readonly word: string; readonly summary: string }[] {
  const words = [...new Set(commands.map(({ words: [first = ""] }) => first))];
  return words.map((word) => {
    const own = commands.filter(({ words: [first] }) => first === word);
    const single = own.find(({ words: all }) => all.length === 1);
    return { word, summary: single?.summary ?? own.map(({ words: all }) => all[1]).join(", ") };
  });
}

/** Commands of two words by their first. */
export const groups = (commands: readonly Described[]): readonly { readonly word: string; readonly members: readonly Described[] }[] =>
  firstWords(commands).flatMap(({ word }) => {
    const members = commands.filter(({ words: [first, second] }) => first === word && second !== undefined);
    return members.length === 0 ? [] : [{ word, members }];
  });
