import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runKubeconform, writeSchemas, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
import { startApiServer } from "../servers/apiserver.ts";
import { mergeValues, type Values } from "../servers/chart-values.ts";
import { deep } from "../servers/deep.ts";
import { healthOf, writeRepository } from "../servers/flux.ts";
import { lintChart, renderChart, tryChart, type Rendered } from "../servers/helm.ts";
import { temporaryFolder } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { root } from "../cli/run.ts";
import { builtByFlux, emit, find, type Manifest } from "./emitted.ts";

const test = suite("workers on real servers");
const answers = `
workers:
  spine:
    language: python
    taskQueues: [spine, spine.slow]
    image: registry.example/acme/spine
    pullSecret: registry
    replicas: 3
    env: { LOG_LEVEL: info, EMPTY: "" }
    secrets: { AUTH_KEY: "acme#auth_key" }
    uses: { outbound: [api.mail.example] }
  billing:
    taskQueues: [billing]
    image: registry.example/acme/billing
    scale: { max: 5, by: backlog }
  reports:
    language: go
    taskQueues: [reports]
    image: registry.example/acme/reports
    scale: { min: 2, max: 4, cpu: 60%, memory: 80% }
    health: { port: 8090, path: /healthz }
    shutdown: 10m
`;
const quota = "    quotas: { workers: { cpu: 8, memory: 16Gi, pods: 40 } }\n";
const generated = emit("homelab", (text) => `${text.replace(/^    secrets:$/m, `${quota}    secrets:`)}${answers}`);
const cluster = generated.model.clusters[0]!;
const repository = writeRepository([...generated.tree]);
const chart = join(repository, "charts/temporal-worker");
const deployed: Values = { image: { tag: "0123abc", digest: `sha256:${"a".repeat(64)}` } };
const valuesOf = (release: Manifest): Values => (release["spec"] as { values: Values }).values;
const render = (name: string, values: Values): Rendered[] => renderChart({ chart, release: name, namespace: "temporal-workers", values: mergeValues(values, deployed), apiVersions: ["monitoring.coreos.com/v1", "keda.sh/v1alpha1"] });
const emitted = (): Map<string, Values> => {
  const steps = builtByFlux(generated, cluster);
  return new Map(["billing", "reports", "spine"].map((name) => [name, valuesOf(find(steps, "HelmRelease", name))]));
};
/** What no homelab has: certificates, an identity of Azure, nodes of its own. */
const enterprise: Values = {
  tls: { secret: "spine-temporal-tls" },
  serviceAccount: { annotations: { "azure.workload.identity/client-id": "11111111-1111-1111-1111-111111111111" } },
  podLabels: { "azure.workload.identity/use": "true" },
  nodeSelector: { tier: "workers" },
  tolerations: [{ key: "tier", operator: "Equal", value: "workers" }],
};
const everything = (): Rendered[] => {
  const values = emitted();
  const renamed = (name: string, more: Values) => render(name, mergeValues(values.get("spine") ?? {}, more));
  return [...[...values].flatMap(([name, own]) => render(name, own)), ...renamed("mutual", enterprise), ...renamed("server-only", { tls: { secret: "ca", clientCertificate: false } }), ...renamed("drained", { replicas: 0 })];
};
const kinds = (objects: readonly Rendered[]): string[] => objects.map(({ kind }) => kind).sort();

deep(test, "each release renders what its answers ask for, and never two autoscalers", ["flux-build", "helm"], () => {
  const values = emitted();
  const of = (name: string): string[] => kinds(render(name, values.get(name) ?? {}));
  assert.equal(of("spine"), ["Deployment", "PodDisruptionBudget", "PodMonitor", "ServiceAccount"]);
  assert.equal(of("billing"), ["Deployment", "PodDisruptionBudget", "PodMonitor", "ScaledObject", "ServiceAccount"]);
  assert.equal(of("reports"), ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "PodMonitor", "ServiceAccount"]);
  const spec = (name: string) => render(name, values.get(name) ?? {}).find(({ kind }) => kind === "Deployment")?.["spec"] as { replicas?: number; template: { spec: { containers: { image: string; env: { name: string; value?: string }[] }[]; terminationGracePeriodSeconds: number } } };
  assert.is(spec("spine").replicas, 3);
  assert.is(spec("billing").replicas, undefined);
  assert.is(spec("reports").template.spec.terminationGracePeriodSeconds, 610);
  const container = spec("spine").template.spec.containers[0]!;
  assert.is(container.image, `registry.example/acme/spine:0123abc@sha256:${"a".repeat(64)}`);
  assert.is(container.env.find(({ name }) => name === "TEMPORAL_TASK_QUEUES")?.value, "spine,spine.slow");
  assert.is(container.env.find(({ name }) => name === "EMPTY")?.value, "");
});

deep(test, "helm's linter finds the chart sound, and the schema refuses what would not run", ["flux-build", "helm"], () => {
  const spine = emitted().get("spine") ?? {};
  const { code, stdout, stderr } = lintChart(chart, mergeValues(spine, deployed));
  assert.is(code, 0, stdout + stderr);
  const refused = (values: Values, words: string | RegExp): void => {
    const ran = tryChart({ chart, release: "spine", namespace: "temporal-workers", values: mergeValues(mergeValues(spine, deployed), values) });
    assert.is.not(ran.code, 0, JSON.stringify(values));
    assert.match(ran.stderr, words);
  };
  refused({ image: { tag: "latest", digest: "" } }, "image");
  refused({ image: { tag: "", digest: "" } }, "image");
  refused({ autoscaling: { by: "resources" } }, "autoscaling");
  refused({ autoscaling: { by: "backlog" } }, "autoscaling");
  refused({ autoscaling: { min: 0 } }, "min");
  refused({ env: { NUMBER: 5 } }, "env");
  refused({ replica: 2 }, "replica");
});

deep(test, "kubeconform finds every rendered object valid against the shipped records", ["flux-build", "helm", "kubeconform"], async () => {
  const folder = join(root, "schemas/kubernetes");
  const records = readdirSync(folder).filter((name) => name !== "index.json").map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as SchemaRecord);
  const objects = everything();
  const files = writeRepository(objects.map((object, index) => [`${index}.json`, JSON.stringify(object)] as const));
  const outcome = await runKubeconform({ binary: pathOf("kubeconform"), files: objects.map((_, index) => join(files, `${index}.json`)), expected: objects.length, schemaLocations: [writeSchemas(records, temporaryFolder("schemas"))] });
  assert.ok(outcome.outcome === "checked", JSON.stringify(outcome));
  assert.equal(outcome.results.filter(({ status }) => status !== "valid"), []);
});

deep(test, "a real API server takes every rendered object, and its pods fit the security level of the namespace", ["flux-build", "helm", "kube-apiserver", "etcd", "crds"], async () => {
  const server = await startApiServer();
  try {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted" };
    await server.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "temporal-workers", labels } }]);
    const objects: Manifest[] = everything().map((object) => ({ ...object, metadata: { ...object.metadata, namespace: "temporal-workers" } }));
    objects.push(...(builtByFlux(generated, cluster).get("temporal-workers") ?? []));
    assert.ok(objects.some(({ kind }) => kind === "ResourceQuota"));
    const verdicts = await server.dryRun(objects);
    assert.is(verdicts.length, objects.length);
    assert.equal(verdicts.flatMap(({ object, accepted, messages, warnings }) => (accepted && warnings.length === 0 ? [] : [`${object}: ${[...messages, ...warnings].join("; ")}`])), []);
  } finally {
    await server.stop();
  }
});

deep(test, "before the first image a release is suspended, and Flux waits for none that is", ["flux-build"], () => {
  const steps = builtByFlux(generated, cluster);
  const release = find(steps, "HelmRelease", "billing");
  assert.is((release["spec"] as { suspend?: boolean }).suspend, true);
  assert.equal((valuesOf(release) as { image: unknown }).image, { repository: "registry.example/acme/billing", tag: "", digest: "" });
  const expressions = cluster.kustomizations.find(({ folder }) => folder === "workers")!.health!.expressions[0]!;
  const health = (object: unknown) => healthOf({ current: expressions.current }, object as Parameters<typeof healthOf>[1]);
  assert.is(health(release), "Current");
  const started = { ...release, metadata: { ...release.metadata, generation: 2 }, spec: { ...(release["spec"] as object), suspend: false } };
  // The custom resource definition gives every new release this status.
  assert.is(health({ ...started, status: { observedGeneration: -1 } }), "InProgress");
  assert.is(health({ ...started, status: { observedGeneration: 2, conditions: [{ type: "Ready", status: "True" }] } }), "Current");
});

test.run();
