#!/usr/bin/env node
/** The front door. Parses the command line and loads only the command that was asked for. */
import { isatty } from "node:tty";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { commands, HELP, type Command } from "./commands.ts";
import { EXIT } from "./exit-codes.ts";
import { version } from "./version.ts";
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

const terminals = [0, 1, 2].filter(isatty);

// A reader that has seen enough, as `| head` does, is no fault of this program; nor is a terminal that was closed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
// Node aborts, and leaves a core behind, where it cannot reset a terminal that is gone: so this ends as by the hang-up itself.
if (terminals.some((fd) => !isatty(fd))) process.kill(process.pid, "SIGHUP");

async function main(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-V") {
    process.stdout.write(`${version}\n`);
    return EXIT.ok;
  }
  if (first === undefined || first === "--help" || first === "-h" || first === "help") return help(rest, first === undefined ? EXIT.invalid : EXIT.ok);
  const { command, words } = commandIn(args);
  const load = command && COMMANDS[command.name];
  if (command !== undefined && load !== undefined) return runCommand(command, load, args);
  if (isGroup(first) && rest.some((word) => word === "--help" || word === "-h")) return help([first], EXIT.ok);
  const [{ refuseUsage }, { unknownCommand, needsSecondWord }] = await Promise.all([import("./usage.ts"), import("./help.ts")]);
  if (isGroup(first) && words === 1) return refuseUsage(args, { finding: needsSecondWord(first), at: 0 });
  return refuseUsage(args, { finding: unknownCommand(args.slice(0, words).join(" ")), at: words - 1 });
}

/** The text for a command, for all that begin with a word, or for everything. */
async function help(about: readonly string[], code: number): Promise<number> {
  const { overview, commandHelp, groupHelp } = await import("./help.ts");
  const { command } = commandIn(about);
  const [first] = about;
  process.stdout.write(command ? commandHelp(command) : first !== undefined && isGroup(first) ? groupHelp(first) : overview());
  return code;
}

/** A word that begins commands of two words. */
function isGroup(word: string): boolean {
  return commands.some(({ name }) => name.startsWith(`${word} `));
}

/** The command that a command line begins with, and how many of its words name it: `add cluster` is one of two words. */
function commandIn([first = "", second]: readonly string[]): { command: Command | undefined; words: number } {
  const words = second !== undefined && !second.startsWith("-") && isGroup(first) ? 2 : 1;
  return { command: commands.find(({ name }) => name === (words === 2 ? `${first} ${second}` : first)), words };
}

async function runCommand(command: Command, load: () => Promise<{ run: (context: Context) => Promise<number> }>, args: readonly string[]): Promise<number> {
  const parsed = await parse(command, args);
  if (typeof parsed === "number") return parsed;
  const { beginCommand, expectFiles } = await import("./engine.ts");
  beginCommand();
  const loading = load();
  // Said below, by what is loaded beside it.
  loading.catch(() => undefined);
  const { makeContext } = await import("./context.ts");
  const context = makeContext(parsed.flags, parsed.positionals);
  try {
    const { run } = await loading;
    expectFiles(0);
    return await run(context);
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
  const words = command.name.split(" ").length;
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: args.slice(words), options, allowPositionals: true, strict: true });
  } catch (error) {
    const { misuseOf, refuseUsage } = await import("./usage.ts");
    return refuseUsage(args, misuseOf(error, command, args, words));
  }
  const flags = parsed.values as Flags;
  if (flags["help"]) return help(command.name.split(" "), EXIT.ok);
  const extra = parsed.positionals[command.positionals];
  if (extra !== undefined) {
    const { refuseUsage, tooMany } = await import("./usage.ts");
    return refuseUsage(args, tooMany(command, extra, args, words));
  }
  return { flags, positionals: parsed.positionals };
}
