import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bashScript } from "../../generators/cli/completion-bash.ts";
import { fishScript } from "../../generators/cli/completion-fish.ts";
import { describeCommands } from "../../generators/cli/completion-table.ts";
import { zshScript } from "../../generators/cli/completion-zsh.ts";
import { commands, type Command } from "../../generators/cli/commands.ts";
import { deep } from "../servers/deep.ts";
import { temporaryFolder } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { run } from "./run.ts";

const test = suite("completion in shells");
const NAME = "create-temporal-platform";
const folder = temporaryFolder("completion");
for (const path of ["with space", "plain"]) mkdirSync(join(folder, path));
for (const path of ["answers.yaml", "it's.yaml"]) writeFileSync(join(folder, path), "");

/** A table that has everything: a group, a command beside it, choices, files, folders, texts with quotes. */
const table: readonly Command[] = [
  { name: "new", arguments: "[DIR] --answers FILE", summary: "make it: \"all\" of it's [parts]", positionals: 1, examples: [], options: [{ name: "answers", value: "FILE", short: "a", summary: "the answers, in YAML" }, { name: "tier", value: "TIER", summary: "how 'large': $HOME `id`", choices: ["small", "large"] }, { name: "name", value: "TEXT", summary: "any text" }] },
  { name: "add cluster", arguments: "NAME", summary: "one more cluster", positionals: 1, examples: [], options: [{ name: "like", value: "CLUSTER", summary: "as another one" }] },
  { name: "add worker", arguments: "NAME", summary: "one more worker", positionals: 1, examples: [], options: [{ name: "language", value: "LANGUAGE", summary: "language", choices: ["go", "python"] }] },
  { name: "completion", arguments: "bash|zsh", summary: "this", positionals: 1, examples: [], options: [] },
];

/** What is on the line, and what is offered; the line is parted as bash parts it. */
const cases: readonly { readonly line: readonly string[]; readonly offered: readonly string[] }[] = [
  { line: ["n"], offered: ["new"] },
  { line: ["add", ""], offered: ["cluster", "worker"] },
  { line: ["add", "w"], offered: ["worker"] },
  { line: ["add", "worker", "--l"], offered: ["--language"] },
  { line: ["add", "worker", "--language", ""], offered: ["go", "python"] },
  { line: ["add", "cluster", "--l"], offered: ["--like"] },
  { line: ["new", "--tier", "l"], offered: ["large"] },
  { line: ["completion", ""], offered: ["bash", "zsh"] },
  { line: ["new", "--answers", "ans"], offered: ["answers.yaml"] },
  { line: ["new", "-a", "it"], offered: ["it's.yaml"] },
  { line: ["new", "--dr"], offered: [] },
];

const shell = (program: string, args: readonly string[]): string => {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"] ?? "", HOME: folder, TERM: "dumb", LC_ALL: "C.UTF-8" }, timeout: 60_000 });
  assert.is(stderr, "", args.join(" "));
  assert.is(status, 0);
  return stdout;
};

const words = (text: string): string[] => text.split("\n").map((line) => (line.split("\t")[0] ?? "").replace(/\/$/, "")).filter((word) => word !== "").sort();
const described = describeCommands(table);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The function is called as bash calls it when Tab is pressed. */
function bash(script: string, line: readonly string[]): string[] {
  const all = [NAME, ...line].map(quoted).join(" ");
  return words(shell("bash", ["--norc", "-c", `${script}\nCOMP_WORDS=(${all}); COMP_CWORD=${line.length}; _create_temporal_platform; printf '%s\\n' "\${COMPREPLY[@]}"`]));
}

for (const { line, offered } of cases) {
  test(`bash offers ${offered.join(", ") || "nothing"} for ${line.join(" ") || "nothing"}`, () => assert.equal(bash(bashScript(described), line), offered));
}

test("bash offers the choices behind an equals sign, folders where one is meant, and names with spaces whole", () => {
  assert.equal(bash(bashScript(described), ["new", "--tier", "=", "s"]), ["small"]);
  assert.equal(bash(bashScript(described), ["new", "--tier", "="]), ["large", "small"]);
  assert.equal(bash(bashScript(described), ["new", ""]), ["plain", "with space"]);
});

deep(test, "fish offers the same", ["fish"], () => {
  const script = fishScript(described);
  for (const { line, offered } of cases) {
    const [last = ""] = line.slice(-1);
    const text = [NAME, ...line.slice(0, -1), last].join(" ");
    assert.equal(words(shell(pathOf("fish"), ["-N", "-c", `${script}\ncomplete -C ${JSON.stringify(text)}`])), offered, text);
  }
});

/** A line editor on a terminal of its own: the keys are sent, and the line that stands there afterwards is read. */
function zsh(script: string, line: string): string {
  const file = join(folder, "completion.zsh");
  writeFileSync(file, script);
  const program = `
zmodload zsh/zpty
zpty line zsh -f -i
zpty -w line ${quoted(`cd ${folder}; PS1=; autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' list-prompt ''; LISTMAX=1000; source ${file}; show() { print -r -- "<<$BUFFER>>"; }; zle -N show; bindkey '^X' show; print READY`)}
zpty -r -m line text '*READY*READY*' || exit 1
zpty -w -n line ${quoted(line)}
# A key that is sent while it completes breaks that off: so each try waits longer before it asks whether the line has changed.
for delay in 0.5 1 2 4 8 16; do
  zpty -w -n line $'\\t'
  sleep $delay
  zpty -w -n line $'\\x18'
  zpty -r -m line text '*<<*>>*' || exit 2
  [[ $text == *${quoted(`<<${line}>>`)}* ]] || break
done
print -r -- "$text"
zpty -d line`;
  const shown = shell(pathOf("zsh"), ["-f", "-c", program]);
  return (/<<([^]*?)>>/.exec(shown)?.[1] ?? shown).replaceAll("\r", "").trimEnd();
}

deep(test, "zsh completes commands, options, choices and files on a terminal", ["zsh"], () => {
  const script = zshScript(described);
  for (const [typed, becomes] of [["n", "new"], ["add w", "add worker"], ["add worker --la", "add worker --language="], ["add worker --language p", "add worker --language python"], ["new --tier=l", "new --tier=large"], ["new --answers ans", "new --answers answers.yaml"], ["completion z", "completion zsh"], ["new pl", "new plain/"]] as const) {
    assert.is(zsh(script, `${NAME} ${typed}`), `${NAME} ${becomes}`);
  }
});

test("the real table makes scripts that the shells accept, with every command and option", () => {
  for (const [name, script] of [["bash", bashScript], ["zsh", zshScript], ["fish", fishScript]] as const) {
    const { code, out } = run(["completion", name]);
    assert.is(code, 0);
    assert.is(out, script(describeCommands(commands)));
    for (const command of commands) {
      for (const word of command.name.split(" ")) assert.ok(out.includes(word), `${name}: ${word}`);
      for (const option of command.options) assert.ok(out.includes(option.name), `${name}: ${option.name}`);
    }
  }
  for (const { words: all } of describeCommands(commands).filter((command) => command.words.length === 1)) assert.equal(bash(run(["completion", "bash"]).out, [all[0] ?? ""]).includes(all[0] ?? ""), true);
});

test("a shell that is not known is told the nearest, and none is asked for", () => {
  assert.match(run(["completion", "zhs"]).err, /usage\/value[^]*Did you mean `zsh`\?/);
  assert.match(run(["completion"]).err, /For which shell\?/);
  assert.is(run(["completion"]).code, 2);
});

test.run();
