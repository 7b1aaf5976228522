import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { addTo, readAnswers, setAnswer, writeAnswers, type Added } from "../../generators/answers/index.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { platforms } from "../properties/platform-answers.ts";

const test = suite("answers/add");

type Tree = { readonly [key: string]: Tree };
const read = (text: string): Tree => parseYaml(text, "platform.yaml").documents[0]?.data as Tree;
const example = (name: string): string => readFileSync(new URL(`../../examples/${name}.yaml`, import.meta.url), "utf8");
const enterprise = example("enterprise-azure");
const homelab = example("homelab");

function added(result: ReturnType<typeof addTo>): Added {
  assert.ok("text" in result, JSON.stringify(result));
  return result as Added;
}

const refused = (result: ReturnType<typeof addTo> | ReturnType<typeof setAnswer>): readonly string[] => ("findings" in result ? result.findings.map(({ code, path, remedy, line }) => `${code} ${path} ${remedy}${line === undefined ? "" : ` line ${line}`}`) : ["added"]);

/** Lines that the second text has and the first has not; fails when one of the first is gone. */
function newLines(before: string, after: string): string[] {
  const old = before.split("\n");
  const fresh: string[] = [];
  for (const line of after.split("\n")) if (old[0] === line) old.shift(); else fresh.push(line);
  assert.equal(old, []);
  return fresh;
}

test("an entry comes behind the last of its kind, parted from it as the others are, and no line is lost", () => {
  assert.equal(newLines(enterprise, added(addTo(enterprise, "worker", "mailer", { taskQueues: ["mailer"], language: "go" })).text), ["  mailer:", "    language: go", "    taskQueues: [mailer]"]);
  assert.equal(newLines(enterprise, added(addTo(enterprise, "cluster", "perf", { peak: "7/s", environment: "perf", tier: "development" })).text), ["  perf:", "    environment: perf", "    tier: development", "    peak: 7/s", ""]);
  assert.match(added(addTo(homelab, "cluster", "second", { environment: "x", tier: "small", cloud: "on-premises" })).text, /sops: age\n\n  second:\n    environment: x\n    tier: small\n    cloud: on-premises\n\ntemporal:/);
});

test("an entry is written as its neighbours are", () => {
  assert.match(added(addTo(homelab, "namespace", "work", { retention: "7d" })).text, /retention: 3d\n    work:\n      retention: 7d\n/);
  const { text } = added(addTo(enterprise, "namespace", "mail", { retention: "7d" }, { cluster: "dev-azure-eastus2" }));
  assert.match(text, /spine: \{ retention: 3d \}\n        mail: \{ retention: 7d \}\n/);
});

test("a block that the file has not had yet comes with the schema's reason", () => {
  const { text, path } = added(addTo(homelab, "worker", "mailer", { taskQueues: ["mailer"] }));
  assert.is(path, "workers.mailer");
  assert.ok(text.endsWith("retention: 3d\n\n# Worker services, the same in every cluster that does not say otherwise.\nworkers:\n  mailer:\n    taskQueues: [mailer]\n"), text);
});

test("workers that meant the only Temporal namespace go on meaning it", () => {
  const { text, also } = added(addTo(enterprise, "namespace", "mail", { retention: "7d" }));
  assert.equal(also, ["workers.spine.namespace", "workers.billing.namespace"]);
  const { answers } = readAnswers(text, "platform.yaml");
  assert.equal(answers?.clusters.map(({ workers }) => Object.values(workers ?? {}).map(({ namespace }) => namespace)), Array(4).fill(["spine", "spine"]));
});

test("an environment becomes a cluster that is named and made as its siblings are, without what is inherited", () => {
  const { text, path, unsaid } = added(addTo(enterprise, "environment", "staging", { tier: "production", region: "eastus2", cloud: "azure", peak: "20/s" }));
  assert.is(path, "clusters.staging-azure-eastus2");
  assert.equal(read(text)["clusters"]?.["staging-azure-eastus2"], { environment: "staging", tier: "production", peak: "20/s" });
  assert.equal(unsaid, ["identity.entra-id.client", "azure.identities.codec", "azure.identities.secrets", "workers.spine.identity", "workers.billing.identity"]);
});

test("an environment takes over what clusters of its tier say alike, its own name in place of theirs, and leaves addresses to people", () => {
  const text = writeAnswers({
    apiVersion: "temporal-platform/v1",
    customer: { name: "acme" },
    repository: { url: "https://git.example/acme/platform" },
    clusters: Object.fromEntries(["dev", "test"].map((environment, index) => [environment, {
      environment, tier: "development", cloud: "on-premises", peak: `${index + 1}/s`, storage: { class: "longhorn" }, operators: { "cert-manager": "existing" },
      database: { cnpg: { instances: 1 }, backup: { to: `s3://backups-${index}/x`, credentials: "keys", retention: "7d" } },
      exposure: { loadBalancer: { frontend: 7233, address: `10.0.0.${index + 1}` }, ui: { host: `temporal-${environment}.acme.example`, ingress: "nginx" } },
    }])),
  });
  const result = added(addTo(text, "environment", "demo", { peak: "3/s" }));
  assert.is(result.path, "clusters.demo");
  assert.equal(read(result.text)["clusters"]?.["demo"], {
    environment: "demo", tier: "development", cloud: "on-premises", peak: "3/s", storage: { class: "longhorn" }, operators: { "cert-manager": "existing" },
    database: { cnpg: { instances: 1 } }, exposure: { loadBalancer: { frontend: 7233 }, ui: { host: "temporal-demo.acme.example", ingress: "nginx" } },
  });
  assert.equal(result.unsaid, ["exposure.loadBalancer.address", "database.backup.to"]);
});

test("where names do not follow from the environment, the usual pattern holds", () => {
  assert.is(added(addTo(homelab, "environment", "work", { peak: "7/s" })).path, "clusters.work-on-premises");
});

test("a name that is taken or wrong, a cluster or key that does not exist: each with the one that was meant", () => {
  assert.equal(refused(addTo(enterprise, "worker", "spine", {})), ["answers/taken workers.spine Choose another name, or change the entry that is there."]);
  assert.equal(refused(addTo(enterprise, "worker", "Mailer Ünit_2", {})), ['answers/bad-name workers["Mailer Ünit_2"] Did you mean `mailer-unit-2`?']);
  assert.match(refused(addTo(enterprise, "environment", "Prod!", {}))[0] ?? "", /^answers\/bad-name .*Did you mean `prod`\?$/);
  assert.equal(refused(addTo(enterprise, "environment", "dev", { tier: "development" })), ["answers/taken clusters.dev-azure-eastus2 Choose another name, or change the entry that is there."]);
  assert.equal(refused(addTo(enterprise, "namespace", "mail", {}, { cluster: "dev-azure-eastus" })), ["answers/unknown-cluster clusters.dev-azure-eastus Did you mean `dev-azure-eastus2`?"]);
  assert.equal(refused(addTo(enterprise, "worker", "mailer", { langauge: "go", taskQueues: ["a"] })), ["answers/unknown-key workers.mailer.langauge Did you mean `language`?"]);
  for (const name of ["__proto__", "constructor", "a\nb", "", "x".repeat(300)]) assert.ok(refused(addTo(enterprise, "cluster", name, { environment: "x", tier: "small" })).every((line) => line.startsWith("answers/")) || name === "constructor", name);
});

test("braces, Windows line ends and a byte order mark stay as they are", () => {
  const braces = '{apiVersion: temporal-platform/v1, customer: {name: a}, repository: {url: "https://git.example/a/b"}, clusters: {x: {environment: x, tier: small, cloud: on-premises}}, temporal: {namespaces: {n: {}}}}';
  assert.equal(read(added(addTo(braces, "worker", "w", { taskQueues: ["q"] })).text)["workers"], { w: { taskQueues: ["q"] } });
  const windows = `\ufeff${homelab.replaceAll("\n", "\r\n")}`;
  const { text } = added(addTo(windows, "worker", "w", { taskQueues: ["q"], language: "go" }));
  assert.ok(text.startsWith(windows));
  assert.not.match(text, /[^\r]\n/);
});

test("what an alias shares is left alone, and a file with faults is told first", () => {
  const twice = homelab.replace(/\ntemporal:[^]*$/, "\n    temporal: &t { namespaces: { home: { retention: 3d } } }\ntemporal: *t\n");
  assert.match(refused(addTo(twice, "namespace", "work", { retention: "7d" }))[0] ?? "", /^answers\/cannot-edit temporal\.namespaces\.work /);
  assert.match(refused(addTo("clusters: 3\n", "worker", "w", {})).join("\n"), / line 1/);
});

test("added to any platform, an entry is there, everything else is as it was, and no byte is lost", () => {
  fc.assert(fc.property(platforms, fc.constantFrom("worker" as const, "namespace" as const, "cluster" as const), (answers, kind) => {
    const text = writeAnswers(answers);
    if (readAnswers(text, "platform.yaml").answers === undefined) return;
    const value = kind === "cluster" ? { environment: "fresh", tier: "small", cloud: "on-premises", region: "cellar" } : kind === "worker" ? { taskQueues: ["fresh"], image: "registry.example/fresh" } : { retention: "9d" };
    const result = addTo(text, kind, "fresh", value);
    if ("findings" in result) return void assert.ok(result.findings.every(({ line }) => line === undefined), JSON.stringify(result.findings));
    if (result.also.length === 0) newLines(text, result.text);
    const tree = structuredClone(read(result.text)) as Record<string, Record<string, Record<string, unknown>>>;
    const place = kind === "cluster" ? tree["clusters"] : kind === "worker" ? tree["workers"] : (tree["temporal"]?.["namespaces"] as Record<string, unknown>);
    assert.equal(place?.["fresh"], value);
    if (kind === "namespace" || result.also.length > 0) return;
    delete place?.["fresh"];
    if (Object.keys(place ?? {}).length === 0) delete tree[kind === "cluster" ? "clusters" : "workers"];
    assert.ok(isDeepStrictEqual(tree, read(text)));
  }), { numRuns: 30 });
});

test("another answer takes the place of the one before, and a wrong one is refused", () => {
  const set = setAnswer(homelab, ["clusters", "um890", "state"], "stopped");
  assert.ok("text" in set && set.text === homelab.replace("state: running #", "state: stopped #"));
  const fresh = setAnswer(enterprise, ["clusters", "uat-azure-eastus2", "nodeClasses"], { server: "a=b" });
  assert.ok("text" in fresh && fresh.text.includes("    nodeClasses: { server: a=b }\n\n  prod-azure"));
  assert.equal(refused(setAnswer(homelab, ["clusters", "um890", "state"], "stoped")), ["answers/not-allowed clusters.um890.state Did you mean `stopped`?"]);
});

test.run();
