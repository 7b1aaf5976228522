import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "../servers/deep.ts";
import { run } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { runbooks, temporalCommands } from "./runbooks.ts";

const test = suite("Commands of the runbooks, asked of Temporal's own tools");

/** The sub-commands and the flags of each call, without values. */
const calls = new Set(
  runbooks.flatMap(({ text }) =>
    temporalCommands(text).map(([tool = "", ...words]) => {
      const first = words.findIndex((word) => word.startsWith("-"));
      const path = first < 0 ? words : words.slice(0, first);
      return JSON.stringify({ tool, path, flags: words.filter((word) => word.startsWith("--")) });
    }),
  ),
);

for (const tool of ["temporal", "tdbg"] as const) {
  deep(test, `${tool} has every command and every flag that a runbook uses`, [tool], () => {
    const own = [...calls].map((call) => JSON.parse(call) as { tool: string; path: string[]; flags: string[] }).filter((call) => call.tool === tool);
    assert.ok(own.length > 0);
    for (const { path, flags } of own) {
      const { stdout, stderr } = run(pathOf(tool), [...path, "--help"]);
      const help = `${stdout}${stderr}`;
      assert.ok(help.includes(`${tool} ${path.join(" ")}`), `${tool} ${path.join(" ")}: ${help.slice(0, 200)}`);
      for (const flag of flags) assert.match(help, new RegExp(`${flag}\\b`), `${tool} ${path.join(" ")} ${flag}`);
    }
  });
}

test.run();
