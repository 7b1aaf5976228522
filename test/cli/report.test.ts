import { suite } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { githubOf } from "../../generators/cli/report/github.ts";
import { FORMATS, write, type Format } from "../../generators/cli/report/index.ts";
import { junitOf } from "../../generators/cli/report/junit.ts";
import { sarifOf } from "../../generators/cli/report/sarif.ts";
import { textOf } from "../../generators/cli/report/text.ts";
import { summaryOf, type Verdict } from "../../generators/cli/report/verdict.ts";
import type { Finding } from "../../generators/finding.ts";

const test = suite("reports of a verification");

const finding = (more: Partial<Finding> = {}): Finding => ({ code: "verify/unknown-field", severity: "error", file: "apps/web.yaml", line: 2, column: 3, path: "spec.replica", reason: "There is no such field.", remedy: "Did you mean `replicas`?", ...more });
const verdict = (more: Partial<Verdict> = {}): Verdict => ({ exitCode: 5, findings: [finding()], accepted: [], checked: { files: 2, clusters: 1, resources: 3, rules: { evaluated: 7, notEvaluated: [] }, skipped: [] } as Verdict["checked"] & object, tools: [], notAsked: [], ...more });
const plain = { color: false, all: false };
const nasty = 'a:b,c%d\r\n::error::x <&>"\u001b[31m\u0000\ud800]]>\u2028';

interface Sarif {
  runs: [{
    tool: { driver: { rules: { id: string; help: { markdown: string } }[] } };
    invocations: [{ executionSuccessful: boolean; exitCode: number; toolExecutionNotifications: { message: { text: string } }[] }];
    results: { ruleId: string; ruleIndex: number; level: string; message: { text: string }; locations: [{ physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number } } }]; partialFingerprints: Record<string, string>; suppressions: { kind: string; justification: string }[] }[];
  }];
}
const sarif = (of: Verdict): Sarif["runs"][0] => (JSON.parse(sarifOf(of)) as Sarif).runs[0];

test("a success is one line that says what was checked and what was not", () => {
  const skipped = [{ what: "templates of charts", because: "Helm turns them into manifests", count: 4 }];
  const checked = { files: 12, clusters: 2, resources: 48, rules: { evaluated: 310, notEvaluated: [{}] }, skipped };
  const text = textOf(verdict({ findings: [], checked, exitCode: 0, notAsked: ["helm"], tools: [{ name: "promtool", version: "3.13.1", looked: "2 files" }] }), plain);
  assert.is(text, "12 files, 48 resources of 2 clusters, 310 evaluations of rules checked, promtool 3.13.1 on 2 files: nothing found. Not checked: 4 templates of charts (Helm turns them into manifests), 1 rule (--json names them). Not asked: helm (--with).\n");
  assert.is(summaryOf({ ...verdict({ findings: [] }), checked: { files: 1, clusters: 0, resources: 1 } }), "1 file, 1 resource checked: nothing found.");
});

test("people get findings by file with the line, and a hint to the page", () => {
  const text = textOf(verdict({ findings: [finding(), finding({ file: "a.yaml", severity: "warning", code: "verify/image-unpinned" })] }), { ...plain, source: () => "spec:\n  replica: 3\n" });
  assert.is(text, `apps/web.yaml
  2:3 error verify/unknown-field spec.replica
    1 | spec:
    2 |   replica: 3
      |   ^^^^^^^
    There is no such field.
    → Did you mean \`replicas\`?

a.yaml
  2:3 warning verify/image-unpinned spec.replica
    1 | spec:
    2 |   replica: 3
      |   ^^^^^^^
    There is no such field.
    → Did you mean \`replicas\`?

2 files, 3 resources of 1 cluster, 7 evaluations of rules checked: 1 error, 1 warning.
create-temporal-platform verify --explain CODE says why a finding matters and what to do.
`);
});

test("people get five places of a code and the number of the others, notes as a number; all of them when asked", () => {
  const findings = [...Array.from({ length: 8 }, (_, at) => finding({ file: `${at}.yaml` })), finding({ severity: "info", code: "verify/unchecked-kind" })];
  const text = textOf(verdict({ findings }), plain);
  assert.is(text.match(/error verify\/unknown-field/g)?.length, 5);
  assert.match(text, "+ 3 more of verify/unknown-field in 3 files");
  assert.match(text, "8 errors, 1 note");
  assert.not.match(text, "unchecked-kind");
  const all = textOf(verdict({ findings }), { ...plain, all: true });
  assert.is(all.match(/error verify\/unknown-field/g)?.length, 8);
  assert.match(all, "info verify/unchecked-kind");
});

test("no text from a file reaches a terminal as it is", () => {
  const text = textOf(verdict({ findings: [finding({ file: nasty, path: nasty, reason: nasty, remedy: nasty })], accepted: [{ finding: finding(), because: nasty, until: "2027-01-01" }] }), { ...plain, source: () => `${nasty}\n${nasty}` });
  assert.not.match(text, /[\u0000-\u0009\u000b-\u001f\u2028]/);
});

test("accepted findings stay visible in every format, and fail nothing", () => {
  const accepted = [{ finding: finding(), because: "replaced in March", until: "2027-03-31" }];
  const all = verdict({ findings: [], accepted, exitCode: 0 });
  assert.match(textOf(all, plain), "1 × verify/unknown-field until 2027-03-31: replaced in March");
  assert.match(textOf(all, plain), "nothing found, 1 accepted.");
  assert.equal(sarif(all).results[0]?.suppressions, [{ kind: "external", status: "accepted", justification: "replaced in March (until 2027-03-31)" }]);
  assert.match(junitOf(all), '<skipped message="accepted until 2027-03-31: replaced in March"/>');
  assert.match(junitOf(all), 'failures="0"');
  assert.match(githubOf(all, false), "1 accepted");
});

test("SARIF: a rule with its page for each code, places that are relative references, results without suppression", () => {
  const run = sarif(verdict({ findings: [finding({ file: "we:ird é/x y#.yaml" }), finding({ file: "b.yaml", code: "verify/no-creator" }), finding()] }));
  assert.equal(run.results.map(({ ruleId, ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id === ruleId), [true, true, true]);
  for (const { help } of run.tool.driver.rules) assert.ok(help.markdown.length > 60);
  assert.is(run.results[0]?.locations[0].physicalLocation.artifactLocation.uri, "we%3Aird%20%C3%A9/x%20y%23.yaml");
  assert.equal(run.results.map(({ suppressions }) => suppressions), [[], [], []]);
  assert.is(run.invocations[0].exitCode, 5);
});

test("SARIF: a fingerprint outlives lines that move, and tells equal findings apart", () => {
  const print = (findings: readonly Finding[]) => sarif(verdict({ findings })).results.map(({ partialFingerprints }) => partialFingerprints["place/v1"]);
  assert.equal(print([finding()]), print([finding({ line: 40 })]));
  assert.is(new Set(print([finding(), finding(), finding({ path: "spec.x" }), finding({ file: "b.yaml" })])).size, 4);
});

test("SARIF: what has no place is a notification, since a result needs one", () => {
  const { file: _file, line: _line, column: _column, ...bare } = finding();
  const run = sarif(verdict({ findings: [bare] }));
  assert.equal(run.results, []);
  assert.match(run.invocations[0].toolExecutionNotifications[0]?.message.text ?? "", "There is no such field.");
});

test("GitHub: one line for a finding, whatever it holds, and nothing in it is a second command", () => {
  fc.assert(
    fc.property(fc.constantFrom(nasty, "\n::set-env::", "a,line=9"), fc.string(), (bad, text) => {
      const lines = githubOf(verdict({ findings: [finding({ file: bad + text, path: text + bad, reason: bad + text, remedy: text })] }), false).split("\n");
      assert.is(lines.length, 2);
      const [, properties = "", message = ""] = /^::error ([^:]*)::(.*)$/s.exec(lines[0] ?? "") ?? [];
      assert.equal(properties.split(",").map((one) => one.split("=")[0]), ["file", "line", "col", "title"]);
      assert.not.match(message, /[\r\n\u0000-\u001f]/);
    }),
  );
});

test("JUnit: well-formed whatever a finding holds, one case for each finding and one for what was checked", () => {
  fc.assert(
    fc.property(fc.constantFrom(nasty, "]]>", "\ufffe\uffff"), fc.string({ unit: "binary" }), (bad, text) => {
      const xml = junitOf(verdict({ findings: [finding({ file: bad, reason: bad + text, path: text + bad, remedy: text }), finding({ severity: "warning" })], accepted: [{ finding: finding(), because: bad + text, until: "2027-01-01" }] }));
      // Every sign that is left is allowed in XML 1.0, and markup is only what this format writes.
      assert.not.match(xml, /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
      assert.not.match(xml, /&(?!(?:amp|lt|gt|quot|#10|#13|#9);)/);
      assert.is(xml.replaceAll(/<\/?(?:testsuites|testsuite|testcase|failure|skipped|system-out)(?: [a-z]+="[^"<>]*")*\/?>|<\?xml version="1.0" encoding="UTF-8"\?>/g, "").search(/[<>]/), -1);
      assert.is(xml.match(/<testcase /g)?.length, 4);
      assert.is(xml.match(/<failure /g)?.length, 1);
    }),
  );
});

test("places start at the folder in which the command runs, where the repository lies inside it", async () => {
  const said = async (format: Format, root: string): Promise<string> => {
    let out = "";
    await write(verdict(), { format, all: false, color: false, root, from: "/work", say: (text) => (out += text), data: (text) => (out += text) });
    return out;
  };
  assert.match(await said("github", "/work/my/platform"), "file=my/platform/apps/web.yaml");
  assert.match(await said("sarif", "/work/my/platform"), '"uri": "my/platform/apps/web.yaml"');
  assert.match(await said("github", "/work"), "file=apps/web.yaml");
  assert.match(await said("github", "/elsewhere"), "file=apps/web.yaml");
  for (const format of FORMATS) assert.match(await said(format, "/work"), "verify/unknown-field");
});

test.run();
