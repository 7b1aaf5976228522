import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repositories } from "./emitted.ts";
import { runScript, type Answer, type Ran } from "./fakes.ts";

/** No Azure is here: az pretends. What OpenTofu does with the same file was planned with its provider-free parts only. */
const test = suite("What a cluster needs from Azure");

const enterprise = repositories.find(({ model }) => model.clusters.some(({ documents }) => documents.azure?.payloadKey && documents.azure.application && documents.azure.backups));
const cluster = enterprise?.model.clusters.find(({ documents }) => documents.azure?.payloadKey && documents.azure.application && documents.azure.backups);
if (enterprise === undefined || cluster === undefined) throw new Error("one cluster has all of it");
const wanted = `clusters/${cluster.name}/azure.tfvars.json`;
const values = JSON.parse(enterprise.files.get(wanted) ?? "null") as Record<string, unknown> & { identities: Record<string, { subjects: string[]; roles?: string[]; payload_key?: true; vault_secrets?: true; backups?: true }> };

/** Names of the blocks of one kind in the module. */
const module = (file: string): string => readFileSync(new URL(`../../templates/cloud/azure/${file}`, import.meta.url), "utf8");
const variables = [...module("variables.tf").matchAll(/^variable "(\w+)"/gm)].map(([, name = ""]) => name);

test("the values of a cluster are variables of the module, and leave to people only what nobody here can know", () => {
  assert.equal(Object.keys(values).filter((name) => !variables.includes(name)), []);
  const required = [...module("variables.tf").matchAll(/^variable "(\w+)" \{([\s\S]*?)^\}/gm)].filter(([, , body = ""]) => !/^ {2}default /m.test(body)).map(([, name = ""]) => name);
  assert.equal(required.filter((name) => !(name in values) && !["subscription_id", "resource_group", "tenant_id", "oidc_issuer_url"].includes(name)), []);
});

test("every identity is trusted for one service account each, and has a right that it needs", () => {
  const identities = Object.entries(values.identities);
  assert.ok(identities.length >= 4);
  for (const [name, { subjects, ...rights }] of identities) {
    assert.ok(subjects.length > 0 && subjects.every((subject) => /^system:serviceaccount:[a-z0-9-]+:[a-z0-9.-]+$/.test(subject)), name);
    assert.ok(Object.values(rights).some((right) => right === true || Array.isArray(right)), name);
  }
  const subjects = identities.flatMap(([, identity]) => identity.subjects);
  assert.is(new Set(subjects).size, subjects.length);
});

test("a role that a machine gets is one that the application has", () => {
  const { roles } = values["application"] as { roles: string[] };
  assert.equal(Object.values(values.identities).flatMap((identity) => identity.roles ?? []).filter((role) => !roles.includes(role)), []);
  for (const role of roles) assert.match(role, /^[a-z0-9._-]+:(read|write|admin)$/);
});

test("resources of the module read what other files of it declare", () => {
  const text = ["versions", "identities", "payload-key", "secrets", "backups", "application", "outputs"].map((name) => module(`${name}.tf`)).join("\n");
  const declared = new Set([...text.matchAll(/^(resource|data) "(\w+)" "(\w+)"/gm)].map(([, kind, type = "", name = ""]) => `${kind === "data" ? "data." : ""}${type}.${name}`));
  const used = [...text.matchAll(/\b((?:data\.)?azure(?:rm|ad)_\w+\.\w+)\b/g)].map(([, name = ""]) => name);
  assert.ok(used.length > 20);
  assert.equal(used.filter((name) => !declared.has(name)), []);
  assert.equal([...text.matchAll(/\bvar\.(\w+)/g)].map(([, name = ""]) => name).filter((name) => !variables.includes(name)), []);
});

const SCRIPT = "scripts/azure-prerequisites.sh";
const az: readonly Answer[] = [
  { to: "keyvault show --query properties.enablePurgeProtection", says: "true\n" },
  { to: "keyvault show --query id", says: "/subscriptions/s/vaults/kv\n" },
  { to: "keyvault key show", fails: true },
  { to: "keyvault key create" },
  { to: "rotation-policy update" },
  { to: "storage account show", says: "/subscriptions/s/storageAccounts/acme\n" },
  { to: "container-rm create" },
  { to: "ad app list", says: "" },
  { to: "ad app create", says: "client-of-app\n" },
  { to: "rest --method PATCH" },
  { to: "rest --method GET", says: JSON.stringify({ value: [] }) },
  { to: "rest --method POST" },
  { to: "ad sp show --query id", says: "sp-of-app\n" },
  { to: "ad sp show" },
  { to: "ad sp update" },
  { to: "identity create" },
  { to: "identity show --query principalId", says: "principal\n" },
  { to: "identity show --query clientId", says: "client-of-identity\n" },
  { to: "federated-credential create" },
  { to: "role assignment create" },
];
const files = new Map([SCRIPT, wanted].map((path) => [path, enterprise.files.get(path) ?? ""]));
const prepare = (changed: readonly Answer[] = [], args: readonly string[] = [cluster.name, "rg", "https://issuer.example"]): Ran => runScript(SCRIPT, args, files, { az: [...changed, ...az] });

test("az makes the identities, the key, the container and the application, and prints what platform.yaml needs", () => {
  const ran = prepare();
  assert.is(ran.code, 0, ran.stderr);
  for (const [name, { subjects }] of Object.entries(values.identities)) {
    for (const subject of subjects) assert.ok(ran.calls.some((call) => call.includes("federated-credential create") && call.includes(`--identity-name temporal-${cluster.name}-${name} `) && call.includes(`--issuer https://issuer.example --subject ${subject} `)), subject);
  }
  const made = ran.calls.join("\n");
  assert.match(made, /keyvault key create \S+ \S+ --name temporal-payload --kty RSA --size 3072 --ops wrapKey unwrapKey/);
  assert.match(made, /--role Key Vault Crypto Service Encryption User --scope \/subscriptions\/s\/vaults\/kv\/keys\/temporal-payload/);
  assert.match(made, /--role Storage Blob Data Contributor --scope \/subscriptions\/s\/storageAccounts\/acme\/blobServices\/default\/containers\//);
  assert.not.match(made, /delete|purge/);
  assert.match(ran.stdout, /^azure:\n {2}identities:\n( {4}[a-z]+: client-of-identity\n)+/m);
  assert.match(ran.stdout, /^workers:\n( {2}[a-z]+: \{ identity: client-of-identity \}\n)+/m);
  assert.match(ran.stdout, /^identity: \{ entra-id: \{ client: client-of-app \} \}$/m);
});

test("az gives the application the roles of Temporal, under the ids that OpenTofu computes", () => {
  const patch = prepare().calls.find((call) => call.includes("--method PATCH"));
  const body = JSON.parse(patch?.slice(patch.indexOf("<<< ") + 4) ?? "null") as { appRoles: { id: string; value: string }[]; api: { requestedAccessTokenVersion: number }; identifierUris: string[] };
  assert.equal(body.appRoles.map(({ value }) => value), (values["application"] as { roles: string[] }).roles);
  // uuidv5("url", "temporal-platform/um890/role/home:write"), by terraform console.
  if (cluster.name === "um890") assert.is(body.appRoles.find(({ value }) => value === "home:write")?.id, "5b38dbee-8340-5c70-baa8-3d6902a0fa69");
  assert.is(new Set(body.appRoles.map(({ id }) => id)).size, body.appRoles.length);
  assert.is(body.api.requestedAccessTokenVersion, 2);
  assert.equal(body.identifierUris, ["api://client-of-app"]);
});

test("a key that is there is not made again, since that would be a new version; nor a role assigned twice", () => {
  const patch = prepare().calls.filter((call) => call.includes("--method POST"));
  const assigned = patch.map((call) => JSON.parse(call.slice(call.indexOf("<<< ") + 4)) as object);
  assert.ok(assigned.length > 0);
  const again = prepare([{ to: "keyvault key show" }, { to: "rest --method GET", says: JSON.stringify({ value: assigned }) }]);
  assert.is(again.code, 0, again.stderr);
  assert.equal(again.calls.filter((call) => /key create|--method POST/.test(call)), []);
});

test("a vault without purge protection gets no key, and nothing else is made", () => {
  const ran = prepare([{ to: "enablePurgeProtection", says: "\n" }]);
  assert.is(ran.code, 1);
  assert.match(ran.stderr, /has no purge protection/);
  assert.equal(ran.calls.filter((call) => call.includes("create")), []);
});

test("a cluster that needs nothing, and an issuer that is none, are refused before anything is asked", () => {
  assert.match(prepare([], ["other", "rg", "https://issuer.example"]).stderr, /nothing is needed from Azure for a cluster named other/);
  assert.match(prepare([], [cluster.name, "rg", "issuer"]).stderr, /no https address/);
});

test.run();
