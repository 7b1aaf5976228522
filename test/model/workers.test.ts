import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ClusterAnswers, WorkerAnswers } from "../../generators/answers/answers.ts";
import { notebook } from "../../generators/model/derivation.ts";
import type { Cluster, Codec, Identity, Workers } from "../../generators/model/model.ts";
import { startersOf, workerFindings } from "../../generators/model/worker-findings.ts";
import { placeWorkers, type WorkersAround } from "../../generators/model/workers.ts";
import { emit } from "../deep/emitted.ts";

const test = suite("workers in the model");
const homelab = (more = ""): Cluster => emit("homelab", (text) => `${text}${more}`).model.clusters[0]!;
const { namespaces, operators, tls, temporal } = homelab();
const plain: WorkersAround = { prefix: "", namespaces, operators, tls, identity: null, codec: null, temporal };
const identity: Identity = { provider: "entra-id", issuer: "", keysUrl: "", audience: "app", permissionsClaim: "roles", tenant: "t", client: "app", clientSecret: "", callbackUrl: null, scopes: "", machineScope: "app/.default" };
const codec = { key: { provider: "azure-key-vault", url: "https://kv-acme.vault.azure.net", name: "temporal-payload", secret: null, secretKey: "keys", because: "" } } as Codec;
const guarded: WorkersAround = { ...plain, tls: { ...tls, clients: "mutual", frontend: true, mutual: true, serverName: "temporal-frontend" }, identity, codec };

const cluster = (worker: Partial<WorkerAnswers>, more: Partial<ClusterAnswers> = {}): ClusterAnswers => ({ name: "c", environment: "e", tier: "production", cloud: "azure", workers: { spine: { taskQueues: ["spine"], image: "registry.example/acme/spine", ...worker } }, ...more });
const place = (answers: ClusterAnswers, around = plain): Workers => placeWorkers(answers, around, notebook())!;
const spine = (answers: ClusterAnswers, around = plain) => place(answers, around).list[0]!;
const codes = (answers: ClusterAnswers, around = plain): string[] => workerFindings(answers, place(answers, around)).map(({ code, path }) => `${code} ${path}`);

test("a cluster without workers has nothing of them", () => {
  assert.is(placeWorkers({ name: "c", environment: "e", tier: "small", cloud: "azure" }, plain, notebook()), null);
  assert.is(emit("homelab").tree.has("charts/temporal-worker/Chart.yaml"), false);
});

test("what nobody said is derived, and every derivation is told", () => {
  const notes = notebook();
  placeWorkers(cluster({}), plain, notes);
  assert.equal(notes.derivations.map(({ path, value }) => `${path} ${value}`), [
    "workers.spine.replicas 2",
    "workers.spine.cpu 500m",
    "workers.spine.memory 1Gi",
    "workers.spine.concurrency 40 workflow tasks, 100 activities, 100 local activities",
    "workers.spine.shutdown 60s",
  ]);
  const said = notebook();
  placeWorkers(cluster({ replicas: 4, cpu: 1, memory: 2 ** 30, concurrency: { activities: 5 }, shutdown: 30 }), plain, said);
  assert.equal(said.derivations, []);
});

test("a server without TLS, tokens and encryption needs an address and no more", () => {
  const { env, certificate, podLabels, calls } = spine(cluster({}));
  assert.equal(Object.keys(env).filter((name) => /TLS|TOKEN|CODEC/.test(name)), []);
  assert.is(env["TEMPORAL_ADDRESS"], temporal.address);
  assert.equal([certificate, podLabels, calls], [null, null, { keyVault: false, identityProvider: false }]);
});

test("with TLS, Entra ID and Key Vault it gets a certificate, a scope for tokens, the key and an identity", () => {
  const worker = spine(cluster({ identity: "client-1" }), guarded);
  const { env } = worker;
  assert.is(env["TEMPORAL_TLS_CLIENT_CERT_PATH"], "/etc/temporal/tls/tls.crt");
  assert.is(env["TEMPORAL_TLS_SERVER_NAME"], "temporal-frontend");
  assert.is(env["TEMPORAL_TOKEN_SCOPE"], "app/.default");
  assert.equal([env["CODEC_KEY_PROVIDER"], env["CODEC_AZURE_VAULT_URL"], env["CODEC_AZURE_KEY"]], ["azure-key-vault", "https://kv-acme.vault.azure.net", "temporal-payload"]);
  assert.equal(worker.certificate, { name: "spine-temporal", secret: "spine-temporal-tls", commonName: "spine" });
  assert.equal(worker.serviceAccountAnnotations, { "azure.workload.identity/client-id": "client-1" });
  assert.equal(worker.podLabels, { "azure.workload.identity/use": "true" });
});

test("a server that asks for no client certificate gives the authority alone", () => {
  const { env, clientCertificate, certificate } = spine(cluster({}), { ...plain, tls: { ...guarded.tls, clients: "server", mutual: false } });
  assert.is(clientCertificate, false);
  assert.ok(certificate);
  assert.equal([env["TEMPORAL_TLS_SERVER_CA_CERT_PATH"], env["TEMPORAL_TLS_CLIENT_CERT_PATH"]], ["/etc/temporal/tls/ca.crt", undefined]);
});

test("a local key comes from its Secret, never from the environment in Git", () => {
  const local = { key: { provider: "local", url: null, name: null, secret: "payload-key", secretKey: "keys", because: "" } } as Codec;
  const { env, secretEnv, podLabels } = spine(cluster({}), { ...plain, codec: local });
  assert.equal([env["CODEC_KEY_PROVIDER"], env["CODEC_LOCAL_KEY"], podLabels], ["local", undefined, null]);
  assert.equal(secretEnv, { CODEC_LOCAL_KEY: { name: "payload-key", key: "keys" } });
});

test("names of the program's own stand beside the usual ones", () => {
  const { env } = spine(cluster({ connection: { rename: { TEMPORAL_ADDRESS: "TEMPORAL_CLUSTER_URL", TEMPORAL_TLS_CA: "ROOT_CA" } } }), guarded);
  assert.is(env["TEMPORAL_CLUSTER_URL"], env["TEMPORAL_ADDRESS"]);
  assert.is(env["ROOT_CA"], env["TEMPORAL_TLS_SERVER_CA_CERT_PATH"]);
});

test("a stopped cluster runs no pods, whatever counts them", () => {
  assert.is(spine(cluster({ replicas: 3 }, { state: "draining" })).replicas, 0);
  const scaled = spine(cluster({ scale: { max: 9, by: "backlog" } }, { state: "stopped" }));
  assert.equal([scaled.replicas, scaled.autoscaling, scaled.most], [0, null, 9]);
});

test("the backlog is asked of the server's own metric, task queues as they are written", () => {
  const { autoscaling } = spine(cluster({ taskQueues: ["spine", "spine.slow"], scale: { max: 9, by: "backlog", backlog: 25 } }));
  assert.equal(autoscaling, {
    by: "backlog",
    min: 1,
    max: 9,
    backlog: {
      serverAddress: "http://prometheus-operated.monitoring.svc:9090",
      query: `sum(approximate_backlog_count{job="temporal-matching-headless",namespace="${namespaces.server}",temporal_namespace="home",taskqueue=~"spine|spine\\\\.slow"})`,
      tasksPerPod: 25,
    },
  });
  assert.equal(spine(cluster({ scale: { max: 4, memory: 0.8 } })).autoscaling, { by: "resources", min: 1, max: 4, memory: 80 });
  assert.equal(spine(cluster({ scale: { max: 4 } })).autoscaling, { by: "resources", min: 1, max: 4, cpu: 70 });
});

test("its secrets are one Secret, and its pods read every key of it", () => {
  const worker = spine(cluster({ secrets: { AUTH_KEY: "acme#auth_key" } }, { secrets: { sops: { recipients: [] } } }));
  assert.equal(worker.secret, { name: "worker-spine", namespace: namespaces.workers, keys: ["AUTH_KEY"], purpose: "Environment of the worker spine", type: null, places: { AUTH_KEY: "acme#auth_key" } });
  assert.equal(worker.secretEnv, { AUTH_KEY: { name: "worker-spine", key: "AUTH_KEY" } });
});

test("findings: no image, no identity, no source of secrets, a quota that is too small", () => {
  assert.equal(codes(cluster({})), []);
  assert.equal(codes({ ...cluster({}), workers: { spine: { taskQueues: ["spine"] } } }), ["answers/missing workers.spine.image"]);
  assert.equal(codes({ ...cluster({}), workers: { spine: { taskQueues: ["spine"] } }, delivery: { registries: ["registry.example/acme"] } }), []);
  assert.equal(codes(cluster({}), guarded), ["answers/missing-identity workers.spine.identity"]);
  assert.equal(codes(cluster({}, { azure: { identities: { workers: "client-1" } } }), guarded), []);
  assert.equal(codes(cluster({ secrets: { A: "b#c" } })), ["answers/secret-without-source workers.spine.secrets"]);
  assert.equal(codes(cluster({}, { quotas: { workers: { cpu: 1.5, memory: 2 * 2 ** 30, pods: 3 } } })), ["answers/contradiction quotas.workers.memory"]);
});

test("one starter for each name, none for code that has a place or for a language without one", () => {
  const workers = place({ ...cluster({}), workers: { a: { taskQueues: ["a"] }, b: { taskQueues: ["b"], language: "python" }, c: { taskQueues: ["c"], source: { context: "." } }, d: { taskQueues: ["d"], language: "go" } } });
  assert.equal(startersOf([{ workers }, { workers: null }, { workers }]), { typescript: [{ name: "a" }], python: [{ name: "b" }] });
  assert.equal(workers.list.map(({ build }) => build?.dockerfile ?? null), ["services/a/Dockerfile", "services/b/Dockerfile", "Dockerfile", null]);
});

test("only the pods of a worker reach the frontend, Prometheus reaches them, and the outside is open where it is named", () => {
  const network = homelab(`
workers:
  spine: { taskQueues: [spine], image: registry.example/acme/spine, uses: { outbound: [api.mail.example, store.example] } }
  billing: { taskQueues: [billing], image: registry.example/acme/billing }
`).network;
  const policy = (name: string) => network.policies.find((one) => one.name === name)!;
  assert.equal(policy("worker-spine").podSelector, { matchLabels: { "app.kubernetes.io/name": "temporal-worker", "app.kubernetes.io/instance": "spine" } });
  assert.equal(policy("worker-spine").egress.filter((rule) => !Object.hasOwn(rule, "to")), [{ ports: [{ port: 443, protocol: "TCP" }] }]);
  assert.equal(policy("worker-billing").egress.filter((rule) => !Object.hasOwn(rule, "to")), []);
  assert.equal(network.flows.filter(({ from }) => from === "worker spine").map(({ to, ports }) => `${to} ${ports}`), ["Temporal frontend 7233", "api.mail.example 443", "store.example 443"]);
});

test("a starter that has no way to its token or its key here says so, and code of the customer is left alone", () => {
  const onPremises = { cloud: "on-premises" } as const;
  const starter = ["answers/worker-credential workers.spine"];
  assert.equal(codes(cluster({}, onPremises), guarded), starter);
  assert.equal(codes(cluster({ identity: "client-1" }), { ...guarded, identity: { ...identity, provider: "keycloak" } }), starter);
  assert.equal(codes(cluster({}, onPremises), { ...guarded, identity: null }), starter);
  assert.equal(codes(cluster({ source: {} }, onPremises), guarded), []);
  assert.equal(codes(cluster({ identity: "client-1" }), guarded), []);
  assert.equal(codes(cluster({}, onPremises)), []);
});

test.run();
