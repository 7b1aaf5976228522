import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "../servers/deep.ts";
import { checkRules } from "../servers/promtool.ts";
import { dashboards, expressions } from "./dashboards.ts";
import { folders, parse } from "./rules.ts";

const test = suite("The dashboards");
const panels = dashboards.flatMap((dashboard) => dashboard.panels.map((panel) => ({ file: dashboard.file, ...panel })));

test("the kustomization lists exactly these files, for the sidecar of Grafana", () => {
  const { configMapGenerator, generatorOptions } = parse(folders.dashboards, "kustomization.yaml.hbs").data as { configMapGenerator: { files: string[] }[]; generatorOptions: unknown };
  assert.equal(configMapGenerator.flatMap(({ files }) => files).sort(), dashboards.map(({ file }) => file));
  assert.equal(generatorOptions, { disableNameSuffixHash: true, labels: { grafana_dashboard: "1" } });
  // A ConfigMap holds at most 1 MiB.
  for (const { files } of configMapGenerator) assert.ok(files.reduce((sum, file) => sum + (dashboards.find((one) => one.file === file)?.text.length ?? 0), 0) < 900_000);
});

test("each has an identity of its own, a purpose, and the variables that its expressions use", () => {
  assert.is(new Set(dashboards.map(({ uid }) => uid)).size, dashboards.length);
  for (const { file, title, description, tags, text, templating } of dashboards) {
    assert.match(title, /^Temporal \/ [A-Z]/, file);
    assert.ok(description.endsWith("."), file);
    assert.equal(tags, ["temporal-platform"], file);
    const names = new Set(templating.list.map(({ name }) => name));
    assert.ok(names.has("datasource"), file);
    // Links between dashboards hand on variables: one name means the Kubernetes namespace of the same part everywhere.
    for (const { name, query } of templating.list) {
      const role = /temporal_platform:namespace\{role="([a-z]+)"\}/.exec(typeof query === "string" ? query : query.query)?.[1];
      if (role !== undefined) assert.is(name, role === "server" ? "namespace" : `${role}_namespace`, file);
    }
    const used = new Set([...text.matchAll(/\$([a-z]\w*)/g)].map(([, name = ""]) => name));
    assert.equal([...used].sort(), [...names].sort(), file);
    assert.ok(text.endsWith("}\n"), file);
  }
});

test("Flux and Grafana's older form find nothing to substitute", () => {
  for (const { file, text } of dashboards) assert.not.match(text, /\$\{|\[\[/, file);
});

test("every panel says why it is there, shows something, in a unit, with a legend for each line", () => {
  for (const { file, type, title, description, targets = [], fieldConfig } of panels) {
    if (type === "row") continue;
    assert.ok(["stat", "timeseries", "table"].includes(type), `${file} ${title}`);
    assert.ok(description?.endsWith("."), `${file} ${title}`);
    assert.ok(targets.length > 0, `${file} ${title}`);
    assert.is(new Set(targets.map(({ refId }) => refId)).size, targets.length, `${file} ${title}`);
    if (type === "timeseries") {
      assert.ok(fieldConfig?.defaults.unit, `${file} ${title}`);
      for (const { legendFormat } of targets) assert.ok(legendFormat !== "", `${file} ${title}`);
    }
  }
});

test("a legend names only labels that its expression keeps", () => {
  for (const { file, title, targets = [] } of panels) {
    for (const { expr, legendFormat } of targets) {
      for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        const kept = new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr) || !/\b(sum|max|min|topk|histogram_quantile)\b/.test(expr);
        assert.ok(kept, `${file} ${title}: ${label}`);
      }
    }
  }
});

test("panels neither overlap nor leave the grid, and have numbers of their own", () => {
  for (const { file, panels: own } of dashboards) {
    assert.is(new Set(own.map(({ id }) => id)).size, own.length, file);
    const taken = new Set<string>();
    for (const { title, gridPos: { x, y, w, h } } of own) {
      assert.ok(x >= 0 && x + w <= 24, `${file} ${title}`);
      for (let i = x; i < x + w; i += 1) {
        for (let j = y; j < y + h; j += 1) {
          assert.not(taken.has(`${i} ${j}`), `${file} ${title}`);
          taken.add(`${i} ${j}`);
        }
      }
    }
  }
});

for (const dashboard of dashboards) {
  deep(test, `promtool takes every expression of ${dashboard.file}`, ["promtool"], () => {
    const rules = expressions(dashboard).map((expr, index) => ({ record: `dashboard:panel:expression${index}`, expr }));
    assert.ok(rules.length > 5);
    const { code, stdout, stderr } = checkRules({ groups: [{ name: dashboard.uid, rules }] });
    assert.is(code, 0, `${stdout}${stderr}`);
  });
}

test.run();
