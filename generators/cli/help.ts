import { commands, HELP, type Command, type Option } from "./commands.ts";
import { EXIT_MEANINGS } from "./exit-codes.ts";
import type { Finding } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { NAME, version } from "./version.ts";

/** The text of `--help`. */
export function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `${NAME} ${version}`,
    "Answers in, a complete and validated GitOps repository for self-hosted Temporal out.",
    "",
    `Usage: ${NAME} COMMAND [OPTIONS]`,
    "",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    `  ${NAME} COMMAND --help    options and examples of one command`,
    `  ${NAME} --version`,
    "",
    "Exit codes:",
    ...EXIT_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`),
    "",
  ].join("\n");
}

/** The text of `COMMAND --help`. */
export function commandHelp(command: Command): string {
  const rows = [...command.options, HELP].map((option) => [flagText(option), option.summary] as const);
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    `${NAME} ${command.name}: ${command.summary}`,
    "",
    `Usage: ${[NAME, command.name, command.arguments, "[OPTIONS]"].filter(Boolean).join(" ")}`,
    "",
    "Options:",
    ...rows.map(([flag, summary]) => `  ${flag.padEnd(width)}  ${summary}`),
    "",
    "Examples:",
    ...command.examples.map((example) => `  ${NAME} ${example}`),
    "",
  ].join("\n");
}

const flagText = ({ name, short, value }: Option): string => `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;

/** Wrong words on the command line are findings like any other, so that `--json` can show them. */
export function usageError(command: Command, message: string): Finding {
  return { code: "usage/arguments", severity: "error", reason: message, remedy: `${NAME} ${command.name} --help shows how it is used.` };
}

export function unknown(what: "command" | "option" | "code" | "format" | "tool", given: string, known: readonly string[], remedy: string, close = nearest(given, known)): Finding {
  return { code: `usage/unknown-${what}`, severity: "error", reason: `${given} is no ${what}${close === undefined ? "" : `; did you mean ${close}?`}`, remedy };
}

/** A fault of ours: the message always, the stack when asked for. */
export function showInternalError(error: unknown, verbose: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = verbose && error instanceof Error ? `${error.stack ?? ""}\n` : "";
  return `error internal\n  ${message}\n${stack}  → This is a fault of ${NAME}, not of your input. Please report it with the output of the same command under DEBUG=${NAME}.\n`;
}
