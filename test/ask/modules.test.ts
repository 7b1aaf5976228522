import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inTemporary, root, run } from "../cli/run.ts";
import { dialogue, waiting } from "./drive.ts";
import { KEY, onTerminal } from "./terminal.ts";

const test = suite("what is loaded");

/** A text of inquirer that no bundler changes. */
const INQUIRER = "User force closed the prompt";
const ENTRY = /\/dist\/create-temporal-platform\.js$/;

const chunks = readdirSync(join(root, "dist/chunks")).filter((name) => name.endsWith(".js"));
const prompting = chunks.filter((name) => readFileSync(join(root, "dist/chunks", name), "utf8").includes(INQUIRER));

/** Files of every module that a process loaded, as V8 itself counts them. */
function loaded(folder: string): string[] {
  const files = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { result: { url: string }[] };
    return result.flatMap(({ url }) => (url.startsWith("file:") ? [fileURLToPath(url)] : []));
  });
  return [...new Set(files)];
}

function loadedBy(args: readonly string[], cwd: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "ctp-coverage-"));
  try {
    const { code, err } = run(args, { cwd, env: { NODE_V8_COVERAGE: folder } });
    assert.is(code, 0, `${args.join(" ")}: ${err}`);
    return loaded(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hasPrompts = (files: readonly string[]): boolean => files.some((file) => prompting.some((name) => file.endsWith(`/chunks/${name}`)));

test("inquirer is in chunks of its own, and plop in none", () => {
  assert.ok(prompting.length > 0);
  for (const name of [...chunks.map((chunk) => join("chunks", chunk)), "create-temporal-platform.js", "index.js"]) {
    assert.not.match(readFileSync(join(root, "dist", name), "utf8"), /node-plop|Plop\.launch|from ?"(?:inquirer|plop|@inquirer)/, name);
  }
});

test("unattended runs load neither plop nor inquirer nor any package", () => {
  inTemporary((folder) => {
    const runs = [
      ["new", "p", "--answers", join(root, "examples/homelab.yaml")],
      ["add", "worker", "billing", "p", "--language", "go", "--image", "registry.example/x/y"],
      ["add", "namespace", "orders", "p", "--update", "--json"],
      ["update", "p"],
      ["check", "p"],
      ["verify", "p"],
      ["--help"],
    ];
    for (const args of runs) {
      const files = loadedBy(args, folder);
      assert.ok(files.some((file) => ENTRY.test(file)), "the list of modules holds at least the program");
      assert.not(hasPrompts(files), args.join(" "));
      assert.equal(files.filter((file) => file.includes("node_modules")), [], args.join(" "));
    }
  });
});

test("--version loads the program's first file, and of its chunks only what that needs", () => {
  const files = loadedBy(["--version"], root);
  assert.ok(files.map((file) => statSync(file).size).reduce((sum, size) => sum + size, 0) < 20_000, files.join(" "));
  assert.not(hasPrompts(files));
});

onTerminal(test, "a dialogue does load inquirer, so the list of modules sees it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ctp-coverage-"));
  try {
    await dialogue(
      ["new", "p"],
      async (terminal) => {
        await terminal.until(waiting(/^Customer/m));
        terminal.send(KEY.ctrlC);
        await terminal.end();
      },
      { env: { NODE_V8_COVERAGE: folder } },
    );
    assert.ok(hasPrompts(loaded(folder)));
    assert.equal(loaded(folder).filter((file) => file.includes("node_modules")), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
