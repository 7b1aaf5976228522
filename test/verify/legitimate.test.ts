import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify, type Code } from "../../generators/verify/index.ts";
import { tree } from "./trees.ts";

const test = suite("legitimate variants");

type Row = readonly [what: string, manifests: string];

const meta = (name: string, more = ""): string => `metadata:\n  name: ${name}\n  namespace: a\n${more}`;
const indented = (text: string, by: number): string => text.split("\n").filter((line) => line !== "").map((line) => `${" ".repeat(by)}${line}\n`).join("");
/** A Deployment: lines of its spec, of its pod and of its container. */
const deployment = (spec = "", pod = "", container = "", annotations = ""): string =>
  `apiVersion: apps/v1\nkind: Deployment\n${meta("web", annotations)}spec:\n${indented(spec, 2)}  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n${indented(pod, 6)}      containers:\n        - name: web\n          image: example.com/web:1.0.0\n${indented(container, 10)}`;
const namespace = (labels: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n${indented(labels, 4)}`;
const budget = (spec: string): string => `apiVersion: policy/v1\nkind: PodDisruptionBudget\n${meta("web")}spec:\n  selector:\n    matchLabels:\n      app: web\n${indented(spec, 2)}`;
const scaler = `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n${meta("web")}spec:\n  minReplicas: 3\n  maxReplicas: 5\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n`;
const scaledObject = `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\n${meta("web")}spec:\n  minReplicaCount: 3\n  scaleTargetRef:\n    name: web\n  triggers:\n    - type: cpu\n      metricType: Utilization\n      metadata:\n        value: "60"\n`;
const ingress = (annotations: string, spec: string, host = "web.example.com"): string => `apiVersion: networking.k8s.io/v1\nkind: Ingress\n${meta("web", annotations)}spec:\n${indented(spec, 2)}  rules:\n    - host: ${host}\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  number: 80\n`;
const range = (type: string, limits: string): string => `apiVersion: v1\nkind: LimitRange\n${meta("defaults")}spec:\n  limits:\n    - type: ${type}\n${indented(limits, 6)}`;
const cluster = (spec = ""): string => `apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n${meta("db")}spec:\n  instances: 3\n  storage:\n    size: 10Gi\n${indented(spec, 2)}`;
const secret = (value: string): string => `apiVersion: v1\nkind: Secret\n${meta("web")}stringData:\n  a: ${value}\n`;
const env = (name: string, value: string): string => deployment("", "", `env:\n  - name: ${name}\n    value: ${value}\n`);
const settings = (value: string): string => `apiVersion: v1\nkind: ConfigMap\n${meta("web")}data:\n  DSN: ${value}\n`;
const workflow = (kind: string, spec: string): string => `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\n${meta("w")}spec:\n  entrypoint: main\n${indented(spec, 2)}`;
const main = (input: string): string => `templates:\n  - name: main\n    inputs:\n      parameters:\n        - name: who\n${indented(input, 10)}    container:\n      image: example.com/a:1.0.0\n      args: ["{{inputs.parameters.who}}"]\n`;
const steps = (uses: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${uses}\n`;
const sha = "0123456789abcdef0123456789abcdef01234567";

/** For each code: what is reported, so that the silence below means something, and what is not. */
const table: readonly (readonly [code: Code, reported: string, legitimate: readonly Row[], file?: string])[] = [
  ["verify/blocks-evictions", `${deployment("replicas: 2")}---\n${budget("minAvailable: 2")}`, [
    ["one more pod than must be there", `${deployment("replicas: 3")}---\n${budget("minAvailable: 2")}`],
    ["a share that lets one go", `${deployment("replicas: 4")}---\n${budget('minAvailable: "50%"')}`],
    ["one may be away", `${deployment("replicas: 1")}---\n${budget("maxUnavailable: 1")}`],
    ["a scaler that runs more", `${deployment()}---\n${scaler}---\n${budget("minAvailable: 2")}`],
    ["KEDA that runs more", `${deployment()}---\n${scaledObject}---\n${budget("minAvailable: 2")}`],
    ["pods of something else", budget("minAvailable: 2")],
  ]],
  ["verify/scaled-twice", `${deployment("replicas: 3")}---\n${scaler}`, [
    ["no number in Git", `${deployment()}---\n${scaler}`],
    ["a number that is applied once", `${deployment("replicas: 3", "", "", "  annotations:\n    kustomize.toolkit.fluxcd.io/ssa: IfNotPresent\n")}---\n${scaler}`],
    ["a number that Flux ignores", `${deployment("replicas: 3", "", "", "  annotations:\n    kustomize.toolkit.fluxcd.io/ssa: Ignore\n")}---\n${scaler}`],
    ["a scaler of another workload", `${deployment("replicas: 3")}---\n${scaler.replace("    name: web", "    name: api")}`],
    ["a scaler of another kind", `${deployment("replicas: 3")}---\n${scaler.replace("kind: Deployment", "kind: StatefulSet")}`],
  ]],
  ["verify/account-token", deployment(), [
    ["no token for the pod", deployment("", "automountServiceAccountToken: false")],
    ["an account of its own", deployment("", "serviceAccountName: web")],
    ["an account of its own by the old name", deployment("", "serviceAccount: web")],
    ["no token for the default account", `${deployment()}---\napiVersion: v1\nkind: ServiceAccount\n${meta("default")}automountServiceAccountToken: false\n`],
    ["both names of the field", deployment("", "serviceAccount: web\nserviceAccountName: web")],
  ]],
  ["verify/resources-missing", deployment(), [
    ["all three for the container", deployment("", "", "resources:\n  requests: {cpu: 1, memory: 1Gi}\n  limits: {memory: 1Gi}")],
    ["all three for the pod", deployment("", "resources:\n  requests: {cpu: 1, memory: 1Gi}\n  limits: {memory: 1Gi}")],
    ["some for the pod, some for the container", deployment("", "resources:\n  limits: {memory: 1Gi}", "resources:\n  requests: {cpu: 1, memory: 1Gi}")],
    ["a range of the namespace with both", `${deployment()}---\n${range("Container", "defaultRequest: {cpu: 100m, memory: 64Mi}\ndefault: {memory: 128Mi}")}`],
    ["a range of the namespace with limits, which are requests too", `${deployment()}---\n${range("Container", "default: {cpu: 1, memory: 128Mi}")}`],
  ]],
  ["verify/writable-root", deployment(), [
    ["a root that is read", deployment("", "", "securityContext:\n  readOnlyRootFilesystem: true")],
    ["a pod of Windows by its system", deployment("", "os:\n  name: windows")],
    ["a pod of Windows by its node", deployment("", "nodeSelector:\n  kubernetes.io/os: windows")],
    ["rootless BuildKit, which has to write", deployment().replace("example.com/web:1.0.0", "moby/buildkit:v0.25.0-rootless")],
    ["Kaniko, which unpacks into its root", deployment().replace("example.com/web:1.0.0", "gcr.io/kaniko-project/executor:v1.24.0")],
  ]],
  ["verify/pod-security", deployment("", "hostNetwork: true", "securityContext:\n  runAsNonRoot: true\n  allowPrivilegeEscalation: false\n  capabilities: {drop: [ALL]}\n  seccompProfile: {type: RuntimeDefault}"), [
    ["everything that is asked for", deployment("", "", "securityContext:\n  runAsNonRoot: true\n  allowPrivilegeEscalation: false\n  capabilities: {drop: [ALL]}\n  seccompProfile: {type: RuntimeDefault}")],
    ["what the pod says for all", deployment("", "securityContext:\n  runAsNonRoot: true\n  seccompProfile: {type: RuntimeDefault}", "securityContext:\n  allowPrivilegeEscalation: false\n  capabilities: {drop: [ALL]}")],
    ["a profile of one's own", deployment("", "", "securityContext:\n  runAsNonRoot: true\n  allowPrivilegeEscalation: false\n  capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}\n  seccompProfile: {type: Localhost, localhostProfile: a.json}")],
    ["a pod of Windows, which has no such things", deployment("", "os:\n  name: windows\nsecurityContext:\n  runAsNonRoot: true")],
    ["a node shared in a namespace that says so", `${namespace("pod-security.kubernetes.io/enforce: privileged")}---\n${deployment("", "hostNetwork: true", "securityContext:\n  runAsNonRoot: true\n  allowPrivilegeEscalation: false\n  capabilities: {drop: [ALL]}\n  seccompProfile: {type: RuntimeDefault}")}`],
  ]],
  ["verify/public-without-tls", ingress("", ""), [
    ["the host under tls", ingress("", "tls:\n  - hosts: [web.example.com]\n    secretName: web")],
    ["a certificate for all of its domain", ingress("", "tls:\n  - hosts: ['*.example.com']\n    secretName: web")],
    ["a certificate without hosts", ingress("", "tls:\n  - secretName: web")],
    ["a certificate with an empty list of hosts", ingress("", "tls:\n  - hosts: []\n    secretName: web")],
    ["a certificate of the load balancer", ingress("  annotations:\n    alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:a:1:certificate/b\n", "")],
    ["a controller with certificates of its own", ingress("", "ingressClassName: tailscale")],
    ["a name of the local network", ingress("", "", "web.home.arpa")],
    ["a name of one word", ingress("", "", "web")],
  ]],
  ["verify/database-without-tls", settings("postgres://app@db.a:5432/app?sslmode=disable"), [
    ["the strictest mode", settings("postgres://app@db.a:5432/app?sslmode=verify-full")],
    ["a proxy beside the program", settings("postgres://app@127.0.0.1:5432/app?sslmode=disable")],
    ["a proxy by name", settings("postgres://app@localhost:5432/app?sslmode=disable")],
    ["a proxy, in the other form", settings("host=localhost port=5432 sslmode=disable")],
    ["a socket", settings("host=/var/run/postgresql sslmode=disable")],
  ]],
  ["verify/backup-missing", cluster(), [
    ["a schedule", `${cluster()}---\napiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\n${meta("db")}spec:\n  schedule: "0 0 2 * * *"\n  method: volumeSnapshot\n  cluster:\n    name: db\n`],
    ["a replica that says so", cluster("replica:\n  enabled: true\n  source: other\nexternalClusters:\n  - name: other")],
    ["a replica by the names of both", cluster("replica:\n  primary: other\n  source: other\nexternalClusters:\n  - name: other")],
    ["a replica by names of its own", cluster("replica:\n  self: here\n  primary: other\n  source: other\nexternalClusters:\n  - name: other")],
    ["a schedule that is suspended", `${cluster()}---\napiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\n${meta("db")}spec:\n  suspend: true\n  schedule: "0 0 2 * * *"\n  method: volumeSnapshot\n  cluster:\n    name: db\n`],
  ]],
  ["verify/plaintext-secret", secret("hunter2"), [
    ["nothing", secret('""')],
    ["a variable of Flux", secret("${PASSWORD}")],
    ["a placeholder of a person", secret("<password>")],
    ["an address of a vault", secret("op://vault/item/field")],
    ["an address without a password", secret("https://git.example.com/a/b.git")],
    ["a switch", secret('"true"')],
    ["the name of a Secret", env("TLS_SECRET", "web-tls")],
    ["a file with the password", env("PASSWORD_FILE", "/run/secrets/password")],
  ]],
  ["verify/no-such-parameter", workflow("Workflow", main("")), [
    ["a template, whose user gives the arguments", workflow("WorkflowTemplate", main(""))],
    ["a value of its own", workflow("Workflow", main("value: x"))],
    ["a default of its own", workflow("Workflow", main("default: x"))],
    ["a value from a ConfigMap", workflow("Workflow", main("valueFrom: {configMapKeyRef: {name: a, key: b}}"))],
    ["an argument of the whole", workflow("Workflow", `arguments:\n  parameters:\n    - name: who\n      value: x\n${main("")}`)],
  ]],
  ["verify/action-unpinned", steps("actions/checkout@v4"), [
    ["a digest of a commit", steps(`actions/checkout@${sha} # v4`)],
    ["an action of this repository", steps("./.github/actions/a")],
    ["an image by its digest", steps(`docker://alpine@sha256:${sha}${sha.slice(0, 24)}`)],
    ["a workflow that its owner admits by tag alone", `on: push\njobs:\n  a:\n    uses: slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@v2.1.0\n`],
    ["a workflow of this repository", `on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yaml\n`],
  ], ".github/workflows/a.yaml"],
];

for (const [code, reported, legitimate, file = "a.yaml"] of table) {
  const places = async (text: string): Promise<string[]> => (await verify(tree({ [file]: text }))).filter((finding) => finding.code === code).map(({ line, reason }) => `${line} ${reason}`);
  test(`${code} is reported where it is meant`, async () => assert.is((await places(reported)).length, 1));
  for (const [what, text] of legitimate) test(`${code} is not reported: ${what}`, async () => assert.equal(await places(text), []));
}

const faults = async (files: Readonly<Record<string, string>>): Promise<string[]> => (await verify(tree(files))).filter(({ severity }) => severity === "error").map(({ code, path }) => `${code} ${path ?? ""}`.trim());
const claim = (name: string, size: string): string => `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${name}\n  namespace: a\nspec:\n  accessModes: [ReadWriteOnce]\n  resources:\n    requests:\n      storage: ${size}\n`;

test("what Flux fills in later is no fault where it does, and one where it does not", async () => {
  const flux = (postBuild: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 1h\n  prune: true\n  path: ./apps\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n${postBuild}`;
  const files = (postBuild: string): Record<string, string> => ({ "clusters/a/apps.yaml": flux(postBuild), "apps/claim.yaml": claim("${APP}", "${SIZE:=5Gi}") });
  assert.equal(await faults(files("  postBuild:\n    substitute:\n      APP: web\n")), []);
  assert.equal(await faults(files("")), ["verify/wrong-value metadata.name", "verify/wrong-value spec.resources.requests.storage"]);
  assert.equal(await faults({ "claim.yaml": claim("${APP}", "${SIZE}") }), []);
  assert.equal(await faults({ "claim.yaml": `${claim("${APP}", "${SIZE}")}  colour: "\${RED}"\n` }), ["verify/unknown-field spec.colour"]);
});

test("lines inside quotes and brackets need no indentation for the readers of Kubernetes", async () => {
  const pod = (args: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: example.com/a:1.0.0\n      args: ${args}\n      imagePullPolicy: Sometimes\n`;
  assert.equal(await faults({ "a.yaml": pod('["\n        make test &&\n        make\n      "]') }), ["verify/wrong-value spec.containers[0].imagePullPolicy"]);
  assert.equal(await faults({ "a.yaml": pod('[\n  "a",\n  "b"\n]') }), ["verify/wrong-value spec.containers[0].imagePullPolicy"]);
  const [place] = (await verify(tree({ "a.yaml": pod('["\n        make\n      "]') }))).filter(({ severity }) => severity === "error");
  assert.equal([place?.line, place?.column], [12, 24]);
  assert.equal((await faults({ "a.yaml": pod('["make') })).every((line) => line === "yaml/syntax"), true);
});

test("what a prefix renames is not declared twice", async () => {
  const role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: manager\nrules: []\n";
  const files = (prefix: string): Record<string, string> => ({ "kustomization.yaml": "resources: [a, role.yaml]\n", "role.yaml": role, "a/kustomization.yaml": `${prefix}resources: [role.yaml]\n`, "a/role.yaml": role });
  assert.equal(await faults(files("namePrefix: a-\n")), []);
  assert.equal(await faults(files("")), ["verify/same-resource-twice"]);
});

test("a merge key without a map is a fault with a place", async () => {
  assert.equal(await faults({ "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  <<: text\n" }), ["yaml/syntax"]);
});

test.run();
