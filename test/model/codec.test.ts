import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate, type Generated } from "../../generators/cli/generate.ts";
import { placeCodec } from "../../generators/model/codec.ts";
import { notebook } from "../../generators/model/derivation.ts";
import type { Codec, Identity } from "../../generators/model/model.ts";
import { root } from "../cli/run.ts";

const test = suite("payload encryption in the model");
const file = join(root, "test/fixtures/codec/platform.yaml");
const text = readFileSync(file, "utf8");

/** The fixture with changes made to its text; every one of them has to apply. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((before, [from, to]) => {
    assert.ok(before.includes(from), from);
    return before.replace(from, to);
  }, text);
}
const findingsOf = (answers: string): string[] => generate(answers, "platform.yaml").findings.map(({ severity, code, path }) => `${severity} ${code} ${path?.replace("clusters.dev-azure-eastus2.", "")}`).sort();
function emitted(answers = text): Generated {
  const { generated, findings } = generate(answers, "platform.yaml");
  if (generated === undefined) throw new Error(JSON.stringify(findings));
  return generated;
}
const codecOf = (answers = text): Codec => emitted(answers).model.clusters[0]!.codec!;
const vault = "azure-key-vault: { vault: kv-acme-dev }";
const open = "warning answers/open-codec encryption";

test("a key vault: address, name of the key, workload identity, and a version each quarter", () => {
  const codec = codecOf();
  assert.equal(codec.vault, { name: "kv-acme-dev", url: "https://kv-acme-dev.vault.azure.net", key: "temporal-payload", client: "33333333-3333-3333-3333-333333333333" });
  assert.equal(codec.serviceAccountAnnotations, { "azure.workload.identity/client-id": "33333333-3333-3333-3333-333333333333" });
  assert.equal(codec.podLabels, { "azure.workload.identity/use": "true" });
  assert.equal(codec.rotation, { every: "quarterly", period: "P3M" });
  assert.is(codecOf(changed([vault, `${vault}\n    rotate: never`])).rotation, null);
  assert.equal(findingsOf(text), [open]);
});

test("a local key: its Secret is required where it is used, and nothing asks for an identity", () => {
  const answers = changed([vault, "local: {}"]);
  const { codec, secrets } = emitted(answers).model.clusters[0]!;
  assert.equal([codec?.local, codec?.vault, codec?.podLabels, codec?.rotation], [{ secret: "payload-key", secretKey: "keys" }, null, null, null]);
  assert.equal(secrets?.required.map(({ namespace, name, keys }) => [namespace, name, keys]), [["temporal-codec", "payload-key", ["keys"]]]);
});

test("the host is a sibling of the UI's, unless the answers name one, and the derivation says so", () => {
  const { model } = emitted();
  assert.is(model.clusters[0]!.codec?.host, "codec-temporal-dev.acme.example");
  assert.ok(model.clusters[0]!.derivations.some(({ path, value }) => path === "codec.host" && value === "codec-temporal-dev.acme.example"));
  assert.is(codecOf(changed(["codecServer: { replicas: 2 }", "codecServer: { host: decode.acme.example }"])).host, "decode.acme.example");
});

test("the UI calls from its own origin and is told the address", () => {
  const codec = codecOf();
  assert.equal(codec.origins, ["https://temporal-dev.acme.example"]);
  const release = emitted().tree.get("clusters/dev-azure-eastus2/server/helmrelease.yaml")?.text ?? "";
  assert.match(release, "- name: TEMPORAL_CODEC_ENDPOINT\n          value: https://codec-temporal-dev.acme.example\n");
});

const identity: Identity = {
  provider: "entra-id",
  issuer: "https://login.microsoftonline.com/1/v2.0",
  keysUrl: "https://login.microsoftonline.com/1/discovery/v2.0/keys",
  audience: "44444444-4444-4444-4444-444444444444",
  permissionsClaim: "roles",
  tenant: "1",
  client: "2",
  clientSecret: "temporal-web-oidc",
  callbackUrl: null,
  scopes: "openid",
  machineScope: "2/.default",
};

test("with identity tokens are checked as Temporal's frontend checks them, and the UI passes its own", () => {
  const { answers, model } = emitted();
  const { namespaces, exposure } = model.clusters[0]!;
  const codec = placeCodec(answers.clusters[0]!, { namespaces, exposure, identity, prefix: "platform/", temporalNamespaces: ["orders"] }, notebook())!;
  assert.equal(codec.tokens, { keysUrl: identity.keysUrl, issuers: [identity.issuer], audiences: [identity.audience], permissionsClaim: "roles" });
  assert.is(codec.ui?.passTokenText, "true");
  assert.is(codec.chart, "./platform/charts/codec-server");
});

test("what nothing could work without is an error at its place; an id that Azure has yet to give holds everything back", () => {
  const production = ["tier: development", "tier: production"] as const;
  const cases: [string, string[]][] = [
    [changed(["codec: 33333333-3333-3333-3333-333333333333", "workers: 33333333-3333-3333-3333-333333333333"]), ["warning answers/missing-identity clusters.dev-azure-eastus2", open]],
    [changed([`${vault}\n`, "rotate: yearly\n"]), ["error answers/missing encryption"]],
    [changed(["delivery: { registries: [registry.example/acme] }\n", ""]), ["error answers/missing delivery.registries", open]],
    [changed(production), ["error answers/missing identity"]],
    [changed(production, [vault, "local: {}"]), ["error answers/missing identity", "error answers/not-allowed encryption.local"]],
    [changed([vault, "local: {}"], ["  secrets: { sops: age }\n", ""]), ["error answers/secret-without-source encryption.local", open]],
    [changed(["gateway: public", "ingress: nginx"]), ["error answers/not-yet exposure.ui.certificate", open]],
    [changed(["host: temporal-dev.acme.example", `host: ${"t".repeat(60)}.acme.example`]), ["error answers/bad-name encryption.codecServer.host", open]],
    [changed(["  exposure:\n    ui: { host: temporal-dev.acme.example, gateway: public }\n", ""]), ["warning answers/codec-without-host encryption.codecServer.host", open]],
  ];
  for (const [answers, expected] of cases) assert.equal(findingsOf(answers).filter((finding) => expected.includes(finding)), [...expected].sort(), findingsOf(answers).join("\n"));
});

test("an ingress with a ClusterIssuer carries host and certificate", () => {
  const { model, tree } = emitted(changed(["gateway: public", "ingress: nginx, certificate: letsencrypt"]));
  assert.equal(model.clusters[0]!.codec?.ingress, { class: "nginx", namespace: "ingress-nginx", issuer: "letsencrypt", host: "codec-temporal-dev.acme.example" });
  assert.ok(tree.has("clusters/dev-azure-eastus2/codec/ingress.yaml"));
  assert.not.ok(tree.has("clusters/dev-azure-eastus2/codec/route.yaml"));
});

test("only what the codec server needs may flow", () => {
  const { flows, policies } = emitted().model.clusters[0]!.network;
  const about = flows.filter(({ from, to }) => from === "codec server" || to === "codec server").map(({ from, to, ports }) => `${from} → ${to} ${ports}`);
  assert.equal(about, ["Prometheus → codec server 9090", "the Gateway → codec server 8080", "codec server → Azure Key Vault and Entra ID 443"]);
  assert.equal(policies.filter(({ namespace }) => namespace === "temporal-codec").map(({ name }) => name), ["default-deny", "codec-server", "allow-dns"]);
});

test("a stopped cluster runs no pod of it, and its memory counts when it runs", () => {
  assert.is(codecOf(changed(["tier: development", "tier: development\n    state: stopped"])).replicas, 0);
  const requested = (answers: string): number => Number(emitted(answers).model.clusters[0]!.memory.requested.split(" ")[0]);
  const reserved = (replicas: number): number => requested(changed(["codecServer: { replicas: 2 }", `codecServer: { replicas: ${replicas}, memory: 10Gi }`]));
  assert.is(Math.round(reserved(3) - reserved(1)), 20);
});

test("without encryption nothing of it is emitted", () => {
  const { model, tree } = emitted(text.replace(/ {2}encryption:\n( {4,}.*\n)+/, ""));
  assert.is(model.clusters[0]!.codec, null);
  assert.equal([...tree.keys()].filter((path) => /codec/.test(path)), []);
});

test("the image component is written once, so that the pipeline owns it", () => {
  const { tree } = emitted();
  const once = [...tree].filter(([path, { ownership }]) => path.includes("/codec/") && ownership === "once").map(([path]) => path);
  assert.equal(once.sort(), ["clusters/dev-azure-eastus2/codec/image/image.yaml", "clusters/dev-azure-eastus2/codec/image/kustomization.yaml", "custom/dev-azure-eastus2/codec/kustomization.yaml"]);
});

test("no chart of ours writes its version into an object: Flux appends the commit with a plus sign, which no label may hold", () => {
  const charts = new URL("../../templates/charts/", import.meta.url);
  const templates = readdirSync(charts, { recursive: true, encoding: "utf8" }).filter((path) => /\/templates\/.+\.(yaml|tpl)$/.test(path));
  assert.ok(templates.length > 10);
  assert.equal(templates.filter((path) => readFileSync(new URL(path, charts), "utf8").includes(".Chart.Version")), []);
});

test.run();
