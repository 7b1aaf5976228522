import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../cli/run.ts";
import { startApiServer } from "../servers/apiserver.ts";
import { deep } from "../servers/deep.ts";
import { lintChart, renderChart, tryChart, type Rendered } from "../servers/helm.ts";

const test = suite("the chart of the codec server");
const chart = join(root, "templates/charts/codec-server");
const image = { repository: "registry.example/acme/codec-server", tag: "0123abc", digest: `sha256:${"a".repeat(64)}` };
const authorization = { mode: "jwt", jwksUrl: "https://issuer.example/keys", issuers: ["https://issuer.example/v2.0"], audiences: ["temporal"] };
const local = { image, authorization: { mode: "none" }, encryption: { provider: "local", local: { secretName: "payload-key" } } };
const azure = {
  image,
  authorization,
  encryption: { provider: "azure-key-vault", azure: { vaultUrl: "https://kv-acme-prod.vault.azure.net", key: "temporal-payload" } },
  namespaces: ["orders", "billing"],
  corsOrigins: ["https://temporal.acme.example"],
  podLabels: { "azure.workload.identity/use": "true" },
  serviceAccount: { annotations: { "azure.workload.identity/client-id": "33333333-3333-3333-3333-333333333333" } },
  serviceMonitor: { enabled: true, labels: { release: "kube-prometheus-stack" } },
  tls: { secretName: "codec-tls" },
};
const full = { ...azure, autoscaling: { enabled: true } };
const render = (values: Readonly<Record<string, unknown>>): Rendered[] => renderChart({ chart, values, release: "codec-server", namespace: "temporal-codec" });
const one = (objects: readonly Rendered[], kind: string): Rendered => objects.find((object) => object.kind === kind)!;
const kinds = (values: Readonly<Record<string, unknown>>): string[] => render(values).map(({ kind }) => kind).sort();

deep(test, "it becomes what its values ask for", ["helm"], () => {
  assert.equal(kinds(local), ["ConfigMap", "Deployment", "PodDisruptionBudget", "Service", "ServiceAccount"]);
  assert.equal(kinds({ ...local, replicas: 1 }), ["ConfigMap", "Deployment", "Service", "ServiceAccount"]);
  assert.equal(kinds(full), ["ConfigMap", "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Service", "ServiceAccount", "ServiceMonitor"]);
  const spec = one(render(full), "Deployment")["spec"] as { replicas?: number };
  assert.is(spec.replicas, undefined, "the autoscaler owns the number of pods");
});

deep(test, "the server takes the configuration that the chart makes", ["helm"], () => {
  const { data } = one(render(azure), "ConfigMap") as unknown as { data: Record<string, string> };
  assert.equal(data, {
    CODEC_PORT: "8080",
    CODEC_MANAGEMENT_PORT: "9090",
    CODEC_DRAIN_SECONDS: "8",
    CODEC_CORS_ORIGINS: "https://temporal.acme.example",
    CODEC_NAMESPACES: "orders,billing",
    CODEC_TRUSTED_NAMESPACES: "",
    CODEC_AUTH: "jwt",
    CODEC_JWT_JWKS_URL: "https://issuer.example/keys",
    CODEC_JWT_ISSUER: "https://issuer.example/v2.0",
    CODEC_JWT_AUDIENCE: "temporal",
    CODEC_JWT_PERMISSIONS_CLAIM: "permissions",
    CODEC_JWT_ALGORITHMS: "RS256,ES256",
    CODEC_KEY_PROVIDER: "azure-key-vault",
    CODEC_AZURE_VAULT_URL: "https://kv-acme-prod.vault.azure.net",
    CODEC_AZURE_KEY: "temporal-payload",
    CODEC_TLS_CERT_FILE: "/tls/tls.crt",
    CODEC_TLS_KEY_FILE: "/tls/tls.key",
  });
  // Every variable is one that the server or the library reads.
  const sources = ["codec-server/src/config.ts", "payload-codec/src/configuration.ts"].map((file) => readFileSync(join(root, "templates/services", file), "utf8")).join("\n");
  for (const name of Object.keys(data)) assert.ok(sources.includes(`"${name}"`), name);
});

deep(test, "another configuration is another pod, the same is the same", ["helm"], () => {
  const checksum = (values: Readonly<Record<string, unknown>>): unknown => (one(render(values), "Deployment") as unknown as { spec: { template: { metadata: { annotations: Record<string, string> } } } }).spec.template.metadata.annotations["checksum/config"];
  assert.is(checksum(azure), checksum(azure));
  assert.is.not(checksum(azure), checksum({ ...azure, namespaces: ["orders"] }));
});

deep(test, "values that cannot work are refused with their name", ["helm"], () => {
  const cases: [Readonly<Record<string, unknown>>, RegExp][] = [
    [{ ...azure, image: { ...image, tag: "" } }, /tag/],
    [{ ...azure, image: { ...image, tag: "latest" } }, /tag/],
    [{ ...azure, image: { ...image, digest: "sha256:short" } }, /digest/],
    [{ ...azure, authorization: { mode: "jwt" } }, /jwksUrl/],
    [{ ...azure, authorization: { ...authorization, algorithms: ["HS256"] } }, /algorithms/],
    [{ ...azure, corsOrigins: ["*"] }, /corsOrigins/],
    [{ ...azure, encryption: { provider: "azure-key-vault" } }, /vaultUrl/],
    [{ ...local, encryption: { provider: "local" } }, /secretName/],
    [{ ...azure, encryption: { provider: "fernet" } }, /provider/],
    [{ ...azure, settings: { CODEC_AUTH: "none" } }, /CODEC_AUTH/],
    [{ ...azure, replica: 3 }, /replica/],
  ];
  for (const [values, words] of cases) {
    const { code, stderr } = tryChart({ chart, values, release: "codec-server", namespace: "temporal-codec" });
    assert.is.not(code, 0, JSON.stringify(values));
    assert.match(stderr, words);
  }
});

deep(test, "helm's own linter finds nothing", ["helm"], () => {
  for (const values of [local, azure, full]) {
    const { code, stdout, stderr } = lintChart(chart, values);
    assert.is(code, 0, stdout + stderr);
  }
});

deep(test, "a real API server takes every object, and the pods fit the level restricted", ["helm", "kube-apiserver", "etcd", "crds"], async () => {
  const server = await startApiServer();
  try {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "temporal-codec", labels: { "pod-security.kubernetes.io/warn": "restricted" } } };
    for (const values of [local, azure, full, { ...local, replicas: 0 }]) {
      const verdicts = await server.dryRun([namespace, ...render(values)]);
      assert.equal(verdicts.filter(({ accepted }) => !accepted).map(({ object, messages }) => `${object}: ${messages.join("; ")}`), []);
      assert.equal(verdicts.flatMap(({ object, warnings }) => warnings.map((warning) => `${object}: ${warning}`)), []);
    }
  } finally {
    await server.stop();
  }
});

test.run();
