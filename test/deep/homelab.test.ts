import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runKubeconform, writeSchemas, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
import { startApiServer } from "../servers/apiserver.ts";
import type { Values } from "../servers/chart-values.ts";
import { deep } from "../servers/deep.ts";
import { healthOf, writeRepository } from "../servers/flux.ts";
import { startPostgres, type Postgres } from "../servers/postgres.ts";
import { mustRun, run, temporaryFolder } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { checkRules, rulesOf } from "../servers/promtool.ts";
import { dynamicConfigFaults, runAdminScript, startTemporal } from "../servers/temporal.ts";
import { root } from "../cli/run.ts";
import { builtByFlux, emit, find, type Manifest } from "./emitted.ts";

const test = suite("the homelab platform on real servers");
const generated = emit("homelab");
const cluster = generated.model.clusters[0]!;

/** Environment of a container, the values that come from Secrets filled in. */
const environment = (job: Manifest, secrets: Readonly<Record<string, string>>): Record<string, string> => {
  const { containers } = (job["spec"] as { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } }).template.spec;
  return Object.fromEntries((containers[0]?.env ?? []).map(({ name, value }) => [name, value ?? secrets[name] ?? ""]));
};
const script = (path: string): string => generated.tree.get(path)?.text ?? "";
const parametersOf = (postgres: Manifest): Record<string, string> => (postgres["spec"] as { postgresql: { parameters: Record<string, string> } }).postgresql.parameters;
const valuesOf = (release: Manifest): Values => (release["spec"] as { values: Values }).values;

deep(test, "Flux's own library builds every step, and no object stands twice", ["flux-build"], () => {
  const steps = builtByFlux(generated, cluster);
  assert.equal([...steps.keys()], ["", ...cluster.kustomizations.map(({ name }) => name)].sort((a, b) => [...steps.keys()].indexOf(a) - [...steps.keys()].indexOf(b)));
  const seen = new Set<string>();
  for (const manifests of steps.values()) {
    for (const { kind, metadata } of manifests) {
      const key = `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
      assert.not.ok(seen.has(key), key);
      seen.add(key);
    }
  }
  for (const name of cluster.kustomizations.map((kustomization) => kustomization.name)) assert.ok((steps.get(name)?.length ?? 0) > 0, name);
});

deep(test, "a Job's ConfigMap carries the hash of its script, so that a changed script runs again", ["flux-build"], () => {
  const job = JSON.stringify(find(builtByFlux(generated, cluster), "Job", "temporal-schema"));
  assert.match(job, /"configMap":\{"name":"temporal-schema-[a-z0-9]{10}"\}/);
});

deep(test, "a real API server takes every object in a strict dry run", ["flux-build", "kube-apiserver", "etcd", "crds"], async () => {
  const server = await startApiServer();
  try {
    const manifests = [...builtByFlux(generated, cluster).values()].flat();
    const namespaces = ["cnpg-system", "flux-system", "monitoring"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
    const verdicts = await server.dryRun([...namespaces, ...manifests]);
    assert.is(verdicts.length, manifests.length + namespaces.length);
    assert.equal(verdicts.filter(({ accepted }) => !accepted).map(({ object, messages }) => `${object}: ${messages.join("; ")}`), []);
    // Pods that the namespace's security level would refuse come back as warnings.
    assert.equal(verdicts.flatMap(({ object, warnings }) => warnings.map((warning) => `${object}: ${warning}`)), []);
  } finally {
    await server.stop();
  }
});

deep(test, "kubeconform finds every object valid against the shipped records", ["flux-build", "kubeconform"], async () => {
  const folder = join(root, "schemas/kubernetes");
  const records = readdirSync(folder).filter((name) => name !== "index.json").map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as SchemaRecord);
  const manifests = [...builtByFlux(generated, cluster).values()].flat();
  const files = writeRepository(manifests.map((manifest, index) => [`${index}.json`, JSON.stringify(manifest)] as const));
  const outcome = await runKubeconform({
    binary: pathOf("kubeconform"),
    files: manifests.map((_, index) => join(files, `${index}.json`)),
    expected: manifests.length,
    schemaLocations: [writeSchemas(records, temporaryFolder("schemas"))],
  });
  assert.ok(outcome.outcome === "checked", JSON.stringify(outcome));
  assert.equal(outcome.results.filter(({ status }) => status !== "valid"), []);
});

deep(test, "PostgreSQL takes every parameter", ["flux-build", "postgres", "openssl"], async () => {
  const postgres = await startPostgres({ parameters: parametersOf(find(builtByFlux(generated, cluster), "Cluster", cluster.database.cnpg!.cluster)) });
  try {
    assert.equal(postgres.ignored(), []);
    assert.equal(postgres.query("postgres", "show max_connections"), [["120"]]);
  } finally {
    await postgres.stop();
  }
});

const servers = ["flux-build", "postgres", "openssl", "temporal-server", "temporal-sql-tool", "temporal-schema", "temporal", "tdbg"] as const;

/** Runs the schema step as its Job would, on this database. */
function schemaStep(steps: ReadonlyMap<string, readonly Manifest[]>, postgres: Postgres) {
  const env = environment(find(steps, "Job", "temporal-schema"), { SQL_PASSWORD: postgres.password });
  return runAdminScript(script("apps/temporal/schema/schema.sh"), { ...env, SQL_HOST: postgres.host, SQL_PORT: String(postgres.port), SQL_TLS_CA_FILE: postgres.caFile });
}

deep(test, "the schema step, the server and the namespaces come up in this order, and running them again changes nothing", servers, async () => {
  const steps = builtByFlux(generated, cluster);
  const postgres = await startPostgres({ parameters: parametersOf(find(steps, "Cluster", cluster.database.cnpg!.cluster)) });
  try {
    for (const round of [1, 2]) {
      const { code, stderr } = schemaStep(steps, postgres);
      assert.is(code, 0, `schema step, round ${round}: ${stderr}`);
      assert.equal(["temporal", "temporal_visibility"].map((database) => postgres.query(database, "select curr_version from schema_version")[0]), [["1.19"], ["1.14"]]);
    }
    const temporal = await startTemporal({ values: valuesOf(find(steps, "HelmRelease", "temporal")), postgres, schema: "none" });
    try {
      assert.equal([...temporal.running].sort(), ["frontend", "history", "matching", "worker"]);
      const described = temporal.cli("operator", "cluster", "describe", "--detail", "-o", "json").stdout;
      assert.match(described, `"historyShardCount": ${cluster.temporal.shards}`);
      assert.match(described, `"clusterName": "${cluster.temporal.clusterName}"`);

      const reconcile = (answers = generated) => {
        const job = find(builtByFlux(answers, answers.model.clusters[0]!), "Job", "temporal-namespaces");
        const ran = runAdminScript(script("apps/temporal/configuration/namespaces.sh"), { ...environment(job, {}), TEMPORAL_ADDRESS: temporal.address });
        assert.is(ran.code, 0, ran.stderr);
        return ran.stdout;
      };
      assert.match(reconcile(), "namespace home: created");
      const state = () => temporal.cli("operator", "namespace", "describe", "-n", "home", "-o", "json").stdout;
      const first = state();
      const second = reconcile();
      assert.match(second, "namespace home: unchanged");
      assert.not.match(second, /created|updated/);
      assert.is(state(), first);

      const richer = emit("homelab", (text) => text.replace("retention: 3d", "retention: 7d\n      description: 'Home \"automations\" & more'\n      searchAttributes: {CustomerId: Keyword}"));
      assert.match(reconcile(richer), /namespace home: updated[\s\S]*search attribute home\/CustomerId: created/);
      assert.not.match(reconcile(richer), /created|updated/);
      assert.match(temporal.cli("operator", "namespace", "describe", "-n", "home", "-o", "jsonl").stdout, '"workflowExecutionRetentionTtl":"604800s"');
      assert.match(await temporal.metrics("history"), /numshards_gauge\{[^}]*service_name="history"[^}]*\} 128/);
    } finally {
      await temporal.stop();
    }
  } finally {
    await postgres.stop();
  }
});

deep(test, "the namespaces step fails, and changes nothing, while the server is away", ["flux-build", "temporal", "temporal-sql-tool", "temporal-schema", "tdbg"], () => {
  const job = find(builtByFlux(generated, cluster), "Job", "temporal-namespaces");
  const { code, stdout } = runAdminScript(script("apps/temporal/configuration/namespaces.sh"), { ...environment(job, {}), TEMPORAL_ADDRESS: "127.0.0.1:1" });
  assert.is.not(code, 0);
  assert.is(stdout, "");
});

deep(test, "the server knows every key of the dynamic configuration", ["flux-build", "temporal-server"], () => {
  const { dynamicConfig } = valuesOf(find(builtByFlux(generated, cluster), "HelmRelease", "temporal"))["server"] as { dynamicConfig: Values };
  assert.equal(dynamicConfigFaults(dynamicConfig), []);
});

deep(test, "promtool takes every rule, and none stands twice", ["flux-build", "promtool"], () => {
  const rules = builtByFlux(generated, cluster).get("temporal-observability")?.filter(({ kind }) => kind === "PrometheusRule") ?? [];
  assert.ok(rules.length > 1);
  const groups = rules.flatMap((rule) => rulesOf(rule).groups);
  const { code, stdout, stderr } = checkRules({ groups });
  assert.is(code, 0, stdout + stderr);
});

deep(test, "health of the database: ready, hibernated on purpose, and not yet", ["flux-build"], () => {
  const [postgres, database] = cluster.kustomizations.find(({ folder }) => folder === "database")!.health!.expressions;
  const health = (expressions: { current: string }, status: unknown, annotations?: Record<string, string>) => healthOf({ current: expressions.current }, { apiVersion: "postgresql.cnpg.io/v1", kind: "Cluster", metadata: { name: "x", generation: 2, ...(annotations && { annotations }) }, status });
  assert.is(health(postgres!, { readyInstances: 1, currentPrimary: "x-1" }), "Current");
  const hibernated = { conditions: [{ type: "cnpg.io/hibernation", status: "True" }] };
  assert.is(health(postgres!, hibernated, { "cnpg.io/hibernation": "on" }), "Current");
  assert.is(health(postgres!, { readyInstances: 1, currentPrimary: "x-1" }, { "cnpg.io/hibernation": "on" }), "InProgress");
  // Waking: the annotation is gone, the old condition still stands.
  assert.is(health(postgres!, hibernated), "InProgress");
  assert.is(health(postgres!, { readyInstances: 0 }), "InProgress");
  assert.is(health(postgres!, { conditions: [{ type: "Ready", status: "False" }] }), "InProgress");
  assert.is(health(database!, { applied: true, observedGeneration: 2 }), "Current");
  assert.is(health(database!, { applied: true, observedGeneration: 1 }), "InProgress");
});

deep(test, "a draining platform builds without Jobs and pods, a stopped one hibernates the database too", ["flux-build"], () => {
  for (const [state, hibernation] of [["draining", undefined], ["stopped", "on"]] as const) {
    const changed = emit("homelab", (text) => text.replace("state: running", `state: ${state}`));
    const steps = builtByFlux(changed, changed.model.clusters[0]!);
    assert.equal([...steps.values()].flat().filter(({ kind }) => kind === "Job"), [], state);
    const values = JSON.stringify(valuesOf(find(steps, "HelmRelease", "temporal")));
    assert.equal([...values.matchAll(/"replicaCount":("?)(\w+)\1/g)].map(([, , count]) => count), ["0", "0", "0", "0", "0"], state);
    const { annotations } = find(steps, "Cluster", cluster.database.cnpg!.cluster).metadata as unknown as { annotations: Record<string, string> };
    assert.is(annotations["cnpg.io/hibernation"], hibernation, state);
  }
});

deep(test, "shellcheck finds nothing in the scripts", ["shellcheck"], () => {
  const folder = writeRepository([...generated.tree].filter(([path]) => path.endsWith(".sh")));
  const scripts = [...generated.tree.keys()].filter((path) => path.endsWith(".sh"));
  assert.ok(scripts.length >= 3);
  const { code, stdout } = run(pathOf("shellcheck"), ["--external-sources", ...scripts], { cwd: folder });
  assert.is(code, 0, stdout);
});

deep(test, "yamllint finds nothing in the manifests: a formatter has nothing to do", ["yamllint"], () => {
  const folder = writeRepository([...generated.tree].filter(([path]) => path.endsWith(".yaml")));
  const rules = "{extends: default, rules: {line-length: disable, document-start: disable, comments: {min-spaces-from-content: 1}, indentation: {spaces: 2, indent-sequences: true}}}";
  assert.is(mustRun(pathOf("yamllint"), ["--strict", "-d", rules, "."], { cwd: folder }), "");
});

test.run();
