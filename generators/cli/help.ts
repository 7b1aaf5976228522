import { commands, HELP, type Command, type Option } from "./commands.ts";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { twoColumns } from "./two-columns.ts";
import { NAME, version } from "./version.ts";

/** Commands by what a person wants to do, by their first word. */
const PURPOSES: readonly { readonly title: string; readonly words: readonly string[] }[] = [
  { title: "Begin", words: ["questionnaire", "size", "new", "adopt"] },
  { title: "Change", words: ["add", "update", "upgrade"] },
  { title: "Look and check", words: ["check", "verify", "explain", "diff", "history"] },
];

/** The text of `--help`. */
export function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const first = (name: string): string => name.split(" ")[0] ?? name;
  const known = PURPOSES.flatMap(({ words }) => words);
  const sections = [...PURPOSES, { title: "More", words: [...new Set(commands.map(({ name }) => first(name)))].filter((word) => !known.includes(word)) }];
  return [
    `${NAME} ${version}`,
    "Answers in, a complete and validated GitOps repository for self-hosted Temporal out.",
    "",
    `Usage: ${NAME} COMMAND [OPTIONS]`,
    ...sections.flatMap(({ title, words }) => {
      const own = words.flatMap((word) => commands.filter(({ name }) => first(name) === word));
      return own.length === 0 ? [] : ["", `${title}:`, ...rows(own.map(({ name, summary }) => [name, summary]), width)];
    }),
    "",
    "Examples:",
    ...["new my-platform", "add environment staging", "update --diff"].map((example) => `  ${NAME} ${example}`),
    "",
    `  ${NAME} COMMAND --help    options and examples of one command`,
    `  ${NAME} --version`,
    "",
    "Exit codes:",
    ...rows(EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning])),
    "",
  ].join("\n");
}

/** The text of `GROUP --help`, for commands of two words. */
export function groupHelp(word: string): string {
  const own = commands.filter(({ name }) => name.startsWith(`${word} `));
  return [
    `${NAME} ${word}: ${own.map(({ name }) => name.slice(word.length + 1)).join(", ")}`,
    "",
    `Usage: ${NAME} ${word} COMMAND [OPTIONS]`,
    "",
    "Commands:",
    ...rows(own.map(({ name, summary }) => [name, summary])),
    "",
    "Examples:",
    ...own.flatMap(({ examples }) => examples.slice(-1)).map((example) => `  ${NAME} ${example}`),
    "",
    `  ${NAME} ${word} COMMAND --help    options and examples of one of them`,
    "",
  ].join("\n");
}

/** The text of `COMMAND --help`. */
export function commandHelp(command: Command): string {
  return [
    `${NAME} ${command.name}: ${command.summary}`,
    "",
    `Usage: ${[NAME, command.name, command.arguments, "[OPTIONS]"].filter(Boolean).join(" ")}`,
    "",
    "Options:",
    ...rows([...command.options, HELP].map((option) => [flagText(option), option.summary])),
    "",
    "Examples:",
    ...command.examples.map((example) => `  ${NAME} ${example}`),
    "",
  ].join("\n");
}

/** A word that begins several commands, alone. */
export function needsSecondWord(word: string): Finding {
  const own = commands.filter(({ name }) => name.startsWith(`${word} `)).map(({ name }) => name.slice(word.length + 1));
  return { code: "usage/arguments", severity: "error", reason: `${word} what? There are ${own.join(", ")}.`, remedy: `${NAME} ${word} --help shows them.` };
}

/** Two columns as wide as standard output. */
const rows = (pairs: readonly (readonly [string, string])[], width?: number): string[] => twoColumns(pairs, process.stdout.isTTY ? process.stdout.columns || 80 : undefined, width);

const flagText = ({ name, short, value }: Option): string => `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;

/** Wrong words on the command line are findings like any other, so that `--json` can show them. */
export function usageError(command: Command, message: string): Finding {
  return { code: "usage/arguments", severity: "error", reason: message, remedy: `${NAME} ${command.name} --help shows how it is used.` };
}

export function unknown(what: "command" | "option" | "code" | "format" | "tool", given: string, known: readonly string[], remedy: string, close = nearest(given, known)): Finding {
  return { code: `usage/unknown-${what}`, severity: "error", reason: `${given} is no ${what}${close === undefined ? "" : `; did you mean ${close}?`}`, remedy };
}

/** A word that is no command. After `npm create temporal-platform` people name the folder at once, as most programs of that kind take it. */
export function unknownCommand(given: string): Finding {
  const names = commands.map(({ name }) => name);
  const folder = nearest(given, names) === undefined && /^[\w./~][\w./~-]*$/.test(given);
  return unknown("command", given, names, `${folder ? `To make a platform in this folder: ${NAME} new ${given}. ` : ""}${NAME} --help lists the commands.`);
}

/** A fault of ours: the message always, the stack when asked for. */
export function showInternalError(error: unknown, verbose: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = verbose && error instanceof Error ? `${error.stack ?? ""}\n` : "";
  return `error internal\n  ${message}\n${stack}  → This is a fault of ${NAME}, not of your input. Please report it with the output of the same command under DEBUG=${NAME}.\n`;
}
