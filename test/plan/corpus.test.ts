import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plan, takeCommand, withTaken } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { CORPUS, caseNames, inputOf, readCase, reportOf, settle } from "./corpus.ts";
import { applyInMemory, recordAfter, shown } from "./trees.ts";

const test = suite("plan: the corpus of merges");

/** Scenarios of update in the checklist: each has a case that says so. */
const SCENARIOS = 35;

for (const name of caseNames()) {
  test(name.replaceAll("-", " "), () => {
    const each = readCase(name);
    const { made, result } = settle(each);
    const { files, conflicts = [], findings = [] } = each.report;
    assert.equal(reportOf(each, made), { files, conflicts, findings });
    assert.equal(shown(result), shown(each.expected));
    for (const { code, file = "", path, remedy } of made.findings) {
      if (code === "plan/conflict") assert.ok(remedy.endsWith(`: ${takeCommand(file, path)}`), remedy);
    }
    for (const { file = "", path } of conflicts) {
      const said = path === undefined ? file : `${file}:${path}`;
      const taken = withTaken(made, inputOf(each), [said]);
      assert.equal(taken.findings.filter((finding) => finding.code === "plan/nothing-to-take" || (finding.code === "plan/conflict" && finding.file === file && finding.path === path)), [], `--take ${said}`);
      const before = Buffer.from(result.get(file)?.bytes ?? []).toString("utf8");
      assert.is.not(taken.steps.find((step) => step.path === file)?.text ?? before, before, `--take ${said} changes something`);
    }
    for (const [path, { bytes }] of result) assert.not.match(Buffer.from(bytes).toString("latin1"), /^(<<<<<<<|>>>>>>>)/m, path);
    again(each, made, result);
  });
}

/** Nothing is left to do: the same versions once more change nothing and say nothing new. */
function again(each: ReturnType<typeof readCase>, made: ReturnType<typeof plan>, result: ReturnType<typeof settle>["result"]): void {
  const emitted: Tree = new Map([...made.base].map(([path, text]) => [path, { text, executable: false, ownership: "generated", ...made.emitted.get(path) }]));
  const input = { ...inputOf({ ...each, base: emitted, ours: result }), ...recordAfter(made) };
  const second = plan(input.answersFile ? { ...input, answersFile: { ...input.answersFile, before: input.answersFile.after } } : input);
  assert.equal(shown(applyInMemory(result, second)), shown(result), "a second update changes nothing");
  assert.equal(second.findings.filter(({ code }) => code === "plan/conflict"), [], "a conflict is said once");
}

test("every scenario of the checklist has a case, and the folder's README names it", () => {
  const cases = caseNames().map(readCase);
  const readme = readFileSync(join(CORPUS, "README.md"), "utf8");
  for (let scenario = 1; scenario <= SCENARIOS; scenario += 1) {
    const of = cases.filter(({ report }) => report.scenario === scenario).map(({ name }) => name);
    assert.ok(of.length > 0, `scenario ${scenario}`);
    for (const name of of) assert.ok(readme.split("\n").some((line) => line.startsWith(`| ${scenario} |`) && line.includes(`\`${name}\``)), `${scenario} ${name}`);
  }
  assert.ok(cases.length >= 80);
});

test.run();
