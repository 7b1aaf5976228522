import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, root, run, type Outcome } from "./run.ts";

const test = suite("explain: where a line comes from, and what an answer changes");

const work = mkdtempSync(join(tmpdir(), "ctp-"));
test.after(() => rmSync(work, { recursive: true, force: true }));
const platform = join(work, "platform");
assert.is(run(["new", platform, "--answers", "examples/homelab.yaml"]).code, 0);

const ok = (outcome: Outcome, code = 0): Outcome => {
  assert.is(outcome.code, code, outcome.err + outcome.out);
  return outcome;
};
interface Explained {
  readonly whose: string;
  readonly template?: string;
  readonly text?: string;
  readonly emitted?: readonly string[];
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly edited?: readonly (readonly [number, number])[];
  readonly origin?: { readonly line: number; readonly verbatim: boolean; readonly tried?: { readonly answers: number; readonly without: readonly string[]; readonly cluster?: string }; readonly values: readonly { readonly model: string; readonly value: unknown; readonly derivation?: { readonly because: string; readonly source: string }; readonly answers: readonly { readonly path: string; readonly place: { readonly line: number } }[] }[] };
  readonly files: readonly { readonly path: string; readonly change: string; readonly lines: readonly number[] }[];
  readonly permanent: boolean;
}
const explain = (what: string, ...more: string[]): Explained => JSON.parse(ok(run(["explain", what, platform, "--json", ...more])).out) as Explained;
const lineOf = (file: string, part: string): number => {
  const line = readFileSync(join(platform, file), "utf8").split("\n").findIndex((each) => each.includes(part)) + 1;
  assert.ok(line > 0, part);
  return line;
};
const SERVER = "clusters/um890/server/helmrelease.yaml";
const POSTGRES = "clusters/um890/database/postgres-cluster.yaml";

test("a line names its template's line, the value in it, how that was derived, and the answer with its place", () => {
  const { whose, template, origin, text } = explain(`${SERVER}:${lineOf(SERVER, "numHistoryShards")}`);
  assert.is(whose, "platform");
  assert.is(text?.trim(), "numHistoryShards: 128");
  assert.match(readFileSync(join(root, template ?? ""), "utf8").split("\n")[(origin?.line ?? 0) - 1] ?? "", "numHistoryShards: {{cluster.temporal.shards}}");
  const [value] = origin?.values ?? [];
  assert.equal([value?.model, value?.value], ["clusters[0].temporal.shards", 128]);
  assert.match(value?.derivation?.because ?? "", "at least 128");
  assert.equal(value?.answers.map(({ path, place }) => [path, readFileSync(join(platform, "platform.yaml"), "utf8").split("\n")[place.line - 1]?.trim()]), [["clusters.um890.frozen.shards", "shards: 128"]]);
});

test("an answer that is written down shows as the one behind a line, whatever layer it stands in", () => {
  const { origin } = explain(`${POSTGRES}:${lineOf(POSTGRES, "memory: 500Mi")}`);
  assert.equal(origin?.values.flatMap(({ answers }) => answers.map(({ path }) => path)), ["clusters.um890.database.cnpg.memory"]);
});

test("a file that is copied as it stands says so, and no answer is behind its lines", () => {
  const { origin, template } = explain("docs/operations/state.md:3");
  assert.equal([template, origin?.line, origin?.verbatim], ["templates/docs/operations/state.md", 3, true]);
});

test("what a person wrote is theirs, also below other edits, and the platform's text in its place is shown", () => {
  const file = join(platform, POSTGRES);
  const original = readFileSync(file, "utf8");
  writeFileSync(file, `# ours\n${original.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 30")}`);
  const edited = explain(`${POSTGRES}:${lineOf(POSTGRES, "smartShutdownTimeout")}`);
  assert.equal([edited.whose, edited.emitted], ["yours", ["  smartShutdownTimeout: 15"]]);
  assert.is(explain(`${POSTGRES}:1`).whose, "yours");
  const below = explain(`${POSTGRES}:${lineOf(POSTGRES, "size: 20Gi")}`);
  assert.equal([below.whose, below.origin?.values[0]?.value], ["platform", "20Gi"]);
  assert.equal(explain(POSTGRES).edited?.length, 2);
  writeFileSync(file, original);
});

test("whose a file is: written once, somebody's own, the answers, deleted, of an earlier run", () => {
  writeFileSync(join(platform, "custom/um890/server/extra.yaml"), "# mine\n");
  assert.is(explain("custom/um890/server/kustomization.yaml").whose, "once");
  assert.is(explain("custom/um890/server/extra.yaml").whose, "yours");
  assert.is(explain("platform.yaml").whose, "answers");
  rmSync(join(platform, "docs/operations/state.md"));
  assert.is(explain("docs/operations/state.md").whose, "deleted");
  const file = join(platform, "platform.yaml");
  const original = readFileSync(file, "utf8");
  writeFileSync(file, original.replace("memory: 500Mi", "memory: 600Mi"));
  assert.equal(explain(`${POSTGRES}:${lineOf(POSTGRES, "memory: 500Mi")}`).whose, "older");
  writeFileSync(file, original);
});

test("what a person moved is explained where it lives, and where it lived names the new place", () => {
  const [was, now] = ["docs/operations/troubleshooting.md", "docs/operations/trouble.md"];
  renameSync(join(platform, was), join(platform, now));
  assert.equal([explain(was).whose, explain(was).to], ["moved", [now]]);
  const line = lineOf(now, "Nothing happens after a push");
  const there = explain(`${now}:${line}`);
  assert.equal([there.whose, there.template, there.from, there.origin?.line], ["platform", `templates/${was}`, [was], line]);
  renameSync(join(platform, now), join(platform, was));

  const [backup, text, postgres] = ["clusters/um890/database/scheduled-backup.yaml", readFileSync(join(platform, "clusters/um890/database/scheduled-backup.yaml"), "utf8"), readFileSync(join(platform, POSTGRES), "utf8")];
  rmSync(join(platform, backup));
  writeFileSync(join(platform, POSTGRES), `${postgres}---\n${text.replace("immediate: true", "immediate: false")}`);
  const method = explain(`${POSTGRES}:${lineOf(POSTGRES, "method: plugin")}`);
  assert.equal([method.whose, method.template, method.from], ["platform", `templates/${backup.replace("um890", "{cluster}")}.hbs`, [backup]]);
  assert.is(explain(`${POSTGRES}:${lineOf(POSTGRES, "immediate:")}`).whose, "yours");
  assert.equal(explain(backup).to, [POSTGRES]);
  writeFileSync(join(platform, backup), text);
  writeFileSync(join(platform, POSTGRES), postgres);
});

test("a link is a person's, a folder is refused, and the record is nobody's to edit", () => {
  const file = "docs/runbooks/JobFailed.md";
  const original = readFileSync(join(platform, file), "utf8");
  rmSync(join(platform, file));
  symlinkSync("README.md", join(platform, file));
  assert.is(explain(`${file}:1`).whose, "link");
  rmSync(join(platform, file));
  writeFileSync(join(platform, file), original);
  assert.match(ok(run(["explain", "clusters/um890/server", platform]), 2).err, "This is a folder");
  assert.is(explain(".temporal-platform/lock:3").whose, "record");
});

test("of a restyled file only the line that says the same is shown, and no more than a page of any", () => {
  const file = "observability/dashboards/temporal-overview.json";
  const original = readFileSync(join(platform, file), "utf8");
  writeFileSync(join(platform, file), JSON.stringify({ ...(JSON.parse(original) as object), mine: true }, null, "\t"));
  const shown = (part: string) => ok(run(["explain", `${file}:${lineOf(file, part)}`, platform])).out.split("\n");
  assert.ok(shown('"schemaVersion"').includes('    "schemaVersion": 39,'), shown('"schemaVersion"').join("\n"));
  assert.ok(shown('"mine"').length < 20);
  writeFileSync(join(platform, file), original);
});

test("what was tried is said: of which cluster, and which answers nothing is known of", () => {
  const { origin } = explain(`${SERVER}:${lineOf(SERVER, "numHistoryShards")}`);
  assert.is(origin?.tried?.cluster, "um890");
  assert.ok((origin?.tried?.answers ?? 0) > 30);
  assert.ok(origin?.tried?.without.includes("clusters.um890.secrets.sops"));
  const file = "clusters/um890/exposure/ingress.yaml";
  const answers = explain(`${file}:${lineOf(file, "kind: Ingress")}`).origin?.values.flatMap(({ answers }) => answers.map(({ path }) => path));
  assert.equal(answers, ["clusters.um890.exposure", "clusters.um890.exposure.ui"], "a whole block decides, and the innermost is named");
  assert.match(ok(run(["explain", `${SERVER}:${lineOf(SERVER, "numHistoryShards")}`, platform])).out, /Tried: \d+ answers of um890, each alone with another valid value\. Not known of /);
});

test("an answer names the files and lines that it changes, and whether it is permanent", () => {
  const retention = explain("temporal.namespaces.home.retention");
  const job = retention.files.find(({ path }) => path === "clusters/um890/configuration/namespaces-job.yaml");
  assert.equal(job?.lines, [lineOf("clusters/um890/configuration/namespaces-job.yaml", "home 72h")]);
  assert.is(retention.permanent, false);
  assert.is(explain("clusters.um890.frozen.shards").permanent, true);
  const without = explain("clusters.um890.operators.cert-manager", "--with", "install");
  assert.ok(without.files.some(({ change }) => change === "goes" || change === "appears" || change === "lines"));
});

test("what is nowhere is refused with what was probably meant, and a value that is not valid with the reason", () => {
  assert.match(ok(run(["explain", "clusters/um890/server/helmreleas.yaml", platform]), 2).err, "Did you mean clusters/um890/server/helmrelease.yaml?");
  assert.match(ok(run(["explain", "clusters.um890.pek", platform]), 2).err, "Did you mean clusters.um890.peak?");
  assert.match(ok(run(["explain", "clusters.um890.tier", platform, "--with", "production"]), 2).err, "sizing/memory-budget");
  assert.match(ok(run(["explain", `${SERVER}:9999`, platform]), 2).err, "explain/no-such-line");
  ok(run(["explain"]), 2);
});

test("explaining writes nothing", () => {
  const before = filesBelow(platform);
  ok(run(["explain", SERVER, platform]));
  ok(run(["explain", "clusters.um890.peak", platform]));
  assert.equal(filesBelow(platform), before);
});

test.run();
