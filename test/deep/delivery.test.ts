import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { CLUSTER, emitDelivery } from "../delivery/emitted.ts";
import { digestOf, newWorld, SCRIPTS } from "../delivery/world.ts";
import { startApiServer, type ApiServer } from "../servers/apiserver.ts";
import { deep } from "../servers/deep.ts";
import { buildKustomization, writeRepository } from "../servers/flux.ts";
import { run } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { parse, type Manifest } from "./emitted.ts";

const test = suite("delivery on real servers");
const migrating = { migrate: { image: "registry.example/acme/migrate", command: ["npm", "run", "migrate"], secret: "migrate" } } as const;

/** What Flux would apply as the step `delivery`. */
const built = (answers: Parameters<typeof emitDelivery>[0] = {}): Manifest[] => {
  const kustomization = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "temporal-delivery", namespace: "flux-system" }, spec: { interval: "1h", prune: true, path: `./clusters/${CLUSTER}/delivery`, sourceRef: { kind: "GitRepository", name: "flux-system" } } };
  const { code, stdout, stderr } = buildKustomization({ repository: writeRepository([...emitDelivery(answers).tree]), kustomization, strict: true });
  if (code !== 0) throw new Error(stderr);
  return parse(stdout);
};
const namespaces = ["flux-system", "temporal-delivery", "temporal-builds", "temporal-codec", "temporal-workers"].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));

deep(test, "Flux's own library builds the step; every object lies in one of the two Kubernetes namespaces, with one set of scripts each", ["flux-build"], () => {
  const manifests = built(migrating);
  const scripts = manifests.filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === "delivery-scripts");
  assert.equal(scripts.map(({ metadata }) => metadata.namespace).sort(), ["temporal-builds", "temporal-delivery"]);
  assert.is((scripts[0] as unknown as { data: Record<string, string> }).data["deploy.sh"], readFileSync(join(SCRIPTS, "deploy.sh"), "utf8"));
  const places = manifests.filter(({ kind }) => kind === "WorkflowTemplate").map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  assert.is(places.length, 11);
  assert.equal(places.filter((place) => !place.startsWith("temporal-delivery/")), ["temporal-builds/build"]);
});

deep(test, "a real API server with Argo's full definitions takes every object in a strict dry run", ["flux-build", "kube-apiserver", "etcd", "crds"], async () => {
  const server = await startApiServer();
  try {
    for (const answers of [{}, migrating]) {
      const verdicts = await server.dryRun([...namespaces, ...built(answers)]);
      assert.equal(verdicts.filter(({ accepted }) => !accepted).map(({ object, messages }) => `${object}: ${messages.join("; ")}`), []);
      assert.equal(verdicts.flatMap(({ object, warnings }) => warnings.map((warning) => `${object}: ${warning}`)), []);
    }
    // The definitions do check: a template with two bodies is refused.
    const [broken] = built().filter(({ kind, metadata }) => kind === "WorkflowTemplate" && metadata.name === "release").map((template) => JSON.parse(JSON.stringify(template).replace('"steps"', '"suspend":{},"nonsense"')) as Manifest);
    const [verdict] = (await server.dryRun([...namespaces, broken])).slice(-1);
    assert.not.ok(verdict?.accepted);
  } finally {
    await server.stop();
  }
});

deep(test, "every pod but BuildKit's would be admitted at the level “restricted”", ["flux-build", "kube-apiserver", "etcd", "crds"], async () => {
  const server = await startApiServer();
  try {
    const restricted = { apiVersion: "v1", kind: "Namespace", metadata: { name: "restricted", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } };
    interface Pod { readonly name: string; readonly container?: object; readonly initContainers?: object[]; readonly securityContext?: object; readonly volumes?: object[] }
    const templates = built(migrating).filter(({ kind }) => kind === "WorkflowTemplate").flatMap(({ metadata, spec }) => (spec as { templates: Pod[] }).templates.filter(({ container }) => container).map((template) => ({ owner: metadata.name, template })));
    // Argo's names in images and values are no names to Kubernetes until Argo has filled them in.
    const pods = templates.map(({ owner, template }) => JSON.parse(JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: `${owner}-${template.name}`, namespace: "restricted" }, spec: { securityContext: template.securityContext, volumes: template.volumes, initContainers: template.initContainers, containers: [{ name: "main", ...template.container }] } }).replace(/\{\{[^}]*\}\}/g, "x")) as Manifest);
    const verdicts = await server.dryRun([restricted, ...pods]);
    const refused = verdicts.filter(({ accepted }) => !accepted);
    assert.equal(refused.map(({ object }) => object), ["v1 Pod restricted/build-build"]);
    // Of the exception, exactly what rootless BuildKit needs.
    assert.match(refused[0]?.messages.join() ?? "", /allowPrivilegeEscalation != false.*unrestricted capabilities.*seccompProfile/);
    assert.not.match(refused[0]?.messages.join() ?? "", /privileged: true|runAsNonRoot|hostPath/);
  } finally {
    await server.stop();
  }
});

const TAG = "a".repeat(40);
const REVISION = "b".repeat(40);

/** A cluster in which Flux has rolled out one release, as the account of the verification sees it. */
async function rolledOut(server: ApiServer): Promise<{ verify: (env?: Readonly<Record<string, string>>) => ReturnType<ReturnType<typeof newWorld>["script"]>; put: (object: Manifest, status: object) => void }> {
  const kubectl = (args: readonly string[], input: object): void => {
    const done = run(pathOf("kubectl"), ["--kubeconfig", server.kubeconfig, ...args, "-f", "-"], { input: JSON.stringify(input) });
    if (done.code !== 0) throw new Error(done.stderr);
  };
  const put = (object: Manifest, status: object): void => {
    kubectl(["apply", "--server-side", "--force-conflicts"], object);
    kubectl(["apply", "--server-side", "--force-conflicts", "--subresource=status"], { apiVersion: object.apiVersion, kind: object.kind, metadata: { name: object.metadata.name, namespace: object.metadata.namespace }, status });
  };
  const stored = await server.apply([...namespaces, ...built().filter(({ kind }) => kind === "Role" || kind === "RoleBinding" || kind === "ServiceAccount")]);
  assert.equal(stored.filter(({ accepted }) => !accepted), []);
  const config = JSON.parse(readFileSync(server.kubeconfig, "utf8")) as { users: { user: object }[] };
  const world = newWorld();
  const asVerify = join(world.folder, "kubeconfig");
  writeFileSync(asVerify, JSON.stringify({ ...config, users: config.users.map((user) => ({ ...user, user: { ...user.user, as: "system:serviceaccount:temporal-delivery:delivery-verify" } })) }));
  const verify = (env: Readonly<Record<string, string>> = {}) => world.script("verify.sh", { RELEASE: "spine", TAG, DIGEST: digestOf("a"), REVISION, TIMEOUT: "3", SETTLE: "2", PAUSE: "1", KUBECONFIG: asVerify, ...env }, join(pathOf("kubectl"), ".."));
  return { verify, put };
}

const ready = (message: string, status = "True") => [{ type: "Ready", status, reason: "Test", message, lastTransitionTime: "2026-01-01T00:00:00Z" }];
const source = { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata: { name: "flux-system", namespace: "flux-system" }, spec: { interval: "1m", url: "https://git.example/acme/platform" } };
const step = { apiVersion: "kustomize.toolkit.fluxcd.io/v1", kind: "Kustomization", metadata: { name: "temporal-workers", namespace: "flux-system" }, spec: { interval: "1h", prune: true, path: "./x", sourceRef: { kind: "GitRepository", name: "flux-system" } } };
const release = (tag: string, replicas = 1) => ({ apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: "spine", namespace: "temporal-workers" }, spec: { interval: "1h", chart: { spec: { chart: "./charts/temporal-worker", sourceRef: { kind: "GitRepository", name: "flux-system", namespace: "flux-system" } } }, values: { replicas, image: { tag, digest: digestOf("a") } } } });
const labels = { "app.kubernetes.io/instance": "spine" };
const container = { name: "worker", image: "registry.example/acme/spine", ports: [] };
const deployment = (replicas: number) => ({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "spine", namespace: "temporal-workers", labels }, spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } } });
const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "spine-1", namespace: "temporal-workers", labels }, spec: { containers: [container] } };
const artifact = (revision: string) => ({ artifact: { revision: `refs/heads/main@sha1:${revision}`, digest: digestOf("f"), lastUpdateTime: "2026-01-01T00:00:00Z", path: "x", url: "http://x/x" } });
/** Applied, though the step as a whole is not healthy: a neighbour of the release fails. */
const applied = (revision: string) => ({ lastAttemptedRevision: `refs/heads/main@sha1:${revision}`, lastAppliedRevision: `refs/heads/main@sha1:${"1".repeat(40)}`, conditions: ready("timeout waiting for: [HelmRelease/temporal-workers/billing]", "False") });
const available = (count: number) => ({ observedGeneration: 1, replicas: count, updatedReplicas: count, readyReplicas: count, availableReplicas: count });

deep(test, "verification passes for a release that Flux has rolled out, with no more rights than its Role gives, and fails for every other state", ["flux-build", "kube-apiserver", "etcd", "crds", "kubectl"], async () => {
  const server = await startApiServer();
  try {
    const { verify, put } = await rolledOut(server);
    const says = (expected: RegExp, env?: Readonly<Record<string, string>>): void => {
      const done = verify(env);
      assert.is(done.code, 1, done.stderr);
      assert.match(done.stderr, expected);
      assert.not.match(done.stderr, /forbidden/i);
    };
    put(source, artifact(REVISION));
    put(step, applied("c".repeat(40)));
    put(release("old"), { observedGeneration: 1, conditions: ready("Helm upgrade succeeded") });
    says(/not so that Flux has applied b{40}/);

    put(release(TAG), { observedGeneration: 1, conditions: ready("Helm upgrade succeeded") });
    says(/not so that Flux has applied/);

    put(step, applied(REVISION));
    // Ready of the generation before: the old image was healthy, and that says nothing.
    says(/not so that the HelmRelease spine is ready/);

    put(release(TAG), { observedGeneration: 2, conditions: ready("Helm upgrade failed: timed out", "False") });
    says(/Helm upgrade failed: timed out/);

    put(release(TAG), { observedGeneration: 2, conditions: ready("Helm upgrade succeeded") });
    says(/not so that every pod of spine is available/);

    put(deployment(2), { observedGeneration: 1, replicas: 2, updatedReplicas: 2 });
    says(/not so that every pod of spine is available/);
    put(deployment(2), { ...available(2), replicas: 3 });
    says(/not so that every pod of spine is available/);

    put(deployment(2), available(2));
    put(pod, { containerStatuses: [{ name: "worker", image: "x", imageID: "x", ready: true, restartCount: 1 }] });
    const well = verify();
    assert.is(well.code, 0, well.stderr);
    assert.match(well.stderr, `spine runs ${TAG}@${digestOf("a")}`);
    says(/no release named/, { RELEASE: "orders" });
    says(/not so that Flux has applied/, { DIGEST: digestOf("e") });

    // A later commit that leaves the image as it is counts, once Flux has applied it.
    put(source, artifact("d".repeat(40)));
    assert.is(verify({ REVISION: "9".repeat(40) }).code, 1);
    put(step, applied("d".repeat(40)));
    assert.is(verify({ REVISION: "9".repeat(40) }).code, 0);

    // Scaled to zero is as wanted; Kubernetes then leaves out every count.
    put(deployment(0), { observedGeneration: 2 });
    assert.is(verify().code, 0);
  } finally {
    await server.stop();
  }
});

deep(test, "the account that starts builds may create workflows among the builds and nowhere else; nobody reads a Secret", ["flux-build", "kube-apiserver", "etcd", "crds"], async () => {
  const server = await startApiServer();
  try {
    await server.apply([...namespaces, ...built().filter(({ kind }) => kind === "Role" || kind === "RoleBinding" || kind === "ServiceAccount")]);
    const may = async (account: string, verb: string, resource: string, group: string, namespace: string): Promise<boolean> => {
      const { body } = await server.api.call("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec: { user: `system:serviceaccount:${account}`, resourceAttributes: { verb, resource, group, namespace } } });
      return (body as { status: { allowed: boolean } }).status.allowed;
    };
    const who = async (verb: string, resource: string, group: string, namespace: string): Promise<string[]> => {
      const answers = await Promise.all(accounts.map((account) => may(account, verb, resource, group, namespace)));
      return accounts.filter((_, index) => answers[index]);
    };
    const accounts = ["temporal-delivery:delivery", "temporal-delivery:delivery-verify", "temporal-delivery:delivery-start", "temporal-builds:build"];
    assert.equal(await who("create", "workflows", "argoproj.io", "temporal-builds"), ["temporal-delivery:delivery-start"]);
    assert.equal(await who("create", "workflows", "argoproj.io", "temporal-delivery"), []);
    assert.equal(await who("create", "workflowtaskresults", "argoproj.io", "temporal-delivery"), accounts.slice(0, 3));
    assert.equal(await who("patch", "workflowtaskresults", "argoproj.io", "temporal-builds"), accounts.slice(3));
    assert.equal(await who("get", "helmreleases", "helm.toolkit.fluxcd.io", "temporal-workers"), ["temporal-delivery:delivery-verify"]);
    for (const namespace of ["temporal-delivery", "temporal-builds", "temporal-workers", "flux-system"]) {
      for (const [verb, resource, group] of [["get", "secrets", ""], ["create", "pods", ""], ["patch", "helmreleases", "helm.toolkit.fluxcd.io"], ["patch", "kustomizations", "kustomize.toolkit.fluxcd.io"], ["patch", "deployments", "apps"]] as const) {
        assert.equal(await who(verb, resource, group, namespace), [], `${verb} ${resource} ${namespace}`);
      }
    }
  } finally {
    await server.stop();
  }
});

deep(test, "shellcheck finds nothing in the scripts", ["shellcheck"], () => {
  const scripts = ["common", "askpass", "changes", "clone", "build", "choose", "deploy", "rollback", "verify"].map((name) => join(SCRIPTS, `${name}.sh`));
  const { code, stdout } = run(pathOf("shellcheck"), ["--external-sources", ...scripts]);
  assert.is(code, 0, stdout);
});

test.run();
