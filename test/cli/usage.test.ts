import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../generators/cli/commands.ts";
import { run } from "./run.ts";

const test = suite("help and usage");
const NAME = "create-temporal-platform";

/** What is underlined of the command line. */
function underlined(err: string): string {
  const lines = err.split("\n");
  const mark = lines.findIndex((line) => /^ +\^+$/.test(line));
  const [from, to] = [lines[mark]?.indexOf("^") ?? 0, lines[mark]?.length ?? 0];
  return lines[mark - 1]?.slice(from, to) ?? "";
}

test("the overview has every command once, by what a person wants to do, with examples", () => {
  const { code, out } = run(["--help"]);
  assert.is(code, 0);
  for (const { name, summary } of commands) assert.is(out.split("\n").filter((line) => line.startsWith(`  ${name} `) && line.endsWith(summary)).length, 1, name);
  assert.match(out, /^Begin:\n[^]*^Change:\n[^]*^Look and check:\n[^]*^More:\n[^]*^Examples:\n/m);
  assert.is(run(["help"]).out, out);
  assert.is(run([]).code, 2);
});

test("every command and every group has help with examples that the command table knows", () => {
  for (const name of new Set(commands.flatMap(({ name }) => [name, ...(name.includes(" ") ? [name.split(" ")[0] ?? ""] : [])]))) {
    const { code, out } = run([...name.split(" "), "--help"]);
    assert.is(code, 0, name);
    assert.match(out, new RegExp(`^${NAME} ${name}: `));
    assert.match(out, /^Usage: .*\n/m);
    const [, examples = ""] = out.split("\nExamples:\n");
    const shown = examples.split("\n").filter((line) => line.startsWith(`  ${NAME} `) && !line.includes("COMMAND"));
    assert.ok(shown.length > 0, name);
    for (const line of shown) assert.ok(commands.some((command) => line.startsWith(`  ${NAME} ${command.name}`)), line);
  }
  assert.is(run(["help", "add"]).out, run(["add", "-h"]).out);
  assert.is(run(["help", "update"]).out, run(["update", "-h"]).out);
});

const wrong: readonly { readonly args: readonly string[]; readonly mark: string; readonly says: RegExp }[] = [
  { args: ["verfy"], mark: "verfy", says: /verfy is no command; did you mean verify\?/ },
  { args: ["add", "clutser", "x"], mark: "clutser", says: /add clutser is no command; did you mean add cluster\?/ },
  { args: ["add"], mark: "add", says: /add what\? There are cluster, environment, worker, namespace\./ },
  { args: ["update", "here", "--dryrun"], mark: "--dryrun", says: /--dryrun is no option; did you mean --dry-run\?/ },
  { args: ["update", "--dryrun=yes"], mark: "--dryrun=yes", says: /did you mean --dry-run\?/ },
  { args: ["size", "--teir", "small"], mark: "--teir", says: /did you mean --tier\?/ },
  { args: ["check", "-x"], mark: "-x", says: /-x is no option/ },
  { args: ["new", "--answers"], mark: "--answers", says: /--answers needs a value: FILE/ },
  { args: ["new", "-a"], mark: "-a", says: /--answers needs a value: FILE/ },
  { args: ["update", "--json=3"], mark: "--json=3", says: /--json takes no value/ },
  { args: ["update", "a", "b c"], mark: "'b c'", says: /b c is one argument too many/ },
  { args: ["size", "3"], mark: "3", says: /size takes no argument/ },
];

for (const { args, mark, says } of wrong) {
  // `--json` that is wrong itself asks for no JSON.
  test(`${args.join(" ")}: ${mark} is underlined, and the remedy names what helps`, () => {
    const { code, out, err } = run(args);
    assert.is(code, 2);
    assert.is(out, "");
    assert.match(err, says);
    assert.is(underlined(err), mark, err);
    assert.match(err, /^ {2}→ create-temporal-platform .*--help /m);
  });
}

test.run();
