import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { answer, azure, dialogue, homelab, press, waiting, type, type Script } from "./drive.ts";
import { program } from "../cli/run.ts";
import { KEY, onTerminal, Terminal } from "./terminal.ts";

const test = suite("a dialogue that is stopped");

const kept = (folder: string): string[] => {
  const [file] = readdirSync(join(folder, ".state/create-temporal-platform"));
  const { answers } = JSON.parse(readFileSync(join(folder, ".state/create-temporal-platform", file ?? ""), "utf8")) as { answers: object };
  return Object.keys(answers);
};

/** The terminal is as it was: it echoes, shows its cursor, and pastes as before. */
async function ended(terminal: Terminal, exit: number): Promise<void> {
  assert.equal(await terminal.end(), { exit, echo: true }, terminal.screen.visible());
  assert.ok(terminal.screen.cursorShown);
  assert.not(terminal.screen.bracketedPaste);
}

/** Stops at the question after so many answers, each time in a new dialogue that goes on where the last one stopped. */
function stopsAtEvery(name: string, script: Script): void {
  onTerminal(test, `leaves nothing behind but the answers so far, at every question of ${name}, and goes on there`, () =>
    dialogue(["new", "p"], async (first, folder) => {
      let terminal = first;
      for (const [index, [title, keys]] of script.entries()) {
        await terminal.until(waiting(title));
        terminal.send(KEY.ctrlC);
        await ended(terminal, 130);
        assert.equal(readdirSync(folder).filter((file) => file !== ".state"), [], "nothing beside the answers");
        if (index > 0) {
          assert.is(kept(folder).length, index);
          assert.match(terminal.screen.text(), /Nothing was written but your \d+ answers?, in .*\nGo on: create-temporal-platform new p --resume/s);
        }
        terminal = first.again(["new", "p", "--resume"]);
        await terminal.until(waiting(title));
        await press(terminal, keys);
        if (index === script.length - 1) await terminal.until(waiting(/^Is this right\?/m));
      }
      terminal.send(KEY.ctrlC);
      await ended(terminal, 130);
      assert.equal(readdirSync(folder).filter((file) => file !== ".state"), []);
    }),
  );
}

stopsAtEvery("a homelab", homelab);
stopsAtEvery("four environments on Azure", azure);

onTerminal(test, "ends as well with Ctrl-D, and when its terminal goes away", () =>
  dialogue(["new", "p"], async (terminal, folder) => {
    await answer(terminal, homelab, 2);
    await terminal.until(waiting(/^Where it runs/m));
    terminal.send(KEY.ctrlD);
    await ended(terminal, 130);
    const gone = terminal.again(["new", "p", "--resume"]);
    await gone.until(waiting(/^Where it runs/m));
    gone.close();
    const { exit } = await gone.end();
    assert.ok(exit === -1 || exit === 130, `no fault and no core dump: ${exit}`);
    assert.is(kept(folder).length, 2);
  }),
);

onTerminal(test, "waits in the background after Ctrl-Z, and goes on where it was; without a shell it stays", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ctp-"));
  const shell = new Terminal(["bash", "--norc", "--noprofile", "-i"], { cwd: folder });
  try {
    await shell.until(/[#$]\s*$/);
    shell.send(`'${process.execPath}' '${program}' new p\r`);
    await shell.until(waiting(/^Customer/m));
    shell.send("ac", KEY.ctrlZ);
    await shell.until(/Stopped[^]*[#$]\s*$/);
    assert.ok(shell.screen.cursorShown);
    shell.send("fg\r");
    await shell.until(waiting(/^Customer/m));
    shell.send("me");
    await shell.until(/acme/);
    shell.send(KEY.enter);
    await shell.until(waiting(/^Repository/m));
    shell.send(KEY.ctrlC);
    await shell.until(/Go on:[^]*[#$]\s*$/);
  } finally {
    shell.close();
    await shell.end();
    rmSync(folder, { recursive: true, force: true });
  }
  await dialogue(["new", "p"], async (terminal) => {
    await terminal.until(waiting(/^Customer/m));
    terminal.send("ac", KEY.ctrlZ, "me");
    await terminal.until(/❯ acme/);
    terminal.send(KEY.ctrlC);
    await ended(terminal, 130);
  });
});

onTerminal(test, "asks whether to go on with the answers of last time, and takes only those that hold", () =>
  dialogue(["new", "p"], async (terminal, folder) => {
    await answer(terminal, homelab, 2);
    await terminal.until(waiting(/^Where it runs/m));
    terminal.send(KEY.ctrlC);
    await terminal.end();
    const again = terminal.again(["new", "p"]);
    assert.match(await again.until(waiting(/^You have been here before/m)), /go on +with the 2 answers of last time/);
    await press(again, [KEY.enter]);
    await again.until(waiting(/^Where it runs/m));
    again.send(KEY.ctrlC);
    await again.end();
    const [file = ""] = readdirSync(join(folder, ".state/create-temporal-platform"));
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder, ".state/create-temporal-platform", file), JSON.stringify({ answers: { customer: { value: "Not A Name", accepted: false }, repository: { value: ["x"] }, cloud: { value: 5 }, "__proto__": { value: "x" } } }));
    const broken = terminal.again(["new", "p", "--resume"]);
    assert.match(await broken.until(waiting(/^Customer/m)), /Not A Name/);
    await press(broken, type("acme"));
    await broken.until(waiting(/^Repository/m));
    broken.send(KEY.ctrlC);
    await broken.end();
  }),
);

test.run();
