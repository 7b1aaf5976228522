import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../../generators/verify/index.ts";
import { deep } from "../servers/index.ts";
import { faults, type Fault } from "./corpus.ts";
import { lineOf } from "./trees.ts";
import { helmFails, kubeconformFails, kustomizeFails, promtoolFails } from "./tools.ts";

const test = suite("planted faults and other tools");
const page = join(new URL(".", import.meta.url).pathname, "..", "..", "docs", "reference", "comparison-faults.md");

/** Tool → whether it finds a fault; nothing where it has nothing to look at. */
type Verdict = readonly (boolean | undefined)[];
const TOOLS = ["verify", "kubeconform", "kustomize build", "helm template", "promtool check rules"] as const;

async function verdictOf(fault: Fault, byKubeconform: boolean | undefined): Promise<Verdict> {
  const found = new Set((await verify(fault.tree, fault.expectations)).map(lineOf));
  const all = fault.findings.every((each) => found.has(lineOf({ ...each, severity: "error", reason: "", remedy: "" })));
  return [all, byKubeconform, kustomizeFails(fault.tree), helmFails(fault.tree), promtoolFails(fault.tree)];
}

deep(test, "the page of the comparison says what was measured", ["kubeconform", "flux-build", "helm", "promtool"], async () => {
  const rows: { readonly fault: Fault; readonly verdict: Verdict }[] = [];
  const byKubeconform = await kubeconformFails(faults.map(({ tree }) => tree));
  for (const [index, fault] of faults.entries()) rows.push({ fault, verdict: await verdictOf(fault, byKubeconform[index]) });
  assert.equal(rows.filter(({ verdict }) => verdict[0] !== true).map(({ fault }) => fault.name), []);
  const text = pageOf(rows);
  if (process.env["UPDATE_DOCS"] === "1") {
    mkdirSync(dirname(page), { recursive: true });
    writeFileSync(page, text);
  }
  assert.ok(existsSync(page), "UPDATE_DOCS=1 writes the page");
  assert.is(text, readFileSync(page, "utf8"), "UPDATE_DOCS=1 writes the page");
});

function pageOf(rows: readonly { readonly fault: Fault; readonly verdict: Verdict }[]): string {
  const groups = [...new Set(rows.map(({ fault }) => fault.group))];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const count = (name: string, of: typeof rows): string =>
    line([name, String(of.length), ...TOOLS.map((_, at) => {
      const applies = of.filter(({ verdict }) => verdict[at] !== undefined);
      return applies.length === 0 ? "–" : String(applies.filter(({ verdict }) => verdict[at] === true).length);
    })]);
  const mark = (verdict: boolean | undefined): string => (verdict === undefined ? "–" : verdict ? "found" : "");
  return [
    "# Planted faults, and who finds them",
    "",
    `This page is written by a test (\`UPDATE_DOCS=1 npx tsx test/verify/comparison.test.ts\`), which fails when it is not what was measured. The ${rows.length} faults are the folders below \`test/fixtures/faults\`; each is a small part of a repository with nothing else wrong in it.`,
    "",
    "- `verify` finds a fault when it reports every finding that the folder expects, at its line and column. That it reports nothing else is held by another test.",
    "- `kubeconform` 0.7, strict, with the schemas of this project, finds one when it calls a resource of the folder invalid or cannot read it.",
    "- `kustomize build` is Flux's own library, as kustomize-controller uses it; it finds one when a build of the folder fails.",
    "- `helm template` 3 is run where the chart lies in the folder. Charts from elsewhere are not on every machine, and most have no schema of their values: Helm renders them without a word about a key that they do not read.",
    "- `promtool check rules`, with all its lints, is run on PrometheusRules.",
    "",
    "A dash means that the tool has nothing to look at there. These tools are made for less than this: kubeconform checks single resources against schemas, and kustomize builds. The numbers say what remains when only they are run.",
    "",
    line(["Group", "Faults", ...TOOLS.map((tool) => `\`${tool}\``)]),
    line(["---", "---:", ...TOOLS.map(() => "---:")]),
    ...groups.map((group) => count(group, rows.filter(({ fault }) => fault.group === group))),
    count("**all**", rows),
    ...groups.flatMap((group) => [
      "",
      `## ${group}`,
      "",
      line(["Fault", ...TOOLS.slice(1).map((tool) => `\`${tool}\``)]),
      line(["---", ...TOOLS.slice(1).map(() => "---")]),
      ...rows.filter(({ fault }) => fault.group === group).map(({ fault, verdict }) => line([fault.name, ...verdict.slice(1).map(mark)])),
    ]),
    "",
  ].join("\n");
}

test.run();
