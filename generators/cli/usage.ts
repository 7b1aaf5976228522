import type { Finding } from "../finding.ts";
import { HELP, type Command } from "./commands.ts";
import { makeContext } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { unknown, usageError } from "./help.ts";
import { COMMAND_LINE } from "./show-findings.ts";
import { NAME } from "./version.ts";

/** What is wrong with a command line, and which of its words. */
export interface Misuse {
  readonly finding: Finding;
  /** Index among the arguments; undefined when nothing that is there is wrong. */
  readonly at?: number;
}

/** Ends a run that could not be understood: the command line with the wrong word underlined, or one JSON document. */
export function refuseUsage(args: readonly string[], { finding, at }: Misuse): number {
  const context = makeContext(args.includes("--json") ? { json: [true] } : {}, []);
  const words = [NAME, ...args.map(shellWord)];
  const column = at === undefined ? undefined : words.slice(0, at + 1).join(" ").length + 2;
  context.report([column === undefined ? finding : { ...finding, file: COMMAND_LINE, line: 1, column }], () => words.join(" "));
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.invalid, findings: [finding] }, null, 2));
  return EXIT.invalid;
}

const shellWord = (text: string): string => (/^[^\s'"\\$`|&;<>(){}*?!#]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** What Node's parser found, in words that help. */
export function misuseOf(error: unknown, command: Command, args: readonly string[], before: number): Misuse {
  const message = error instanceof Error ? error.message : String(error);
  const flag = /Unknown option '(--?[^' ]+)/.exec(message)?.[1];
  const options = [...command.options, HELP];
  if (flag !== undefined) {
    const at = indexOf(args, flag, before);
    return { finding: unknown("option", flag, options.map(({ name }) => `--${name}`), `${NAME} ${command.name} --help lists the options.`), ...(at >= 0 && { at }) };
  }
  const named = /--([a-z][a-z-]*)/.exec(message)?.[1];
  const option = options.find(({ name }) => name === named);
  if (option === undefined) return { finding: usageError(command, message) };
  const at = indexOf(args, `--${option.name}`, before, option.short);
  const reason = option.value === undefined ? `--${option.name} takes no value.` : `--${option.name} needs a value: ${option.value}, ${option.summary}.`;
  return { finding: usageError(command, reason), ...(at >= 0 && { at }) };
}

/** Where a flag stands: alone, with its value behind an equals sign, or by its letter. */
function indexOf(args: readonly string[], flag: string, before: number, short?: string): number {
  return args.findIndex((word, index) => index >= before && (word === flag || word.startsWith(`${flag}=`) || (short !== undefined && word.startsWith(`-${short}`)) || (/^-[^-]$/.test(flag) && /^-[^-]/.test(word) && word.includes(flag.slice(1)))));
}

/** One argument more than a command takes. */
export const tooMany = (command: Command, word: string, args: readonly string[], before: number): Misuse => ({
  finding: usageError(command, command.positionals === 0 ? `${command.name} takes no argument, but here is ${word}.` : `${word} is one argument too many.`),
  at: args.lastIndexOf(word) < before ? args.indexOf(word) : args.lastIndexOf(word),
});
