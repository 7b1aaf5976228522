import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify, type Expectations } from "../../generators/verify/index.ts";
import { lineOf, tree } from "./trees.ts";

const test = suite("what Flux and kustomize make of folders");

const kustomization = (body: string): string => `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${body}`;
const component = (body: string): string => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${body}`;
const flux = (name: string, path: string, more = ""): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 1h\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n${more}`;
const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  mode: fast\n`;
const service = (selector: string): string => `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    ${selector}\n  ports:\n    - port: 80\n`;
const pod = (image = "registry.example/web:1.0.0", more = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: web
          image: ${image}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          resources:
            requests:
              cpu: 10m
              memory: 16Mi
            limits:
              memory: 16Mi
${more}`;
const usesConfig = (name: string): string => `          envFrom:\n            - configMapRef:\n                name: ${name}\n`;

const bootstrap: Expectations = {
  existing: [
    { kind: "Namespace", name: "flux-system", because: "the installation of Flux" },
    { kind: "GitRepository", namespace: "flux-system", name: "flux-system", because: "the bootstrap of Flux" },
  ],
};
const found = async (files: Readonly<Record<string, string>>, expectations: Expectations = bootstrap): Promise<string[]> => (await verify(tree(files), expectations)).map(lineOf);

test("a namespace of a kustomization reaches everything that lives in one", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("namespace: apps\nresources:\n  - all.yaml\n"),
    "clusters/a/all.yaml": [namespace("apps"), pod(undefined, usesConfig("settings")), configMap("settings")].join("---\n"),
  };
  assert.equal(await found(files), []);
});

test("a target namespace of a Flux Kustomization does the same", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - apps.yaml\n  - namespace.yaml\n"),
    "clusters/a/namespace.yaml": namespace("apps"),
    "clusters/a/apps.yaml": flux("apps", "./apps", "  targetNamespace: apps\n"),
    "apps/all.yaml": [pod(undefined, usesConfig("settings")), configMap("settings")].join("---\n"),
  };
  assert.equal(await found(files), []);
});

test("labels reach templates and selectors when they are told to", async () => {
  const labels = (more: string): Record<string, string> => ({
    "clusters/a/kustomization.yaml": kustomization(`labels:\n  - pairs:\n      team: home\n${more}resources:\n  - web.yaml\n  - service.yaml\n`),
    "clusters/a/web.yaml": pod(),
    "clusters/a/service.yaml": service("team: home"),
  });
  assert.equal(await found(labels("    includeTemplates: true\n")), []);
  assert.equal(await found(labels("    includeSelectors: true\n")), []);
  assert.equal(await found(labels("")), ["verify/selects-nothing clusters/a/service.yaml:6:3 spec.selector"]);
});

test("images of a kustomization replace name, tag and digest", async () => {
  const files = (rule: string): Record<string, string> => ({
    "clusters/a/kustomization.yaml": kustomization(`images:\n  - name: web\n    ${rule}\nresources:\n  - web.yaml\n`),
    "clusters/a/web.yaml": pod("web"),
  });
  assert.equal(await found(files("newTag: 1.0.0")), []);
  assert.equal(await found(files(`digest: sha256:${"0".repeat(64)}`)), []);
  assert.is((await found(files("newName: registry.example/web"))).length, 1);
});

test("a component adds to what its user lists, and its changes reach that too", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - web.yaml\ncomponents:\n  - ../../custom\n"),
    "clusters/a/web.yaml": pod(undefined, usesConfig("settings")),
    "custom/kustomization.yaml": component("namespace: apps\nresources:\n  - settings.yaml\n"),
    "custom/settings.yaml": [namespace("apps"), configMap("settings")].join("---\n"),
  };
  assert.equal(await found(files), []);
});

test("components of a Flux Kustomization are found from its own path", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - apps.yaml\n"),
    "clusters/a/apps.yaml": flux("apps", "apps", "  components:\n    - ../custom\n"),
    "apps/web.yaml": pod(undefined, usesConfig("settings")),
    "custom/kustomization.yaml": component("resources:\n  - settings.yaml\n"),
    "custom/settings.yaml": configMap("settings"),
  };
  assert.equal(await found(files), []);
});

test("a folder without a kustomization is applied whole, and folders in it by their own", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - apps.yaml\n"),
    "clusters/a/apps.yaml": flux("apps", "./apps"),
    "apps/web.yaml": pod(undefined, usesConfig("settings")),
    "apps/deep/er/more.yaml": configMap("settings"),
    "apps/own/kustomization.yaml": kustomization("resources:\n  - listed.yaml\n"),
    "apps/own/listed.yaml": configMap("listed"),
    "apps/own/forgotten.yaml": configMap("forgotten"),
  };
  assert.equal(await found(files), ["verify/unreachable apps/own/forgotten.yaml:4:9"]);
});

test("a list counts as its items", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - all.yaml\n"),
    "clusters/a/all.yaml": `apiVersion: v1\nkind: ConfigMapList\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: settings\n    data:\n      count: 1\n---\n${pod(undefined, usesConfig("settings"))}`,
  };
  assert.equal(await found(files), ["verify/wrong-value clusters/a/all.yaml:9:14 data.count"]);
});

test("a generated ConfigMap is known by its name, its keys and whether its name is fixed", async () => {
  const release = (key: string): string =>
    `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: web\n      version: 1.0.0\n      sourceRef:\n        kind: GitRepository\n        name: flux-system\n        namespace: flux-system\n  valuesFrom:\n    - kind: ConfigMap\n      name: values\n      valuesKey: ${key}\n`;
  const files = (options: string, key = "web.yaml"): Record<string, string> => ({
    "clusters/a/kustomization.yaml": kustomization(`resources:\n  - release.yaml\nconfigMapGenerator:\n  - name: values\n    files:\n      - web.yaml=web-values.yaml\n${options}`),
    "clusters/a/release.yaml": release(key),
    "clusters/a/web-values.yaml": "replicas: 2\n",
  });
  assert.equal(await found(files("generatorOptions:\n  disableNameSuffixHash: true\n")), []);
  assert.equal(await found(files("    options:\n      disableNameSuffixHash: true\n")), []);
  assert.equal(await found(files("")), ["verify/hashed-name clusters/a/release.yaml:17:13 spec.valuesFrom[0].name"]);
  assert.equal(await found(files("generatorOptions:\n  disableNameSuffixHash: true\n", "values.yaml")), ["verify/no-such-key clusters/a/release.yaml:18:18 spec.valuesFrom[0].valuesKey"]);
});

test("what two clusters share is reported once, what only one lacks names the cluster", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - ../../apps\n  - settings.yaml\n"),
    "clusters/a/settings.yaml": configMap("settings"),
    "clusters/b/kustomization.yaml": kustomization("resources:\n  - ../../apps\n"),
    "apps/kustomization.yaml": kustomization("resources:\n  - web.yaml\n"),
    "apps/web.yaml": pod("registry.example/web", usesConfig("settings")),
  };
  const findings = await verify(tree(files), bootstrap);
  assert.equal(findings.map(({ code }) => code).sort(), ["verify/image-unpinned", "verify/no-creator"]);
  assert.match(findings.find(({ code }) => code === "verify/no-creator")?.reason ?? "", /cluster `b`/);
});

test("what is expected in one cluster is not expected in another", async () => {
  const files = (name: string): Record<string, string> => ({ [`clusters/${name}/kustomization.yaml`]: kustomization("resources:\n  - web.yaml\n"), [`clusters/${name}/web.yaml`]: pod(undefined, usesConfig("settings")) });
  const expectations: Expectations = { existing: [{ cluster: "a", kind: "ConfigMap", namespace: "default", name: "settings", because: "made by hand" }] };
  assert.equal(await found(files("a"), expectations), []);
  assert.is((await found(files("b"), expectations)).length, 1);
});

test("a cluster below a path of an existing repository is found as well", async () => {
  const files = { "apps/temporal/clusters/a/kustomization.yaml": kustomization("resources:\n  - absent.yaml\n") };
  assert.equal(await found(files), ["verify/missing-path apps/temporal/clusters/a/kustomization.yaml:4:5 resources[0]"]);
});

test("an instance that synchronises a folder that does not exist is found", async () => {
  const instance = `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  distribution:\n    version: 2.9.x\n    registry: ghcr.io/fluxcd\n  sync:\n    kind: GitRepository\n    url: https://git.example/x\n    ref: refs/heads/main\n    path: clusters/b\n`;
  const files = { "clusters/a/kustomization.yaml": kustomization("resources:\n  - flux.yaml\n"), "clusters/a/flux.yaml": instance };
  assert.equal(await found(files), ["verify/missing-path clusters/a/flux.yaml:14:11 spec.sync.path"]);
});

test("a resource in JSON is read as well", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - settings.json\n"),
    "clusters/a/settings.json": '{\n  "apiVersion": "v1",\n  "kind": "ConfigMap",\n  "metadata": {"name": "settings"},\n  "data": {"count": 1}\n}\n',
  };
  assert.equal(await found(files), ["verify/wrong-value clusters/a/settings.json:5:21 data.count"]);
});

test("a path that leaves the repository is a path that does not exist", async () => {
  const files = { "clusters/a/kustomization.yaml": kustomization("resources:\n  - ../../../etc/passwd\n") };
  assert.equal(await found(files), ["verify/missing-path clusters/a/kustomization.yaml:4:5 resources[0]"]);
});

test("images of a Flux Kustomization replace a tag as well", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - apps.yaml\n"),
    "clusters/a/apps.yaml": flux("apps", "./apps", "  images:\n    - name: web\n      newTag: 1.0.0\n"),
    "apps/web.yaml": pod("web"),
  };
  assert.equal(await found(files), []);
});

test("an image without a version is a warning: no cluster refuses it", async () => {
  const findings = await verify(tree({ "clusters/a/kustomization.yaml": kustomization("resources:\n  - web.yaml\n"), "clusters/a/web.yaml": pod("web") }), bootstrap);
  assert.equal(findings.map(({ code, severity }) => [code, severity]), [["verify/image-unpinned", "warning"]]);
});

test("what a bootstrap leaves is a cluster without a kustomization of its own", async () => {
  const sync = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/own\n---\n${flux("flux-system", "./clusters/a")}`;
  const other = `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: other\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/other\n`;
  const files = {
    "clusters/a/apps.yaml": flux("apps", "./absent"),
    "clusters/a/other.yaml": [other, flux("other", "./not-here").replace("name: flux-system\n", "name: other\n")].join("---\n"),
    "clusters/a/flux-system/kustomization.yaml": kustomization("resources:\n  - gotk-sync.yaml\n"),
    "clusters/a/flux-system/gotk-sync.yaml": sync,
  };
  assert.equal(await found(files), ["verify/missing-path clusters/a/apps.yaml:8:9 spec.path", "verify/outside-embedded-build clusters/a/other.yaml:20:5 spec.sourceRef"]);
});

test("without a cluster every kustomization is built by itself", async () => {
  const files = {
    "base/kustomization.yaml": kustomization("resources:\n  - web.yaml\n"),
    "base/web.yaml": pod("web"),
    "overlay/kustomization.yaml": kustomization("resources:\n  - ../base\n  - absent.yaml\nimages:\n  - name: web\n    newTag: 1.0.0\n"),
    "x/kustomization.yaml": kustomization("resources:\n  - ../y\n"),
    "y/kustomization.yaml": kustomization("resources:\n  - ../x\n"),
    "flux.yaml": flux("apps", "./nowhere"),
  };
  assert.equal(await found(files), [
    "verify/missing-path flux.yaml:8:9 spec.path",
    "verify/missing-path overlay/kustomization.yaml:5:5 resources[1]",
    "verify/cycle y/kustomization.yaml:4:5 resources[0]",
    "verify/no-cluster",
  ]);
});

test("beside a cluster, what it does not apply is still looked at for what it names", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - settings.yaml\n"),
    "clusters/a/settings.yaml": configMap("settings"),
    "spare/kustomization.yaml": kustomization("resources:\n  - absent.yaml\n"),
    "spare/flux.yaml": flux("apps", "./nowhere"),
  };
  assert.equal(await found(files), ["verify/missing-path spare/flux.yaml:8:9 spec.path", "verify/missing-path spare/kustomization.yaml:4:5 resources[0]"]);
});

test("templates of a chart are left out, at the root of a repository too", async () => {
  const files = { "Chart.yaml": "apiVersion: v2\nname: own\nversion: 1.0.0\n", "templates/web.yaml": "kind: {{ .Values.kind }}\n{{- if x }}\n", "templates/_helpers.tpl": "{{ x }}\n", "crds/all.yaml": configMap("settings") };
  assert.equal(await found(files), ["verify/no-cluster", "verify/chart-templates Chart.yaml:1:1"]);
});

test("documents of one file are each read for values of YAML 1.1, at their own lines", async () => {
  const document = (at: number): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${at}\ndata:\n  on: "x"\n`;
  const files = { "clusters/a/kustomization.yaml": kustomization("resources:\n  - all.yaml\n"), "clusters/a/all.yaml": Array.from({ length: 300 }, (_, at) => document(at)).join("---\n") };
  assert.equal(await found(files), Array.from({ length: 300 }, (_, at) => `verify/yaml-1.1 clusters/a/all.yaml:${at * 7 + 6}:3 data.on`));
});

test("a chain of thousands of dependencies is followed to its end", async () => {
  const chain = Array.from({ length: 6000 }, (_, at) => `{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: h${at}}, spec: {dependsOn: [{name: h${(at + 1) % 6000}}]}}\n`);
  const files = { "clusters/a/kustomization.yaml": kustomization("resources:\n  - all.json\n"), "clusters/a/all.json": chain.join("---\n") };
  assert.equal((await found(files)).filter((line) => line.startsWith("verify/dependency-cycle")).length, 1);
});

test("a patch file is no manifest, and what it makes of another is checked at its own place", async () => {
  const files = {
    "clusters/a/kustomization.yaml": kustomization("resources:\n  - settings.yaml\npatches:\n  - path: patch.yaml\n"),
    "clusters/a/settings.yaml": configMap("settings"),
    "clusters/a/patch.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  mode: 5\n",
  };
  assert.equal(await found(files), ["verify/wrong-value clusters/a/patch.yaml:6:9 data.mode"]);
});

test.run();
