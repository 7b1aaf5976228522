import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ClusterAnswers } from "../../generators/answers/answers.ts";
import { combinations } from "../../generators/catalogue/combinations.ts";
import { expectationsOf } from "../../generators/cli/expectations.ts";
import { isError } from "../../generators/finding.ts";
import type { Cluster } from "../../generators/model/model.ts";
import { notebook } from "../../generators/model/derivation.ts";
import { placeNamespaces } from "../../generators/model/namespaces.ts";
import { argoControllers, placeOperators } from "../../generators/model/operators.ts";
import { render } from "../../generators/render/index.ts";
import { verify } from "../../generators/verify/index.ts";
import { everything, findingsOf, platform } from "./platform.ts";

const test = suite("operators");
const { model } = everything();

function operatorsOf(answers: Partial<ClusterAnswers>) {
  const notes = notebook();
  const cluster: ClusterAnswers = { name: "c", environment: "e", tier: "production", cloud: "azure", ...answers };
  return { operators: placeOperators(cluster, placeNamespaces(cluster, notes), combinations[0], notes), derivations: notes.derivations };
}
const installedOf = (answers: Partial<ClusterAnswers>): string[] => {
  const { anyInstalled: _, ...operators } = operatorsOf(answers).operators;
  return Object.entries(operators).filter(([, { install }]) => install).map(([name]) => name);
};

test("a cluster on a cloud gets its own Prometheus when nothing is said, one on-premises does not, and the derivation says why", () => {
  assert.equal(installedOf({}), ["certManager", "cloudnativePg", "prometheus"]);
  assert.equal(installedOf({ cloud: "on-premises" }), ["certManager", "cloudnativePg"]);
  assert.equal(installedOf({ cloud: "on-premises", operators: { prometheus: { from: "install" } } }), ["certManager", "cloudnativePg", "prometheus"]);
  assert.equal(installedOf({ operators: { prometheus: { from: "existing" } } }), ["certManager", "cloudnativePg"]);
  assert.match(operatorsOf({}).derivations.find(({ path }) => path === "operators.prometheus")?.because ?? "", "managed cluster starts without one");
});

test("each operator comes with the part that needs it", () => {
  const worker = { taskQueues: ["q"] };
  assert.ok(installedOf({ workers: { w: { ...worker, scale: { max: 5, by: "backlog" } } } }).includes("keda"));
  assert.not.ok(installedOf({ workers: { w: { ...worker, scale: { max: 5, cpu: 0.7 } } } }).includes("keda"));
  assert.ok(installedOf({ delivery: { builder: "argo" } }).includes("argoWorkflows"));
  assert.not.ok(installedOf({ delivery: { builder: "none" } }).includes("argoWorkflows"));
  assert.ok(installedOf({ secrets: { "azure-key-vault": { vault: "v" } } }).includes("externalSecrets"));
  assert.ok(installedOf({ database: { backup: { to: "https://a.blob.core.windows.net/c" } } }).includes("externalSecrets"));
  assert.not.ok(installedOf({ database: { external: { host: "pg.example" } } }).includes("cloudnativePg"));
});

test("an operator that exists is expected and not installed", () => {
  const existing = { from: "existing" } as const;
  const { operators } = operatorsOf({ operators: { keda: existing, "argo-workflows": existing, "external-secrets": existing }, workers: { w: { taskQueues: ["q"], scale: { max: 2, backlog: 5 } } }, delivery: { builder: "argo" }, secrets: { "azure-key-vault": { vault: "v" } } });
  for (const operator of [operators.keda, operators.argoWorkflows, operators.externalSecrets]) assert.equal([operator.install, operator.expected], [false, true]);
  assert.equal(argoControllers(operators, ["temporal-delivery"]), []);
});

test("verification finds nothing in the emitted platform, with every operator installed", async () => {
  assert.equal((await verify(render(model), expectationsOf(model))).filter(({ severity }) => severity !== "info"), []);
});

test("a misspelt value of each chart is found", async () => {
  const misspell: readonly (readonly [string, string, string])[] = [
    ["infrastructure/external-secrets/release.yaml", "    leaderElect:", "    leaderElection:"],
    ["infrastructure/keda/release.yaml", "      metricServer:\n        minAvailable", "      metricsServer:\n        minAvailable"],
    ["clusters/prod-azure-westeurope/operators/prometheus/release.yaml", "        retentionSize:", "        retentionsize:"],
    ["clusters/prod-azure-westeurope/operators/prometheus/release.yaml", "    kube-state-metrics:\n      resources:\n        requests:", "    kube-state-metrics:\n      resources:\n        request:"],
    ["clusters/prod-azure-westeurope/operators/argo-workflows/release.yaml", "      extraArgs:", "      extraArguments:"],
  ];
  for (const [path, right, wrong] of misspell) {
    const tree = new Map(render(model));
    const file = tree.get(path)!;
    assert.ok(file.text.includes(right), `${path} has ${right}`);
    tree.set(path, { ...file, text: file.text.replace(right, wrong) });
    const findings = await verify(tree, expectationsOf(model));
    assert.ok(findings.some(({ code }) => code === "verify/unknown-chart-value"), `${path}: ${wrong}`);
  }
});

test("verbatim releases name the versions of the catalogue", () => {
  const tree = render(model);
  const [newest] = combinations;
  for (const [operator, line] of [
    ["external-secrets", `tag: ${newest.externalSecrets.chart}`],
    ["prometheus", `tag: ${newest.prometheus.chart}`],
    ["argo-workflows", `tag: ${newest.argoWorkflows.chart}`],
    ["barman-cloud", `tag: ${newest.barmanCloud.chart}`],
    ["cloudnative-pg", `tag: ${newest.cloudnativePg.chart}`],
    ["cert-manager", `tag: ${newest.certManager.chart}`],
  ] as const) assert.match(tree.get(`infrastructure/${operator}/source.yaml`)?.text ?? "", line);
  assert.match(tree.get("infrastructure/keda/release.yaml")?.text ?? "", `version: ${newest.keda.chart}`);
});

test("a controller of workflows sees one Kubernetes namespace, and the first one brings the definitions", () => {
  const text = render(model).get("clusters/test-azure-eastus2/operators/argo-workflows/release.yaml")?.text ?? "";
  assert.equal([...text.matchAll(/--managed-namespace\n +- (\S+)/g)].map(([, name]) => name), ["temporal-delivery", "temporal-builds"]);
  assert.equal([...text.matchAll(/install: (true|false)\n/g)].map(([, value]) => value), ["true", "false"]);
  assert.equal(text.match(/singleNamespace: true/g)?.length, 2);
});

test("memory counts one backup sidecar for each instance, with the limit of its tier", () => {
  const { model: backed } = platform("azure-operators");
  const { model: without } = platform("azure-operators", (text) => text.replace(/ {4}backup: .*\n/, "    cnpg: {}\n"));
  const difference = (of: (cluster: Cluster) => string): number[] => backed.clusters.map((cluster, at) => Number.parseFloat(of(cluster)) - Number.parseFloat(of(without.clusters[at]!)));
  assert.equal(difference(({ memory }) => memory.limit).map(Math.round), [1, 3]);
});

test("PostgreSQL apart from Temporal needs External Secrets", () => {
  const apart = (text: string): string => text.replace("cloud: azure\n", "cloud: on-premises\n  kubernetesNamespaces: { server: temporal, database: postgres }\n").replace(/ {2}azure:\n(?: {4}.*\n)+/, "").replace(/backup: .*/, "cnpg: {}").replace(/azure-key-vault: .*/, "sops: age");
  assert.equal(findingsOf("azure-operators", apart).filter(isError).map(({ code, path }) => [code, path]), ["test-azure-eastus2", "prod-azure-westeurope"].map((name) => ["answers/not-yet", `clusters.${name}.kubernetesNamespaces.database`]));
  const installed = platform("azure-operators", (text) => apart(text).replace("  secrets:\n", "  operators: { external-secrets: install }\n  secrets:\n"));
  assert.ok(installed.tree.has("clusters/test-azure-eastus2/database/secret-copies.yaml"));
});

test.run();
