import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { answer, azure, confirm, dialogue, homelab, pick, press, type, waiting } from "./drive.ts";
import { KEY, onTerminal, type Terminal } from "./terminal.ts";

const test = suite("screens of the dialogue");

const PASTE = ["\u001b[200~", "\u001b[201~"] as const;

async function stop(terminal: Terminal): Promise<void> {
  terminal.send(KEY.ctrlC);
  assert.is((await terminal.end()).exit, 130);
}

/** What was said, from what is kept of it. */
async function stateOf(folder: string): Promise<Readonly<Record<string, { readonly value: unknown }>>> {
  const { readdirSync } = await import("node:fs");
  const state = join(folder, ".state/create-temporal-platform");
  return (JSON.parse(readFileSync(join(state, readdirSync(state)[0] ?? ""), "utf8")) as { answers: Readonly<Record<string, { readonly value: unknown }>> }).answers;
}

onTerminal(test, "fit 40 columns: no line is broken by the terminal, from the first question to the summary", () =>
  dialogue(
    ["new", "p"],
    async (terminal) => {
      for (const [index] of homelab.entries()) {
        const [title] = homelab[index] ?? [/./];
        const shown = await terminal.until(waiting(title));
        assert.ok(shown.split("\n").slice(shown.split("\n").findIndex((line) => title.test(line))).every((line) => line.length < 40), shown);
        await press(terminal, homelab[index]?.[1] ?? []);
      }
      const summary = await terminal.until(waiting(/^Is this right\?/m));
      assert.ok(summary.split("\n").every((line) => line.length < 40), summary);
      await stop(terminal);
    },
    { columns: 40, rows: 30 },
  ),
);

onTerminal(test, "are redrawn when the terminal is resized in the middle, without a trace of the old width", () =>
  dialogue(["new", "p"], async (terminal) => {
    await answer(terminal, azure, 3);
    await terminal.until(waiting(/^Environments/m));
    await press(terminal, [KEY.down]);
    terminal.resize(44, 24);
    const narrow = await terminal.until((screen) => /❯ ◉ test|❯ ◯ test/.test(screen.visible()) && screen.visible().split("\n").every((line) => line.length < 44));
    assert.is(narrow.match(/^Environments/gm)?.length, 1, narrow);
    terminal.resize(100, 40);
    await press(terminal, [KEY.space]);
    const wide = await terminal.until((screen) => /❯ ◉ test/.test(screen.visible()));
    assert.is(wide.match(/^Environments/gm)?.length, 1, wide);
    await press(terminal, [KEY.enter]);
    await terminal.until(waiting(/^Highly available/m));
    await stop(terminal);
  }),
);

onTerminal(test, "are ASCII without UTF-8, and without colour where NO_COLOR says so", () =>
  dialogue(
    ["new", "p"],
    async (terminal, folder) => {
      await answer(terminal, homelab);
      await terminal.until(waiting(/^Is this right\?/m));
      await press(terminal, pick(1));
      await confirm(terminal);
      await terminal.end();
      const dialogueOnly = terminal.raw.slice(0, terminal.raw.lastIndexOf("Where data lies"));
      assert.equal(dialogueOnly.split("\n").filter((line) => /[^\u0000-\u007f]/.test(line)), []);
      assert.not.match(terminal.raw, /\u001b\[(?:1|2|3[0-9])m/, "no colour and no weight");
      assert.ok(existsSync(join(folder, "p/platform.yaml")));
    },
    { env: { LANG: "C", NO_COLOR: "1" } },
  ),
);

onTerminal(test, "take what is pasted as one text: marks, line breaks and control characters are no keys", () =>
  dialogue(["new", "p"], async (terminal, folder) => {
    await terminal.until(waiting(/^Customer/m));
    terminal.send(`${PASTE[0]}ac\u0007me\u001b[A\r\n${PASTE[1]}`);
    await terminal.until(/❯ acme/);
    await press(terminal, [KEY.enter]);
    await terminal.until(waiting(/^Repository/m));
    terminal.send(`${PASTE[0]}https://git.example/a b\r\nrm -rf /\r\n${PASTE[1]}`);
    await terminal.until(/which is no address of a\s+repository/);
    await press(terminal, [KEY.enter]);
    await terminal.until(/✖ `url`/);
    await press(terminal, type("https://git.example/acme/p"));
    await terminal.until(waiting(/^Where it runs/m));
    assert.equal([(await stateOf(folder))["customer"]?.value, (await stateOf(folder))["repository"]?.value], ["acme", "https://git.example/acme/p"]);
    await stop(terminal);
  }),
);

onTerminal(test, "survive emoji, half characters, direction marks and ten kilobytes, and say what is wrong with them", () =>
  dialogue(["new", "p"], async (terminal) => {
    for (const odd of ["👩‍👩‍👧 acme", "\u202egnp.exe", "ａｃｍｅ", "é".normalize("NFD"), "x".repeat(10_240), "{{ .Values.x }}", "\u001bOP\u001b[15~", "-".repeat(300)]) {
      await terminal.until(waiting(/^Customer/m));
      await press(terminal, [KEY.backspace, KEY.clear]);
      terminal.send(odd);
      await new Promise((resolve) => setTimeout(resolve, 150));
      terminal.send(KEY.enter);
      const shown = await terminal.until(/✖/);
      assert.not.match(shown, /[\u202a-\u202e]/, odd.slice(0, 20));
      assert.ok(shown.split("\n").length < 20, shown);
    }
    await press(terminal, type("acme"));
    await terminal.until(waiting(/^Repository/m));
    await stop(terminal);
  }),
);

onTerminal(test, "are lines only in plain mode, which a dumb terminal gets by itself", async () => {
  const lines = ["homelab", "https://git.example/homelab/foundations", "1", "<", "1", "", "1", "um890", "5/s", "", "1,2, prometheus", "", "", "-", "temporal.homelab.local", "", "", "home: three", "home: 3d", ""];
  const says = async (terminal: Terminal, folder: string): Promise<void> => {
    for (const line of lines) {
      await terminal.until((screen) => />\s*$/.test(screen.text()));
      const before = terminal.raw.length;
      terminal.send(`${line}\r`);
      await terminal.until(() => /> $/.test(terminal.raw.slice(before)));
    }
    assert.match(terminal.screen.text(), /Not taken: `retention` is "three", which is no number followed by a unit/);
    assert.match(terminal.screen.text(), /1\. write: make p/);
    terminal.send("1\r");
    for (let group = 0; group < 3; group += 1) {
      const before = terminal.raw.length;
      terminal.send("yes\r");
      await terminal.until(() => /> $|Read first/.test(terminal.raw.slice(before)) || terminal.raw.includes("Read first"));
    }
    assert.is((await terminal.end()).exit, 0, terminal.screen.text());
    assert.ok(existsSync(join(folder, "p/platform.yaml")));
    assert.not.match(terminal.raw.slice(0, terminal.raw.indexOf("What you said")), /\u001b\[[0-9]*[ABGHJK]/, "nothing is drawn over");
  };
  await dialogue(["new", "p", "--plain"], says, { rows: 400 });
  await dialogue(["new", "p"], says, { rows: 400, env: { TERM: "dumb" } });
});

onTerminal(test, "in plain mode end with Ctrl-C too, and go on there", () =>
  dialogue(["new", "p", "--plain"], async (terminal) => {
    await terminal.until(/Customer[\s\S]*>$/m);
    terminal.send("acme\r");
    await terminal.until(/Repository[\s\S]*>$/m);
    terminal.send(KEY.ctrlC);
    assert.equal(await terminal.end(), { exit: 130, echo: true });
    assert.match(terminal.screen.text(), /your 1 answer, in/);
    const again = terminal.again(["new", "p", "--plain", "--resume"]);
    await again.until(/Question 2 of at most 20: Repository/);
    again.send(KEY.ctrlD);
    assert.is((await again.end()).exit, 130);
  }),
);

test.run();
