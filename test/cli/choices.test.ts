import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, run } from "./run.ts";

const test = suite("choices that hurt when they change");
const C = "uat-azure-eastus2";

interface Report {
  readonly exitCode: number;
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly path?: string; readonly line?: number; readonly remedy: string }[];
}

/** What an update says of changed answers: codes with paths of what it refuses or warns of. */
const said = (platform: string, ...more: string[]): { code: number; lines: string[]; report: Report } => {
  const report = JSON.parse(run(["update", platform, "--dry-run", "--json", ...more]).out) as Report;
  const lines = report.findings.filter(({ code }) => /permanent-change|disruptive-change|worker-gone/.test(code)).map(({ code, severity, path }) => `${severity} ${code} ${path}`);
  return { code: report.exitCode, lines, report };
};

const folder = mkdtempSync(join(tmpdir(), "ctp-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const platform = join(folder, "platform");
const made = run(["new", platform, "--answers", "examples/enterprise-azure.yaml"]);
assert.is(made.code, 0, made.err);
const file = join(platform, "platform.yaml");
const original = readFileSync(file, "utf8");
const change = (from: string, to: string, ...more: string[]) => {
  assert.ok(original.includes(from), from);
  writeFileSync(file, original.replace(from, to));
  const outcome = said(platform, ...more);
  writeFileSync(file, original);
  return outcome;
};
const inUat = (block: string): [string, string] => [`  ${C}:\n    environment: uat\n`, `  ${C}:\n    environment: uat\n    ${block}\n`];
const before = filesBelow(platform);

const refused: readonly (readonly [string, string, string])[] = [
  ["the Kubernetes namespace of the codec server", "kubernetesNamespaces: { codec: elsewhere }", "kubernetesNamespaces.codec"],
  ["the Kubernetes namespace of the workers", "kubernetesNamespaces: { workers: elsewhere }", "kubernetesNamespaces.workers"],
  ["the Kubernetes namespace of the delivery", "kubernetesNamespaces: { delivery: elsewhere }", "kubernetesNamespaces.delivery"],
  ["the vault of the key that encrypts payloads", "encryption: { azure-key-vault: { vault: kv-other } }", "encryption.key"],
  ["the key that encrypts payloads", "encryption: { azure-key-vault: { key: other } }", "encryption.key"],
  ["the address of an external PostgreSQL", "database: { external: { host: pg-other.postgres.database.azure.com } }", "database.host"],
];
for (const [what, block, path] of refused) {
  test(`${what} is refused, at its line, unless it is accepted by name`, () => {
    const { code, lines, report } = change(...inUat(block));
    assert.is(code, 2);
    assert.equal(lines, [`error answers/permanent-change clusters.${C}.${path}`]);
    assert.ok(report.findings.every(({ line }) => line !== undefined));
    assert.is(change(...inUat(block), "--accept-permanent-change", `clusters.${C}.${path}`).lines.length, 0);
  });
}

test("names of external databases are refused with the answers, before anything is made of them", () => {
  const { code, lines } = change(...inUat("database: { external: { names: { default: other } } }"));
  assert.is(code, 2);
  assert.equal(lines, [`error answers/permanent-change clusters.${C}.database.external.names.default`]);
});

test("payloads that are no longer encrypted are refused: nobody could read the old ones", () => {
  const block = original.slice(original.indexOf("  encryption:\n"), original.indexOf("  identity:\n"));
  const { code, lines } = change(block, "");
  assert.is(code, 2);
  assert.equal([...new Set(lines.map((line) => line.replace(/clusters\.[^.]+/, "clusters.*")))], ["error answers/permanent-change clusters.*.encryption.key"]);
});

const told: readonly (readonly [string, string, string, string])[] = [
  ["another authority of the clients' certificates", ...inUat("tls: { issuer: corporate }"), "tls.issuer"],
  ["another audience of tokens", "client: 23333333-3333-3333-3333-333333333333", "client: 23333333-3333-3333-3333-333333333333, audience: api://temporal-uat", "identity.audience"],
];
for (const [what, from, to, path] of told) {
  test(`${what} is told and made: it can be taken back`, () => {
    const { code, lines } = change(from, to);
    assert.is(code, 0);
    assert.equal(lines, [`warning answers/disruptive-change clusters.${C}.${path}`]);
  });
}

test("a worker of another name is told for every cluster, and its code stays", () => {
  writeFileSync(file, original.replace(/^( *)billing:/gm, "$1invoices:"));
  const { code, lines } = said(platform);
  assert.is(code, 0);
  assert.equal(lines.filter((line) => line === `warning answers/worker-gone clusters.${C}.workers.billing`).length, 1);
  assert.is(lines.length, 4);
  assert.is(run(["update", platform]).code, 0);
  assert.equal([...before.keys()].filter((path) => path.startsWith("services/billing/") && !filesBelow(platform).has(path)), []);
  assert.equal(said(platform).lines, [], "it is told once");
});

test.run();
