import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { accept, ACCEPTANCES } from "../../generators/cli/accept.ts";
import type { Finding } from "../../generators/finding.ts";
import type { Tree } from "../../generators/tree.ts";
import { inTemporary, root, run } from "./run.ts";

const test = suite("accepted findings");

const TODAY = "2026-11-21";
const finding = (more: Partial<Finding> = {}): Finding => ({ code: "verify/image-unpinned", severity: "warning", file: "apps/web.yaml", line: 2, path: "spec.image", reason: "It moves.", remedy: "Pin it.", ...more });
const treeOf = (files: Readonly<Record<string, string>>): Tree => new Map(Object.entries(files).map(([path, text]) => [path, { text, executable: false, ownership: "generated" as const }]));
const judge = (accepted: string, findings: readonly Finding[] = [finding()]) => accept(findings, treeOf({ [ACCEPTANCES]: accepted }), false, TODAY);
const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);
const rule = (more: string) => `accepted:\n  - {code: verify/image-unpinned, because: soon, until: "2026-12-31"${more}}\n`;

test("accept by code, by file, by folder and by path, and keep reason and day", async () => {
  for (const more of ["", ", file: apps/web.yaml", ", file: apps/", ", path: spec.image"]) {
    const { findings, accepted } = await judge(rule(more));
    assert.equal(findings, [], more);
    assert.equal(accepted, [{ finding: finding(), because: "soon", until: "2026-12-31" }], more);
  }
});

test("leave what is elsewhere, and say that the acceptance has no use", async () => {
  for (const more of [", file: apps/web", ", file: web.yaml", ", file: app/", ", path: spec", ", file: apps/web.yaml/"]) {
    const { findings, accepted } = await judge(rule(more));
    assert.equal(codes(findings), ["verify/image-unpinned", "verify/acceptance-unused"], more);
    assert.equal(accepted, []);
    assert.is(findings[1]?.line, 2);
  }
});

test("hold to the end of their last day and not longer", async () => {
  const until = (day: string) => judge(`accepted: [{code: verify/image-unpinned, because: soon, until: ${day}}]`);
  assert.equal(codes((await until(TODAY)).findings), []);
  const { findings } = await until("2026-11-20");
  assert.equal(codes(findings), ["verify/image-unpinned", "verify/acceptance-expired"]);
  assert.match(findings[1]?.reason ?? "", "2026-11-20");
});

test("name the code that was meant", async () => {
  const { findings } = await judge('accepted: [{code: verify/image-unpined, because: soon, until: "2026-12-31"}]', []);
  assert.match(findings[0]?.remedy ?? "", "Did you mean `verify/image-unpinned`?");
});

test("need code, reason and day, and accept nothing while anything is written wrongly", async () => {
  const wrong: Readonly<Record<string, string>> = {
    'accepted: [{code: verify/image-unpinned, because: soon, until: "2026-12-31"}, {code: verify/a}]': "answers/missing",
    "accepted: [{code: verify/image-unpinned, until: \"2026-12-31\"}]": "answers/missing",
    "accepted: [{code: verify/image-unpinned, because: soon}]": "answers/missing",
    "accepted: [{code: verify/image-unpinned, because: soon, until: next year}]": "answers/bad-format",
    "accepted: [{code: verify/image-unpinned, because: soon, until: 2026-12-31, file: /etc}]": "answers/bad-format",
    "acepted: []": "answers/unknown-key",
    "- code: verify/image-unpinned": "answers/not-a-map",
    "accepted: []\n---\naccepted: []": "answers/several-documents",
    "accepted: [": "yaml/syntax",
  };
  for (const [text, code] of Object.entries(wrong)) {
    const { findings, accepted } = await judge(text);
    assert.equal(accepted, [], text);
    assert.ok(codes(findings).includes("verify/image-unpinned"), text);
    const own = findings.filter(({ file }) => file === ACCEPTANCES);
    assert.ok(codes(own).includes(code), `${text}: ${codes(own)}`);
    for (const { path = "", reason, line } of own) assert.ok(!path.startsWith("verify") && !reason.includes("`verify.") && line !== undefined, reason);
  }
});

test("stand in platform.yaml where the repository is one of ours, and nowhere else", async () => {
  const text = `customer: {name: acme}\nverify:\n  ${rule("").replace("\n", "\n  ")}`;
  const tree = treeOf({ "platform.yaml": text });
  assert.equal((await accept([finding()], tree, true, TODAY)).findings, []);
  assert.equal(codes((await accept([finding()], tree, false, TODAY)).findings), ["verify/image-unpinned"]);
  const wrong = treeOf({ "platform.yaml": "verify: {accepted: [{code: verify/image-unpinned, because: soon, until: soon}]}\n" });
  assert.equal((await accept([], wrong, true, TODAY)).findings.map(({ code, path }) => `${code} ${path}`), ["answers/bad-format verify.accepted[0].until"]);
});

test("let a repository pass that has nothing else, and are shown", () =>
  inTemporary((folder) => {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write("config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 5}\n");
    assert.is(run(["verify", folder, "--no-cache"]).code, 5);
    write(ACCEPTANCES, "accepted:\n  - {code: verify/wrong-value, file: config.yaml, path: data.a, because: the reader wants it, until: 2999-12-31}\n");
    const { code, err } = run(["verify", folder, "--no-cache"]);
    assert.is(code, 0, err);
    assert.match(err, "1 × verify/wrong-value until 2999-12-31: the reader wants it");
    const json = JSON.parse(run(["verify", folder, "--json"]).out) as { exitCode: number; findings: Finding[]; accepted: { finding: Finding; because: string }[] };
    assert.is(json.exitCode, 0);
    assert.is(json.accepted[0]?.finding.code, "verify/wrong-value");
    assert.equal(codes(json.findings), ["verify/no-cluster"]);
  }));

test("stand in the answers of a platform, for what stems from an edit", () =>
  inTemporary((folder) => {
    const [answers, platform] = [join(folder, "answers.yaml"), join(folder, "platform")];
    const release = "clusters/um890/server/helmrelease.yaml";
    const text = readFileSync(join(root, "examples/homelab.yaml"), "utf8");
    writeFileSync(answers, `${text}\nverify:\n  accepted:\n    - {code: verify/unknown-chart-value, file: ${release}, because: tried out, until: 2999-12-31}\n`);
    assert.is(run(["new", platform, "--answers", answers]).code, 0);
    assert.match(run(["verify", platform, "--no-cache"]).err, "warning verify/acceptance-unused");
    writeFileSync(join(platform, release), readFileSync(join(platform, release), "utf8").replace("numHistoryShards: ", "historyShardCount: "));
    const { code, err } = run(["verify", platform, "--no-cache"]);
    assert.is(code, 0, err);
    assert.match(err, "1 × verify/unknown-chart-value until 2999-12-31: tried out");
  }));

test("are asked by verify, and by update for what it reports and never for what stops it, so that nothing wrong is ever emitted", () => {
  const asking = readdirSync(join(root, "generators"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && /from "\.[^"]*\/accept\.ts"/.test(readFileSync(join(root, "generators", file), "utf8")));
  assert.equal(asking.sort(), ["cli/update.ts", "cli/verify.ts"]);
  const update = readFileSync(join(root, "generators/cli/update.ts"), "utf8");
  assert.equal(update.match(/\bunaccepted\(\w+/g), ["unaccepted(reported", "unaccepted(reported"]);
  assert.is(update.match(/\baccept\(/g)?.length, 1);
});

test.run();
