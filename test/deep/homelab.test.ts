import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "../servers/deep.ts";
import { healthOf } from "../servers/flux.ts";
import { startPostgres, type Postgres } from "../servers/postgres.ts";
import { runAdminScript, startTemporal } from "../servers/temporal.ts";
import { builtByFlux, emit, find, valuesOf, type Manifest } from "./emitted.ts";
import { platformChecks } from "./platform.ts";

const test = suite("the homelab platform on real servers");
const generated = emit("homelab");
const cluster = generated.model.clusters[0]!;

platformChecks(test, generated, ["cnpg-system", "flux-system", "monitoring"]);

/** Environment of a container, the values that come from Secrets filled in. */
const environment = (job: Manifest, secrets: Readonly<Record<string, string>>): Record<string, string> => {
  const { containers } = (job["spec"] as { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } }).template.spec;
  return Object.fromEntries((containers[0]?.env ?? []).map(({ name, value }) => [name, value ?? secrets[name] ?? ""]));
};
const script = (path: string): string => generated.tree.get(path)?.text ?? "";
const parametersOf = (postgres: Manifest): Record<string, string> => (postgres["spec"] as { postgresql: { parameters: Record<string, string> } }).postgresql.parameters;

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

test.run();
