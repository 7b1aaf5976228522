import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diffLines } from "../../generators/plan/diff-lines.ts";
import { filesBelow, inTemporary, root, run } from "./run.ts";

const test = suite("a platform of several clusters");
const golden = join(root, "test/golden/enterprise-azure");

const FIFTH = `
  qa-azure-eastus2:
    environment: qa
    tier: development
    peak: 20/s
    identity: { entra-id: { client: 25555555-5555-5555-5555-555555555555 } }
    azure:
      identities:
        codec: 35555555-5555-5555-5555-555555555555
        secrets: 45555555-5555-5555-5555-555555555555
        database: 55555555-5555-5555-5555-555555555555
    workers:
      spine: { identity: 65555555-5555-5555-5555-555555555555 }
      billing: { identity: 75555555-5555-5555-5555-555555555555 }
`;

/** What a new cluster adds to beside its own folders: pages and lists that name every cluster. */
const SHARED = ["README.md", "cloud/azure/README.md", "docs/architecture.md", "docs/operations/key-vault.md", "docs/security/", "docs/compliance/", "docs/handover/", "docs/operations/managed-postgres.md", "docs/operations/alerts.md"];

test("an update right after new changes nothing", () =>
  inTemporary((folder) => {
    const platform = join(folder, "platform");
    assert.is(run(["new", platform, "--answers", "examples/enterprise-azure.yaml"]).code, 0);
    const before = filesBelow(platform);
    const { code, err } = run(["update", platform]);
    assert.is(code, 0, err);
    assert.equal(filesBelow(platform), before);
  }));

test("a fifth cluster is one entry in the answers: the plan adds its folders and its lines in shared pages, and touches nothing of the others", () =>
  inTemporary((folder) => {
    const platform = join(folder, "platform");
    assert.is(run(["new", platform, "--answers", "examples/enterprise-azure.yaml"]).code, 0);
    const file = join(platform, "platform.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/\ntemporal:\n/, `${FIFTH}\ntemporal:\n`));
    const { code, out, err } = run(["update", platform, "--dry-run", "--json"]);
    assert.is(code, 0, err);
    const { steps } = JSON.parse(out) as { steps: { path: string; action: string; text?: string }[] };
    const changed = steps.filter(({ action }) => action !== "unchanged" && action !== "keep");
    assert.equal(changed.filter(({ action }) => !["write", "replace"].includes(action)).map(({ path, action }) => `${action} ${path}`), []);
    const written = changed.filter(({ action }) => action === "write").map(({ path }) => path);
    assert.equal(written.filter((path) => !/^(clusters|custom)\/qa-azure-eastus2\/|^docs\/decisions\/qa-azure-eastus2\.md$/.test(path)), []);
    assert.ok(written.length > 80);
    const replaced = changed.filter(({ action, path }) => action === "replace" && path !== "platform.yaml");
    assert.equal(replaced.filter(({ path }) => !SHARED.some((shared) => path.startsWith(shared))).map(({ path }) => path), []);
    // Lines are only added: what stands there about the others stays.
    for (const { path, text = "" } of replaced) {
      const gone = diffLines(readFileSync(join(platform, path), "utf8").split("\n"), text.split("\n")).reduce((lines, { aLength }) => lines + aLength, 0);
      assert.is(gone, 0, path);
    }
  }));

/** Lines that differ only by the name of the environment, region or cluster, and ids that the cloud gives, are no decision. */
const anonymous = (text: string): string[] =>
  text
    .replace(/\b(dev|test|uat|prod)-azure-(eastus2|westeurope)\b/g, "CLUSTER")
    .replace(/\b[2-7]([1-4])\1{6}-\1{4}-\1{4}-\1{4}-\1{12}\b/g, "ID")
    .replace(/\b(dev|test|uat|prod)\b/g, "ENVIRONMENT")
    .replace(/\b(eastus2|westeurope)\b/g, "REGION")
    .split("\n");

const difference = (one: string, other: string): string[] => {
  const [a, b] = [one, other].map((cluster) => filesBelow(join(golden, "clusters", cluster)));
  const paths = [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [a?.get(path), b?.get(path)];
    if (old === undefined || now === undefined) return [`${path}: only in one`];
    const [before, after] = [anonymous(old), anonymous(now)];
    return diffLines(before, after).flatMap((hunk) => [
      ...before.slice(hunk.aStart, hunk.aStart + hunk.aLength).map((line) => `${path}: - ${line.trim()}`),
      ...after.slice(hunk.bStart, hunk.bStart + hunk.bLength).map((line) => `${path}: + ${line.trim()}`),
    ]);
  });
};

/** Sizes, counts and times: what the load, the tier and the answers of a cluster decide. */
const DECIDED = /replicas|replicaCount|\.rps\b|The load is spread|retention|\b\d+h\b|cpu|memory|Gi\b|Mi\b|MiB|MB\b|value: \d+|numHistoryShards|maxConns|SHARDS|expr: vector|record:|WORKER_MAX|size:|shards|\| \d/;

test("two clusters of one tier differ by name, by size and by what the answers say, and by nothing else", () => {
  assert.equal(difference("dev-azure-eastus2", "test-azure-eastus2").filter((line) => !DECIDED.test(line)), []);
  const production = difference("uat-azure-eastus2", "prod-azure-westeurope").filter((line) => !DECIDED.test(line));
  // Production has maintenance windows, and says why its size is accepted.
  assert.equal(production.filter((line) => !line.startsWith("observability/alertmanager.yaml: +")), []);
});

test("what differs between two tiers is known, file by file", () => {
  const lines = difference("test-azure-eastus2", "prod-azure-westeurope").filter((line) => !DECIDED.test(line));
  const files = [...new Set(lines.map((line) => line.replace(/: .*/s, "")))];
  const known = join(root, "test/fixtures/enterprise/test-and-prod.txt");
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(known, `${files.join("\n")}\n`);
  assert.fixture(`${files.join("\n")}\n`, readFileSync(known, "utf8"));
});

test.run();
