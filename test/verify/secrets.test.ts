import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../generators/finding.ts";
import { verify, type Texts } from "../../generators/verify/index.ts";
import { tree } from "./trees.ts";

/** Findings about files: these trees hold no cluster, which is said besides. */
const inFiles = async (files: Texts): Promise<Finding[]> => (await verify(files)).filter(({ code }) => code !== "verify/no-cluster");

const test = suite("secrets in plain text");

/** Put together here, so that no file of this repository holds anything that looks like a credential. */
const filler = "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC2dE3fG4hJ5kL6mN7pQ8rS9tU0vW1x";
const credentials: readonly (readonly [what: string, text: string])[] = [
  ["a private key", `-----BEGIN ${"EC "}PRIVATE KEY-----\n${filler}\n`],
  ["a private key on one line", `-----BEGIN ${""}PRIVATE KEY-----\\n${filler}`],
  ["an age identity", `AGE-SECRET-${"KEY-1"}${filler.toUpperCase().slice(0, 58)}`],
  ["an AWS access key", `${"AKI"}A${"QWERTY1234ZXCVBN"}`],
  ["a GitHub token", `gh${"p_"}${filler.slice(0, 36)}`],
  ["a GitLab token", `gl${"pat-"}${filler.slice(0, 20)}`],
  ["a Slack token", `xo${"xb-"}123456789012-${filler.slice(0, 24)}`],
  ["a Slack webhook", `hooks.slack${".com"}/services/T0ABCDEFG/B0ABCDEFG/${filler.slice(0, 24)}`],
  ["a Vault token", `hv${"s."}${filler.slice(0, 30)}`],
  ["an npm token", `np${"m_"}${filler.slice(0, 36)}`],
  ["an Azure storage key", `Account${"Key="}${filler}${filler.slice(0, 22)}==`],
  ["a JSON Web Token", `ey${"J"}${filler.slice(0, 20)}.ey${"J"}${filler.slice(0, 20)}.${filler.slice(0, 30)}`],
  ["a password in an address", "postgres://app:hunter2secret@db.example:5432/app"],
];

for (const [what, text] of credentials) {
  test(`${what} is found in any text, at its place, and never repeated`, async () => {
    const findings = await inFiles(tree({ "scripts/run.sh": `#!/bin/sh\n# comment\nuse '${text}'\n` }));
    assert.equal(findings.map(({ code, line, column }) => ({ code, line, column })), [{ code: "verify/plaintext-secret", line: 3, column: 6 }]);
    assert.not.ok(JSON.stringify(findings).includes(filler.slice(0, 20)) || JSON.stringify(findings).includes("hunter2"), "the finding repeats the secret");
  });
}

const harmless: readonly (readonly [what: string, text: string])[] = [
  ["an example key of documentation", `${"AKI"}AIOSFODNN7EXAMPLE`],
  ["an address with a variable", "postgres://app:${PASSWORD}@db.example:5432/app"],
  ["an address with a placeholder", "https://<user>:<password>@git.example/x"],
  ["an address with a port", "http://minio.minio.svc.cluster.local:9000/bucket@latest"],
  ["a header without a key", `grep -q -- '-----BEGIN ${""}PRIVATE KEY-----' "$file"`],
  ["a public key of age", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"],
];
for (const [what, text] of harmless) test(`${what} is no secret`, async () => assert.equal(await inFiles(tree({ "scripts/run.sh": `${text}\n` })), []));

test("in SQL and HCL a literal password is found, and a variable is none", async () => {
  const at = async (path: string, text: string): Promise<string[]> => (await inFiles(tree({ [path]: text }))).map(({ code, line, column }) => `${code} ${line}:${column}`);
  assert.equal(await at("roles.sql", "CREATE ROLE a LOGIN;\nALTER ROLE a PASSWORD 'hunter2secret';\n"), ["verify/plaintext-secret 2:14"]);
  assert.equal(await at("main.tf", 'resource "x" "y" {\n  administrator_password = "hunter2secret"\n}\n'), ["verify/plaintext-secret 2:3"]);
  for (const text of ["ALTER ROLE a PASSWORD :'password';\n", "SELECT format('ALTER ROLE a PASSWORD %L', :'password');\n", "ALTER ROLE a PASSWORD NULL;\n", "ALTER ROLE a PASSWORD '';\n"]) assert.equal(await at("roles.sql", text), [], text);
  for (const text of ['  password = var.password\n', '  client_secret = "${var.secret}"\n', '  token = ""\n', '  password_secret_name = "temporal-postgres"\n']) assert.equal(await at("main.tf", text), [], text);
});

test("what only says where a secret comes from is none", async () => {
  const external = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n  secretStoreRef:\n    kind: ClusterSecretStore\n    name: vault\n  target:\n    template:\n      data:\n        password: \"{{ .password }}\"\n  data:\n    - secretKey: password\n      remoteRef:\n        key: temporal-password\n        property: password\n";
  assert.equal((await codesOf(external)).filter((code) => code === "verify/plaintext-secret"), []);
  assert.ok((await codesOf(external.replace('"{{ .password }}"', "swordfish"))).includes("verify/plaintext-secret"));
  const worker = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: ./charts/temporal-worker\n      sourceRef:\n        kind: GitRepository\n        name: flux-system\n  values:\n    tls:\n      secret: worker-a-tls\n    secretEnv:\n      API_TOKEN:\n        name: worker-a\n        key: api-token\n";
  assert.equal((await codesOf(worker)).filter((code) => code === "verify/plaintext-secret"), []);
  assert.ok((await codesOf(`${worker}    env:\n      API_TOKEN: swordfish\n`)).includes("verify/plaintext-secret"));
});

const secret = (body: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ntype: Opaque\n${body}`;
const codesOf = async (text: string): Promise<string[]> => (await inFiles(tree({ "secret.yaml": text }))).map(({ code }) => code);

test("a Secret is safe when SOPS encrypted it, when it is empty, or when it holds certificates only", async () => {
  assert.equal(await codesOf(secret("stringData:\n  password: ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\nsops:\n  mac: x\n")), []);
  assert.equal(await codesOf(secret("")), []);
  assert.equal(await codesOf(secret("stringData:\n  ca.crt: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n    -----END CERTIFICATE-----\n")), []);
  assert.equal(await codesOf(secret("stringData:\n  password: swordfish\n")), ["verify/plaintext-secret"]);
  assert.equal(await codesOf(secret(`data:\n  password: ${Buffer.from("swordfish").toString("base64")}\n`)), ["verify/plaintext-secret"]);
});

test("a half-encrypted Secret is found", async () => {
  assert.equal(await codesOf(secret("stringData:\n  a: ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]\n  b: swordfish\nsops:\n  mac: x\n")), ["verify/plaintext-secret"]);
});

test("a value of a Secret that breaks its schema is described, not shown", async () => {
  const findings = await inFiles(tree({ "secret.yaml": secret("data:\n  password: not base64 swordfish\n") }));
  assert.ok(findings.some(({ code }) => code === "verify/wrong-value"));
  assert.not.match(JSON.stringify(findings), /swordfish/);
});

test("settings that only name, point to or switch something are no secrets", async () => {
  const settings = ["PASSWORD_FILE: /run/secrets/x", "TOKEN: ${TOKEN}", "API_KEY: $(API_KEY)", 'PASSWORD: ""', "AUTH_TOKEN: /var/run/token", "SECRET_NAME: database", 'USE_TOKEN: "true"', "TOKEN: <your token>"];
  for (const line of settings) assert.equal(await codesOf(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  ${line}\n`), [], line);
});

test.run();
