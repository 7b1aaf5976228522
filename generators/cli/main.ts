#!/usr/bin/env node
/** The front door. Parses the command line and loads only the command that was asked for. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { commands, HELP, type Command } from "./commands.ts";
import { EXIT } from "./exit-codes.ts";
import type { Finding } from "../finding.ts";
import { NAME, version } from "./version.ts";
import type { Context, Flags } from "./context.ts";

const COMMANDS: Readonly<Record<string, () => Promise<{ run: (context: Context) => Promise<number> }>>> = {
  new: () => import("./new.ts"),
  "add cluster": async () => (await import("./add.ts")).adding("cluster"),
  "add environment": async () => (await import("./add.ts")).adding("environment"),
  "add worker": async () => (await import("./add.ts")).adding("worker"),
  "add namespace": async () => (await import("./add.ts")).adding("namespace"),
  update: () => import("./update.ts"),
  check: () => import("./check.ts"),
  verify: () => import("./verify.ts"),
  adopt: () => import("./adopt.ts"),
  "upgrade plan": () => import("./upgrade-plan.ts"),
  "upgrade next": () => import("./upgrade-next.ts"),
  explain: () => import("./explain.ts"),
  size: () => import("./size.ts"),
  schema: () => import("./schema.ts"),
  questionnaire: () => import("./questionnaire.ts"),
  completion: () => import("./completion.ts"),
};

// A reader that has seen enough, as `| head` does, is no fault of this program.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-V") {
    process.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    const { overview, commandHelp } = await import("./help.ts");
    const about = commandIn(rest).command;
    process.stdout.write(about ? commandHelp(about) : overview());
    return first === undefined ? EXIT.invalid : EXIT.ok;
  }
  const { command, words } = commandIn(args);
  const load = command && COMMANDS[command.name];
  if (command === undefined || load === undefined) {
    const { unknown } = await import("./help.ts");
    return refuseUsage(args, unknown("command", args.slice(0, words).join(" "), commands.map(({ name }) => name), `${NAME} --help lists the commands.`));
  }
  return runCommand(command, load, args.slice(words));
}

/** The command that a command line begins with, and how many of its words name it: `add cluster` is one of two words. */
function commandIn([first = "", second]: readonly string[]): { command: Command | undefined; words: number } {
  const words = second !== undefined && !second.startsWith("-") && commands.some(({ name }) => name.startsWith(`${first} `)) ? 2 : 1;
  return { command: commands.find(({ name }) => name === (words === 2 ? `${first} ${second}` : first)), words };
}

async function runCommand(command: Command, load: () => Promise<{ run: (context: Context) => Promise<number> }>, args: readonly string[]): Promise<number> {
  const parsed = await parse(command, args);
  if (typeof parsed === "number") return parsed;
  const { makeContext } = await import("./context.ts");
  const context = makeContext(parsed.flags, parsed.positionals);
  try {
    return await (await load()).run(context);
  } catch (error) {
    context.step("");
    const { showInternalError } = await import("./help.ts");
    process.stderr.write(showInternalError(error, context.verbose));
    if (context.json) context.data(JSON.stringify({ exitCode: EXIT.internal, findings: [] }, null, 2));
    return EXIT.internal;
  }
}

async function parse(command: Command, args: readonly string[]): Promise<{ flags: Flags; positionals: readonly string[] } | number> {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const option of [...command.options, HELP]) {
    options[option.name] = { type: option.value === undefined ? "boolean" : "string", multiple: true, ...(option.short && { short: option.short }) };
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { usageError, unknown } = await import("./help.ts");
    const message = error instanceof Error ? error.message : String(error);
    const flag = /Unknown option '(--?[^' ]+)/.exec(message)?.[1];
    const known = [...command.options, HELP].map(({ name }) => `--${name}`);
    return refuseUsage(args, flag === undefined ? usageError(command, message) : unknown("option", flag, known, `${NAME} ${command.name} --help lists the options.`));
  }
  const flags = parsed.values as Flags;
  if (flags["help"]) {
    const { commandHelp } = await import("./help.ts");
    process.stdout.write(commandHelp(command));
    return EXIT.ok;
  }
  if (parsed.positionals.length > command.positionals) {
    const { usageError } = await import("./help.ts");
    return refuseUsage(args, usageError(command, `${parsed.positionals[command.positionals]} is one argument too many.`));
  }
  return { flags, positionals: parsed.positionals };
}

async function refuseUsage(args: readonly string[], finding: Finding): Promise<number> {
  const { makeContext } = await import("./context.ts");
  const context = makeContext(args.includes("--json") ? { json: [true] } : {}, []);
  context.report([finding]);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.invalid, findings: [finding] }, null, 2));
  return EXIT.invalid;
}
