import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, inTemporary, root, run, type Outcome } from "./run.ts";

/** Ids of Azure come from a module that is itself emitted: without them that part is written, and the rest waits. */
const test = suite("while Azure has yet to give ids");
const complete = readFileSync(join(root, "examples/enterprise-azure.yaml"), "utf8");
/** The customer's answers on the first day. */
const firstDay = complete.replace(/^ {4}identity: \{ entra-id: \{ client.*\n/gm, "").replace(/^ {4}azure:\n {6}identities:\n(?: {8}.*\n)+/gm, "").replace(/^ {4}workers:\n(?: {6}\w+: \{ identity.*\n)+/gm, "");
const MAKES_IDS = /^(?:cloud\/azure\/[^/]+|scripts\/azure-prerequisites\.sh|clusters\/[^/]+\/azure\.tfvars\.json|platform\.yaml|\.temporal-platform\/.*)$/;

interface Result {
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly path: string; readonly reason: string }[];
  readonly steps: readonly { readonly path: string; readonly action: string }[];
}

const ok = (outcome: Outcome, code = 0): Result => {
  assert.is(outcome.code, code, outcome.err + outcome.out);
  return JSON.parse(outcome.out) as Result;
};
const waitingFor = ({ findings }: Result): string[] => findings.filter(({ code }) => code === "answers/missing-identity").map(({ severity, path }) => `${severity} ${path}`);

test("new writes what makes them, one warning per cluster names them, and nothing is frozen", () =>
  inTemporary((folder) => {
    const answers = join(folder, "answers.yaml");
    writeFileSync(answers, firstDay);
    const result = ok(run(["new", join(folder, "platform"), "--answers", answers, "--json"]));
    assert.equal(waitingFor(result), ["dev-azure-eastus2", "test-azure-eastus2", "uat-azure-eastus2", "prod-azure-westeurope"].map((name) => `warning clusters.${name}`));
    assert.match(result.findings.find(({ path }) => path === "clusters.uat-azure-eastus2")?.reason ?? "", /`azure\.identities\.secrets`, `identity\.entra-id\.client`, `azure\.identities\.codec`, `workers\.billing\.identity`, `workers\.spine\.identity`\. Until/);
    const files = [...filesBelow(join(folder, "platform")).keys()];
    assert.equal(files.filter((path) => !MAKES_IDS.test(path)), []);
    assert.ok(files.includes("clusters/dev-azure-eastus2/azure.tfvars.json") && files.includes("cloud/azure/identities.tf") && files.includes(".temporal-platform/answers.schema.json"));
    assert.not.match(readFileSync(join(folder, "platform/platform.yaml"), "utf8"), "frozen:");
  }));

test("with the ids an update makes the very repository that new makes with them", () =>
  inTemporary((folder) => {
    const [platform, atOnce, answers] = [join(folder, "platform"), join(folder, "at-once"), join(folder, "answers.yaml")];
    writeFileSync(answers, firstDay);
    ok(run(["new", platform, "--answers", answers, "--json"]));
    assert.is(waitingFor(ok(run(["check", platform, "--json"]), 3)).length, 4);
    writeFileSync(join(platform, "platform.yaml"), complete);
    ok(run(["update", platform, "--json"]));
    writeFileSync(answers, complete);
    ok(run(["new", atOnce, "--answers", answers, "--json"]));
    assert.equal(filesBelow(platform), filesBelow(atOnce));
  }));

test("a worker without its id changes nothing in a platform that runs but the values that make it, whatever else the answers ask for", () =>
  inTemporary((folder) => {
    const platform = join(folder, "platform");
    ok(run(["new", platform, "--answers", "examples/enterprise-azure.yaml", "--json"]));
    const [yaml, readme] = [join(platform, "platform.yaml"), join(platform, "README.md")];
    writeFileSync(readme, `${readFileSync(readme, "utf8")}\nOurs.\n`);
    const before = filesBelow(platform, (path) => path.startsWith(".temporal-platform/"));
    const worker = "\nworkers:\n  orders:\n    taskQueues: [orders]\n    image: registry.example/acme/orders\n";
    writeFileSync(yaml, readFileSync(yaml, "utf8").replace("\nworkers:\n", worker).replace("retention: 3d", "retention: 5d"));
    const clusters = ["dev-azure-eastus2", "prod-azure-westeurope", "test-azure-eastus2", "uat-azure-eastus2"];

    const held = ok(run(["update", platform, "--json"]));
    assert.is(waitingFor(held).length, 4);
    const after = filesBelow(platform, (path) => path.startsWith(".temporal-platform/"));
    assert.equal([...after].filter(([path, text]) => before.get(path) !== text && path !== "platform.yaml").map(([path]) => path), clusters.map((name) => `clusters/${name}/azure.tfvars.json`));
    assert.equal([...before.keys()].filter((path) => !after.has(path)), []);

    const text = readFileSync(yaml, "utf8");
    writeFileSync(yaml, text.replace("  orders:\n", "  orders:\n    identity: 81111111-1111-1111-1111-111111111111\n"));
    const whole = ok(run(["update", platform, "--json"]));
    assert.equal(waitingFor(whole), []);
    assert.equal(whole.steps.filter(({ action }) => action === "remove" || action === "conflict"), []);
    const last = filesBelow(platform);
    assert.ok(clusters.every((name) => last.has(`clusters/${name}/workers/orders/helmrelease.yaml`)));
    assert.match(last.get("clusters/dev-azure-eastus2/README.md") ?? "", "retention 120h");
    assert.match(last.get("README.md") ?? "", "\nOurs.\n");
  }));

test("answers with a mistake as well are refused, and the mistake alone is an error", () =>
  inTemporary((folder) => {
    const answers = join(folder, "answers.yaml");
    writeFileSync(answers, firstDay.replace(/\ndelivery:\n(?: {2}.*\n)+/, "\n"));
    const { findings } = ok(run(["new", join(folder, "platform"), "--answers", answers, "--json"]), 2);
    assert.equal([...new Set(findings.filter(({ severity }) => severity === "error").map(({ code }) => code))], ["answers/missing"]);
    assert.is(findings.filter(({ code }) => code === "answers/missing-identity").length, 4);
  }));

test.run();
