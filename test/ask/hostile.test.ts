import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repositoryUrl } from "../../generators/ask/index.ts";
import { invocation } from "../../generators/cli/invocation.ts";
import { twoColumns } from "../../generators/cli/two-columns.ts";
import { run } from "../cli/run.ts";
import { dialogue, press, type, waiting } from "./drive.ts";
import { KEY, onTerminal } from "./terminal.ts";

const test = suite("a dialogue with whatever comes");

onTerminal(test, "refuses before the first question a folder that it could never write", () =>
  dialogue(["new", "p", "--answers", "nowhere.yaml"], async (first, folder) => {
    await first.end();
    mkdirSync(join(folder, "full"));
    writeFileSync(join(folder, "full/notes.txt"), "");
    writeFileSync(join(folder, "file"), "");
    for (const [target, code] of [["full", "apply/not-empty"], ["file", "apply/not-a-folder"], ["file/x", "apply/not-a-folder"]] as const) {
      const terminal = first.again(["new", target]);
      assert.is((await terminal.end()).exit, 2);
      assert.match(terminal.screen.text(), code);
      assert.not.match(terminal.screen.text(), /Customer|Nothing was written but/);
    }
    if (process.getuid?.() === 0) return;
    mkdirSync(join(folder, "locked"));
    chmodSync(join(folder, "locked"), 0o555);
    const locked = first.again(["new", "locked/p"]);
    assert.is((await locked.end()).exit, 2);
    assert.match(locked.screen.text(), "apply/permission");
  }),
);

onTerminal(test, "takes what is pasted as text: control characters move and delete nothing; and an address as Git hosts show it", () =>
  dialogue(["new", "p"], async (terminal) => {
    await terminal.until(waiting(/^Customer/m));
    terminal.send("\u001b[200~ac\u0001\u0002\u0015\u0017\u000bme\u001b[201~");
    await terminal.until(/❯ acme/);
    await press(terminal, [KEY.enter]);
    await terminal.until(waiting(/^Repository/m));
    await press(terminal, type("git@git.example:acme/platform.git"));
    await terminal.until(waiting(/^Where it runs/m));
    terminal.send(KEY.ctrlC);
    await terminal.end();
  }),
);

onTerminal(test, "asks line by line where a terminal says nothing of itself, and tells there how to leave an answer empty", () =>
  dialogue(["new", "p"], async (terminal) => {
    await terminal.until(/^> *$/m);
    assert.not.match(terminal.raw, /\u001b\[/);
    const way: readonly (readonly [said: string, then: RegExp])[] = [
      ["acme", /Repository[^]*\(< back\)>\s*$/],
      ["git@git.example:acme/p", /Where it runs[^]*\(< back\)>\s*$/],
      ["1", /Environments[^]*\(< back\)>\s*$/],
      ["99", /99 is no number from 1 to 5[^]*\(< back\)>\s*$/],
      ["9lives", /Size[^]*\(< back\)>\s*$/],
      ["1", /\[temporal-9lives\] \(< back\)>\s*$/],
      ["", /Peak load[^]*\(< back\)>\s*$/],
      ["", /\[6Gi\] \(- none, < back\)>\s*$/],
    ];
    for (const [said, then] of way) {
      terminal.send(`${said}\r`);
      await terminal.until((screen) => then.test(screen.text().replace(/\n/g, " ")));
    }
    terminal.send(KEY.ctrlC);
    assert.is((await terminal.end()).exit, 130);
  }, { env: { TERM: "" } }),
);

test("git@host:path is an address by ssh; everything else stays as it is", () => {
  for (const [text, url] of [["git@github.com:acme/p.git", "ssh://git@github.com/acme/p.git"], ["me@localhost:/p", "ssh://me@localhost/p"], ["git.example:acme/p", "ssh://git@git.example/acme/p"]] as const) assert.is(repositoryUrl(text), url);
  for (const text of ["https://git.example/a/b", "ssh://git@git.example:22/a", "acme", "C:\\p", "home: 3d", ""]) assert.is(repositoryUrl(text), text);
});

test("who came by npx or npm create is told to come so again", () => {
  assert.is(invocation({ npm_lifecycle_event: "npx", npm_lifecycle_script: "create-temporal-platform" }), "npx create-temporal-platform");
  for (const env of [{}, { npm_lifecycle_event: "npx", npm_lifecycle_script: "plop platform" }, { npm_lifecycle_event: "test", npm_lifecycle_script: "create-temporal-platform check" }]) assert.is(invocation(env), "create-temporal-platform");
});

test("a folder in place of a command is met with the command that takes it", () => {
  const { code, err } = run(["my-platform"]);
  assert.is(code, 2);
  assert.match(err, "create-temporal-platform new my-platform");
  assert.not.match(run(["verfy"]).err, "new verfy");
});

test("two columns fit their terminal, whatever is in them", () => {
  const rows = [["npx create-temporal-platform update", "after a change of platform.yaml or of this tool"], ["a command that is longer than all the others put together would ever be, alone", ""]] as const;
  assert.equal(twoColumns(rows.slice(0, 1), 60), ["  npx create-temporal-platform update", "      after a change of platform.yaml or of this tool"]);
  assert.equal(twoColumns(rows.slice(0, 1), 80), ["  npx create-temporal-platform update  after a change of platform.yaml or of", "                                       this tool"]);
  assert.equal(twoColumns(rows, undefined)[0], "  npx create-temporal-platform update  after a change of platform.yaml or of this tool");
});

test.run();
