import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { expectationsOf } from "../../generators/cli/expectations.ts";
import { generate } from "../../generators/cli/generate.ts";
import { render } from "../../generators/render/index.ts";
import { verify } from "../../generators/verify/index.ts";
import { root } from "../cli/run.ts";

const test = suite("variants of the enterprise platform");
const FILE = join(root, "examples/enterprise-azure.yaml");

/** The example with `change` made to its answers: files of the repository, and what verification says beside information. */
async function variant(change: (answers: string) => string) {
  const before = readFileSync(FILE, "utf8");
  const answers = change(before);
  assert.is.not(answers, before);
  const { generated, findings } = generate(answers, FILE);
  if (generated === undefined) throw new Error(findings.map(({ path, reason }) => `${path}: ${reason}`).join("\n"));
  const tree = render(generated.model);
  return { read: (path: string): string => tree.get(path)?.text ?? "", has: (path: string) => tree.has(path), said: (await verify(tree, expectationsOf(generated.model))).filter(({ severity }) => severity !== "info").map(({ code, reason }) => `${code}: ${reason}`) };
}

for (const state of ["draining", "stopped"]) {
  test(`a cluster that is ${state} runs no pod of ours, and no policy, scaler or Job is left without one`, async () => {
    const { read, has, said } = await variant((text) => text.replaceAll(/( +)environment: (prod|test)\n/g, `$&$1state: ${state}\n`));
    assert.equal(said, []);
    for (const cluster of ["prod-azure-westeurope", "test-azure-eastus2"]) {
      const at = (path: string): string => read(`clusters/${cluster}/${path}`);
      for (const release of ["codec", "workers/spine", "workers/billing"]) {
        assert.match(at(`${release}/helmrelease.yaml`), /\n {4}replicas: 0\n/);
        assert.not.match(at(`${release}/helmrelease.yaml`), /autoscaling/);
      }
      assert.equal(new Set(at("server/helmrelease.yaml").match(/replicaCount: .*/g)), new Set(['replicaCount: "0"', "replicaCount: 0"]));
      assert.not.match(at("configs/network-policies.yaml"), /name: temporal-(admintools|schema|namespaces)\n/);
      assert.not.ok(has(`clusters/${cluster}/schema/schema-job.yaml`));
      assert.not.ok(has(`clusters/${cluster}/configuration/namespaces-job.yaml`));
      const expected = [...at("observability/expectations.yaml").matchAll(/temporal_platform:replicas:expected\n +expr: vector\((\d+)\)\n +labels:\n +component: (.*)\n/g)].map(([, count, component]) => `${component} ${count}`);
      assert.ok(expected.length > 5);
      // While a cluster drains, PostgreSQL is still up for a last backup.
      assert.equal(expected.filter((row) => !row.endsWith(" 0")), state === "draining" && cluster.startsWith("test") ? ["postgres 1"] : []);
    }
    assert.is(/hibernation: "on"/.test(read("clusters/test-azure-eastus2/database/postgres-cluster.yaml")), state === "stopped");
  });
}

test("operators that exist are asked for with their namespaces, and only those that the cluster needs", async () => {
  const { read, has, said } = await variant((text) => text.replace("  encryption:\n", `  operators:
    cert-manager: { existing: { kubernetesNamespace: certificates } }
    external-secrets: existing
    prometheus: { existing: { kubernetesNamespace: observe, release: prom } }
    keda: existing
    argo-workflows: existing
    cloudnative-pg: existing
    barman-cloud: existing

  encryption:
`));
  assert.equal(said, []);
  const [prod, dev] = [read("clusters/prod-azure-westeurope/README.md"), read("clusters/dev-azure-eastus2/README.md")];
  assert.match(prod, /cert-manager, in the namespace `certificates`, which must also be its cluster resource namespace/);
  assert.match(prod, /watching `temporal-delivery` and `temporal-builds`/);
  assert.match(dev, /CloudNativePG operator, in the namespace `cnpg-system`/);
  assert.not.match(prod, /CloudNativePG/);
  assert.not.ok(has("clusters/prod-azure-westeurope/operators.yaml"));
  assert.match(read("clusters/prod-azure-westeurope/configs/client-authority.yaml"), /kind: Certificate\nmetadata:\n {2}name: temporal-clients\n {2}namespace: certificates\n/);
});

test("an ACME issuer reaches the pods with which cert-manager answers it, beside the UI and the codec server", async () => {
  const { read, said } = await variant((text) => text.replace("gateway: { name: public, kubernetesNamespace: gateways }", "ingress: { class: haproxy }\n      certificate: letsencrypt"));
  assert.equal(said, []);
  assert.is(read("clusters/prod-azure-westeurope/configs/network-policies.yaml").match(/\n {2}name: acme-solver\n/g)?.length, 2);
});

test("Flux waits for certificates, and says truly what becomes of a step that is deleted", async () => {
  const { read } = await variant((text) => text.replace("name: acme\n", "name: other\n"));
  assert.match(read("clusters/dev-azure-eastus2/configs.yaml"), /kind: Certificate\n +current: has\(status\.conditions\)/);
  assert.match(read("clusters/dev-azure-eastus2/database.yaml"), /stays in the cluster.*\n {2}deletionPolicy: Orphan/);
  assert.match(read("clusters/dev-azure-eastus2/server.yaml"), /deletes what it made.*\n {2}deletionPolicy: WaitForTermination/);
});

test.run();
