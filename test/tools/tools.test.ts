import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../generators/finding.ts";
import { TOOL_NAMES, tools, useTools, type Outcome, type Request, type ToolName } from "../../generators/tools/index.ts";
import { builtResources } from "../../generators/verify/index.ts";
import { root as checkout } from "../cli/run.ts";
import { readTree } from "../../generators/apply/index.ts";
import { deep } from "../servers/deep.ts";
import { temporaryFolder } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";

const test = suite("other programs");

const FILES: Readonly<Record<string, string>> = {
  "svc.yaml": 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports:\n    - port: "x"\n      nam: y\n',
  "charts/c/Chart.yaml": "apiVersion: v2\nname: cee\nversion: 1.0.0\n",
  "charts/c/templates/a.yaml": "a: {{ .Values.x.y.z }}\n",
  "apps/kustomization.yaml": "resources: [gone.yaml]\n",
  "rules.yaml": "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec:\n  groups:\n    - name: g\n      rules:\n        - {alert: A, expr: up}\n        - {alert: B, expr: sum(a}\n",
  "own.yaml": "groups:\n  - name: g\n    rules:\n      - {alert: A, expr: up == 0}\n",
  "own.test.yaml": 'rule_files: [own.yaml]\ntests:\n  - interval: 1m\n    input_series: [{series: up, values: "0 0"}]\n    alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: [{exp_labels: {x: y}}]}]\n',
  "am.yaml": "route: {receiver: a}\nreceivers: [{name: b}]\n",
  "x.sh": "#!/bin/sh\necho $1\n",
  ".github/workflows/ci.yaml": "on: push\njobs: {}\n",
};

function repository(files: Readonly<Record<string, string>> = FILES): Pick<Request, "root" | "files" | "resources"> {
  const root = temporaryFolder("tools");
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, { text, executable: false, ownership: "generated" as const }]));
  return { root, files: tree, resources: () => builtResources(tree) };
}

/** Programs that answer what the scripts print: the version first, as they are asked for it. */
function standIns(scripts: Partial<Record<ToolName, string>>): Request["env"] {
  const folder = temporaryFolder("bin");
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: folder };
}

const codes = ({ findings }: Outcome): string[] => findings.map(({ code }) => code);
const said = "case $1 in version|--version|-version|-v) echo v99.0.0; exit 0;; esac\n";
const places = (findings: readonly Finding[]): string[] => findings.map(({ code, severity, file, line, path }) => [severity, code, `${file}:${line}`, path].filter((part) => part !== undefined).join(" "));

test("the table has every name once, in its order, with a code and a way to get it", () => {
  assert.equal(tools.map(({ name }) => name), [...TOOL_NAMES]);
  for (const { get, checks, oldest } of tools) assert.ok(/Install/.test(get) && checks.length > 5 && /^\d+\.\d+\.\d+$/.test(oldest));
});

test("one that is asked for and missing is an error that says how to get it, also under all", async () => {
  for (const wanted of [[...TOOL_NAMES], "all"] as const) {
    const outcome = await useTools({ ...repository(), wanted, env: { PATH: "/nowhere" }, timeout: 1000 });
    assert.equal(codes(outcome), TOOL_NAMES.map(() => "verify/tool-missing"));
    assert.equal(outcome.runs, []);
    for (const { remedy } of outcome.findings) assert.match(remedy, /^Install .*_BIN may name its place\.$/);
  }
  const named = await useTools({ ...repository(), wanted: ["helm"], env: { ...standIns({ helm: said }), HELM_BIN: "/nowhere/helm" }, timeout: 1000 });
  assert.match(named.findings[0]?.reason ?? "", "HELM_BIN says /nowhere/helm");
});

test("all means those that apply, and one that is asked for by name must be there in any case", async () => {
  const scripts = repository({ "x.sh": "#!/bin/sh\n" });
  assert.equal(codes(await useTools({ ...scripts, wanted: "all", env: {}, timeout: 1000 })), ["verify/tool-missing"]);
  assert.equal(codes(await useTools({ ...scripts, wanted: ["promtool"], env: {}, timeout: 1000 })), ["verify/tool-missing"]);
  const { findings, runs } = await useTools({ ...scripts, wanted: ["promtool"], env: standIns({ promtool: said }), timeout: 1000 });
  assert.equal([findings, runs], [[], [{ name: "promtool", version: "99.0.0", looked: "0 files" }]]);
});

for (const { name, oldest } of tools) {
  const outcome = (script: string, more: Partial<Request> = {}) => useTools({ ...repository(), wanted: [name], env: standIns({ [name]: script }), timeout: 60_000, ...more });
  const failed = async (script: string, words: RegExp, timeout = 60_000): Promise<void> => {
    const { findings, runs } = await outcome(script, { timeout });
    assert.equal(findings.map(({ code }) => code), ["verify/tool-failed"], script);
    assert.match(findings[0]?.reason ?? "", words);
    assert.equal(runs, []);
  };

  test(`${name}: too old, crashing, killed, hanging or without a word, it is said that it says nothing`, async () => {
    const old = await outcome("echo v0.0.9");
    assert.equal(codes(old), ["verify/tool-too-old"]);
    assert.match(old.findings[0]?.reason ?? "", `0.0.9, and ${oldest}`);
    await failed(`${said}echo 'panic: oh' >&2; exit 2`, name === "promtool" ? /panic|says nothing/ : /panic|code 2/);
    await failed(`${said}kill -9 $$`, /SIGKILL/);
    await failed(`${said}exit 1`, /JSON|without a word|says nothing|refused its options/);
    await failed("exec sleep 60", /within 0.5 seconds/, 500);
    await failed(`${said}exec sleep 60`, /within [\d.]+ seconds/, 1000);
  });

  test(`${name}: the caller ends it`, async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    const result = await outcome(`${said}exec sleep 60`, { signal: controller.signal });
    assert.equal(codes(result), ["verify/tool-failed"]);
    assert.match(result.findings[0]?.reason ?? "", "cancelled");
  });
}

test("JSON of another shape is no answer", async () => {
  for (const name of ["shellcheck", "actionlint"] as const) {
    for (const answer of ["hello", "{}", "[1]", '{"comments": [1]}', '[{"message": "x"}]', '{"comments": [{"file": "a"}]}']) {
      assert.equal(codes(await useTools({ ...repository(), wanted: [name], env: standIns({ [name]: `${said}echo '${answer}'` }), timeout: 60_000 })), ["verify/tool-failed"], `${name} ${answer}`);
    }
  }
});

test("actionlint's list and amtool's and kustomize's words become findings at their places", async () => {
  const env = standIns({
    actionlint: `${said}echo '[{"message":"no jobs","filepath":".github/workflows/ci.yaml","line":2,"column":1,"kind":"syntax-check"}]'; exit 1`,
    amtool: `${said}echo "Checking '$2'  FAILED: undefined receiver \\"a\\" used in route"; echo 'amtool: error: failed to validate 1 file(s)' >&2; exit 1`,
    kustomize: `${said}echo "Error: accumulating resources: gone.yaml: no such file" >&2; exit 1`,
  });
  const { findings, runs } = await useTools({ ...repository(), wanted: ["kustomize", "amtool", "actionlint"], env, timeout: 60_000 });
  assert.equal(places(findings), ["error verify/tool-kustomize apps/kustomization.yaml:1", "error verify/tool-amtool am.yaml:1", "error verify/tool-actionlint .github/workflows/ci.yaml:2"]);
  assert.match(findings[1]?.reason ?? "", 'undefined receiver "a" used in route');
  assert.equal(runs.map(({ name, looked }) => `${name} ${looked}`), ["kustomize 1 kustomization", "amtool 1 configuration", "actionlint 1 workflow"]);
});

test("names are arguments and never words of a shell or options", async () => {
  const files = { "-rf $(touch pwned);.sh": "#!/bin/sh\n", "a b.sh": "#!/bin/sh\n" };
  const { findings } = await useTools({ ...repository(files), wanted: ["shellcheck"], env: standIns({ shellcheck: `${said}[ "$#" = 4 ] && [ "$3" = './-rf $(touch pwned);.sh' ] && echo '{"comments": []}'` }), timeout: 60_000 });
  assert.equal(findings, []);
});

test("nothing is left in the folder for temporary files", async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => /^(?:verify-|kubeconform-)/.test(name)).length;
  const before = left();
  await useTools({ ...repository(), wanted: "all", env: standIns(Object.fromEntries(TOOL_NAMES.map((name) => [name, `${said}exit 1`]))), timeout: 60_000 });
  assert.is(left(), before);
});

deep(test, "the real ones find what is planted, each at its place", [...TOOL_NAMES], async () => {
  const { findings, runs } = await useTools({ ...repository(), wanted: "all", env: real(), timeout: 60_000 });
  assert.equal(places(findings).sort(), [
    "error verify/tool-actionlint .github/workflows/ci.yaml:2",
    "error verify/tool-amtool am.yaml:1",
    "error verify/tool-helm charts/c/templates/a.yaml:1",
    "error verify/tool-kubeconform svc.yaml:6 spec.ports[0]",
    "error verify/tool-kubeconform svc.yaml:6 spec.ports[0].port",
    "error verify/tool-kustomize apps/kustomization.yaml:1",
    "error verify/tool-promtool own.test.yaml:1",
    "error verify/tool-promtool rules.yaml:9 spec.groups[0].rules[1]",
    "info verify/tool-shellcheck x.sh:2",
  ]);
  assert.equal(runs.map(({ name, looked }) => `${name} ${looked}`), ["kubeconform 2 resources", "helm 1 rendering", "kustomize 1 kustomization", "promtool 3 files", "amtool 1 configuration", "shellcheck 1 script", "actionlint 1 workflow"]);
});

for (const golden of ["homelab", "enterprise-azure"]) {
  deep(test, `the real ones find nothing in the golden platform ${golden}`, [...TOOL_NAMES], async () => {
    const root = join(checkout, "test/golden", golden);
    const { tree } = readTree(root);
    const { findings, runs } = await useTools({ root, files: tree, resources: () => builtResources(tree), wanted: "all", env: real(), timeout: 120_000 });
    assert.equal(findings.map(({ code, file, line, reason }) => `${code} ${file}:${line} ${reason}`), []);
    assert.ok(runs.length >= 4, runs.map(({ name }) => name).join());
  });
}

const real = (): Request["env"] => Object.fromEntries(TOOL_NAMES.map((name) => [`${name.toUpperCase()}_BIN`, pathOf(name)]));

deep(test, "a chart is rendered with the values of each of its releases, after patches, and not for one that is suspended", ["helm"], async () => {
  const release = (name: string, more: string) => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${name}, namespace: a}\nspec:\n  interval: 1h\n${more}  chart: {spec: {chart: ./charts/c, sourceRef: {kind: GitRepository, name: x}}}\n`;
  const files = {
    "charts/c/Chart.yaml": FILES["charts/c/Chart.yaml"] ?? "",
    "charts/c/templates/a.yaml": 'a: {{ required "no size" .Values.size }}\n',
    "apps/kustomization.yaml": "resources: [good.yaml, bad.yaml, patched.yaml, asleep.yaml]\npatches: [{path: patch.yaml}]\n",
    "apps/good.yaml": release("good", "  values: {size: 1}\n"),
    "apps/bad.yaml": release("bad", "  values: {}\n"),
    "apps/patched.yaml": release("patched", "  values: {}\n"),
    "apps/asleep.yaml": release("asleep", "  suspend: true\n"),
    "apps/patch.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: patched, namespace: a}\nspec: {values: {size: 2}}\n",
  };
  const { findings, runs } = await useTools({ ...repository(files), wanted: ["helm"], env: { HELM_BIN: pathOf("helm") }, timeout: 60_000 });
  assert.is(findings.length, 1);
  assert.match(findings[0]?.reason ?? "", "no size");
  assert.is(runs[0]?.looked, "3 renderings (without 1 suspended release)");
});

test.run();
