import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ClusterAnswers } from "../../generators/answers/answers.ts";
import { expectationsOf } from "../../generators/cli/expectations.ts";
import type { RequiredSecret } from "../../generators/model/model.ts";
import { placeSecrets, secretFindings } from "../../generators/model/secrets.ts";
import { verify } from "../../generators/verify/index.ts";
import { everything, findingsOf, platform } from "./platform.ts";

const test = suite("secrets");

const azure: ClusterAnswers = { name: "c", environment: "e", tier: "production", cloud: "azure", azure: { tenant: "t", identities: { secrets: "i" } }, secrets: { "azure-key-vault": { vault: "kv" } } };
const secret = (namespace: string, name: string, keys: string[], type: string | null = null): RequiredSecret => ({ namespace, name, keys, purpose: "p", type });
const registry = secret("temporal-delivery", "temporal-delivery-registry", [".dockerconfigjson"], "kubernetes.io/dockerconfigjson");
const parts = { database: { cnpg: null }, namespaces: { server: "temporal", codec: "temporal-codec", workers: "temporal-workers", database: "temporal", delivery: "temporal-delivery", monitoring: "monitoring" }, workers: null } as unknown as Parameters<typeof secretFindings>[2];
const login = secret("temporal", "temporal-web-oidc", ["client-secret"]);

test("names in the vault are made of namespace, Secret and key, in the letters that it knows", () => {
  const store = placeSecrets(azure, [registry, login], "temporal")?.store;
  assert.equal(store?.secrets.flatMap(({ entries }) => entries.map(({ remote }) => remote)), ["temporal-delivery-temporal-delivery-registry--dockerconfigjson", "temporal-temporal-web-oidc-client-secret"]);
  assert.equal(store?.namespaces, ["temporal", "temporal-delivery"]);
});

test("two values that would have one name in the vault are refused, and so is a name that is too long", () => {
  assert.equal(secretFindings(azure, [secret("a", "b-c", ["d"]), secret("a-b", "c", ["d"])], parts).map(({ code }) => code), ["answers/taken-name"]);
  assert.equal(secretFindings(azure, [secret("a", "b".repeat(125), ["c"])], parts).map(({ code }) => code), ["answers/taken-name"]);
  assert.equal(secretFindings(azure, [registry, login], parts), []);
});

test("without identity or directory nothing is emitted, and the finding says what to write", () => {
  const { azure: _, ...without } = azure;
  assert.equal(secretFindings(without, [login], parts).map(({ code, path }) => [code, path]), [["answers/missing-identity", "azure.identities.secrets"], ["answers/missing", "azure.tenant"]]);
  assert.is(placeSecrets(without, [login], "temporal"), null);
  assert.equal(secretFindings({ ...azure, azure: { identities: { secrets: "i" } }, identity: { "entra-id": { tenant: "t" } } }, [login], parts), []);
});

test("the Secrets of a cluster are ExternalSecrets and no encrypted files, and nothing else has to bring them", async () => {
  const { model, tree } = everything();
  const text = tree.get("clusters/test-azure-eastus2/configs/external-secrets.yaml")?.text ?? "";
  assert.match(text, "type: kubernetes.io/dockerconfigjson");
  assert.equal([...tree.keys()].filter((path) => path.includes("/secrets/")), []);
  assert.match(tree.get("docs/operations/key-vault.md")?.text ?? "", "| `temporal-temporal-web-oidc-client-secret` | `temporal` | `temporal-web-oidc` | `client-secret` |");
  assert.equal((await verify(tree, expectationsOf(model))).filter(({ severity }) => severity !== "info"), []);
  assert.equal(expectationsOf(model).existing.filter(({ kind }) => kind === "Secret"), []);
});

test("keyless backups need an identity, and a store that knows it", () => {
  const codes = (change: (text: string) => string) => [...new Set(findingsOf("azure-operators", change).map(({ code, path }) => `${code} ${path?.split(".").slice(2).join(".")}`))];
  const without = findingsOf("azure-operators", (text) => text.replace(/ {6}database: 3.*\n/, ""));
  assert.equal([...new Set(without.map(({ code }) => code))], ["answers/missing-identity"]);
  for (const { reason } of without) assert.match(reason, "ids for `azure.identities.database`. Until");
  assert.equal(codes((text) => text.replace("retention: 7d }", "retention: 7d, credentials: keys }")), ["answers/not-yet database.backup.credentials"]);
  assert.equal(codes((text) => text.replace(/"https:.*?"/, '"s3://b/{environment}"')), ["answers/missing database.backup.credentials"]);
});

test("PostgreSQL without keys has a Kubernetes namespace of its own, and a frozen one wins", () => {
  assert.equal(platform("azure-operators").model.clusters.map(({ namespaces }) => namespaces.database), ["temporal-database", "temporal-database"]);
  const frozen = platform("azure-operators", (text) => text.replace("    environment: test\n", "    environment: test\n    frozen: { kubernetesNamespaces: { server: temporal, database: pg } }\n"));
  const cluster = frozen.model.clusters[0]!;
  assert.is(cluster.namespaces.database, "pg");
  assert.is(cluster.database.address, "temporal-postgres-rw.pg.svc:5432");
  const copies = frozen.tree.get("clusters/test-azure-eastus2/database/secret-copies.yaml")?.text ?? "";
  assert.match(copies, "remoteNamespace: pg");
  assert.not.match(copies, "ca.key");
});

test.run();
