import { nearest } from "../nearest.ts";
import { commands } from "./commands.ts";
import { bashScript } from "./completion-bash.ts";
import { fishScript } from "./completion-fish.ts";
import { describeCommands, type Described } from "./completion-table.ts";
import { zshScript } from "./completion-zsh.ts";
import type { Context } from "./context.ts";
import { deliver, refuse } from "./output.ts";

const SHELLS: Readonly<Record<string, (commands: readonly Described[]) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `completion SHELL`: a script made from the command table, which needs nothing but the shell. */
export async function run(context: Context): Promise<number> {
  const [shell] = context.positionals;
  const write = shell === undefined || !Object.hasOwn(SHELLS, shell) ? undefined : SHELLS[shell];
  if (write === undefined) {
    const meant = shell === undefined ? undefined : nearest(shell, Object.keys(SHELLS));
    return refuse(context, [{ code: "usage/value", severity: "error", reason: shell === undefined ? "For which shell?" : `\`${shell}\` is no shell that this program knows.`, remedy: meant === undefined ? "Name bash, zsh or fish." : `Did you mean \`${meant}\`?` }]);
  }
  return deliver(context, write(describeCommands(commands)));
}
