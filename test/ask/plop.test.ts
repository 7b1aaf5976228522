import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTemporary, root, run } from "../cli/run.ts";
import { accept, answer, confirm, homelab, pick, press, type, waiting } from "./drive.ts";
import { KEY, onTerminal, Terminal } from "./terminal.ts";

const test = suite("npx plop in a clone");

const plop = join(root, "node_modules/plop/bin/plop.js");

/** plop itself, with arguments that answer in place of a person. */
function bypass(args: readonly string[], cwd = root): { readonly code: number | null; readonly text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [plop, ...args], { cwd, encoding: "utf8", env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", NO_COLOR: "1" } });
  return { code: status, text: `${stdout}${stderr}` };
}

const answersIn = (folder: string): string => readFileSync(join(folder, "platform.yaml"), "utf8");

test("has four generators, and makes and edits a platform by bypass arguments", () => {
  inTemporary((folder) => {
    const target = join(folder, "p");
    const made = bypass(["platform", target, "--", "--answers", join(root, "examples/homelab.yaml")]);
    assert.is(made.code, 0, made.text);
    assert.match(made.text, /134 files written|\d+ files written to .*, all verified/);
    assert.is(run(["check", "--strict", target]).code, 0);

    const edits: readonly (readonly [args: readonly string[], is: RegExp])[] = [
      [["worker", "billing", "--", "--language", "go", "--image", "registry.example/x/billing", "--folder", target], /workers:\n {2}billing:\n {4}language: go/],
      [["namespace", "orders", "--", "--retention", "30d", "--folder", target], /orders:\n {6}retention: 30d/],
      [["cluster", "lab2", "--", "--environment", "lab", "--tier", "small", "--peak", "1/s", "--folder", target], /lab2:\n {4}environment: lab/],
    ];
    for (const [args, is] of edits) {
      const { code, text } = bypass(args);
      assert.is(code, 0, text);
      assert.match(answersIn(target), is);
    }
  });
});

test("fails with the reason and writes nothing where answers are wrong or nobody can be asked", () => {
  inTemporary((folder) => {
    const target = join(folder, "p");
    assert.is(run(["new", target, "--answers", join(root, "examples/homelab.yaml")]).code, 0);
    const before = answersIn(target);
    const wrong = bypass(["worker", "billing", "--", "--language", "ruby", "--folder", target]);
    assert.is(wrong.code, 1);
    assert.match(wrong.text, /ruby is none of typescript, python, go/);
    const alone = bypass(["platform", join(folder, "q")]);
    assert.is(alone.code, 1);
    assert.match(alone.text, /needs an answers file where nobody can be asked/);
    assert.is(answersIn(target), before);
    assert.not(existsSync(join(folder, "q")));
  });
});

onTerminal(test, "asks the same questions at a terminal, and writes the same", () =>
  inTemporary(async (folder) => {
    const target = join(folder, "p");
    const first = new Terminal([process.execPath, plop, "platform", target], { cwd: root, env: { HOME: folder, XDG_STATE_HOME: join(folder, "state") } });
    await answer(first, homelab);
    await first.until(waiting(/^Is this right\?/m));
    await press(first, pick(1));
    await confirm(first);
    assert.equal(await first.end(), { exit: 0, echo: true }, first.screen.visible());
    assert.is(run(["check", "--strict", target]).code, 0);

    const second = first.again(["namespace", "--", "--folder", target]);
    await second.until(waiting(/^Name of the Temporal namespace/m));
    await press(second, type("orders"));
    await second.until(waiting(/^Retention/m));
    await press(second, accept);
    await second.until(waiting(/^Description/m));
    await press(second, accept);
    assert.is((await second.end()).exit, 0, second.screen.visible());
    assert.match(answersIn(target), /orders:\s*(?:\{ retention: 7d \}|\n +retention: 7d)/);

    const third = first.again(["worker", "--", "--folder", target]);
    await third.until(waiting(/^Name of the worker/m));
    third.send(KEY.ctrlC);
    assert.is.not((await third.end()).exit, 0);
    assert.ok(third.screen.cursorShown);
    assert.not.match(answersIn(target), /workers:/);
  }),
);

test.run();
