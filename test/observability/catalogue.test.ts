import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { dashboards, expressions } from "./dashboards.ts";
import { allRules, expectationFiles, folders, ruleFiles } from "./rules.ts";
import { selectors, type Selector } from "./promql.ts";
import { blocks, runbooks } from "./runbooks.ts";

const test = suite("The catalogue of metrics");

interface Catalogue {
  readonly exporters: Readonly<
    Record<string, { readonly version: string; readonly scrape: string; readonly targetLabels: readonly string[]; readonly renamedLabels?: Readonly<Record<string, string>>; readonly bounds?: Readonly<Record<string, readonly number[]>> }>
  >;
  readonly metrics: readonly { readonly name: string; readonly type: "counter" | "gauge" | "histogram"; readonly labels: readonly string[]; readonly exporter: string; readonly unit?: string; readonly appears?: string; readonly evidence: string }[];
  readonly expectations: readonly { readonly name: string; readonly labels: Readonly<Record<string, readonly string[] | null>>; readonly meaning: string }[];
}

const catalogue = JSON.parse(readFileSync(`${folders.catalogue}catalogue.json`, "utf8")) as Catalogue;
const metrics = new Map(catalogue.metrics.map((metric) => [metric.name, metric]));
const expectations = new Map(catalogue.expectations.map((expectation) => [expectation.name, expectation]));
const recorded = new Set(allRules(ruleFiles).flatMap(({ record }) => record ?? []));
const used: readonly Selector[] = [...allRules(ruleFiles).map(({ expr }) => expr), ...runbooks.flatMap(({ text }) => blocks(text, "promql")), ...dashboards.flatMap(expressions)].flatMap(selectors);

/** A histogram is exported as three series; everything else as one of its own name. */
function metricOf(name: string): { readonly metric: Catalogue["metrics"][number]; readonly part: string } | undefined {
  const whole = metrics.get(name);
  if (whole !== undefined) return whole.type === "histogram" ? undefined : { metric: whole, part: "" };
  const [, base = "", part = ""] = /^(.+)_(bucket|count|sum)$/.exec(name) ?? [];
  const histogram = metrics.get(base);
  return histogram?.type === "histogram" ? { metric: histogram, part } : undefined;
}

test("every metric that a rule, a runbook or a dashboard reads is exported by a pinned version, expected by contract, or recorded here", () => {
  const unknown = used.map(({ metric }) => metric).filter((name) => metricOf(name) === undefined && !expectations.has(name) && !recorded.has(name));
  assert.equal([...new Set(unknown)], []);
});

test("every metric and every expectation of the catalogue is read by a rule, a runbook, a dashboard, or the words of an alert", () => {
  const read = new Set(used.map(({ metric }) => metricOf(metric)?.metric.name ?? metric));
  const words = allRules(ruleFiles).map(({ annotations = {} }) => Object.values(annotations).join(" ")).join(" ");
  assert.equal(catalogue.metrics.map(({ name }) => name).filter((name) => !read.has(name)), []);
  assert.equal(catalogue.expectations.map(({ name }) => name).filter((name) => !read.has(name) && !words.includes(name)), []);
});

test("an entry has a known exporter and a source, and stands once", () => {
  assert.is(metrics.size, catalogue.metrics.length);
  for (const { name, type, exporter, unit, evidence } of catalogue.metrics) {
    assert.ok(catalogue.exporters[exporter], name);
    assert.ok(["counter", "gauge", "histogram"].includes(type) && evidence !== "", name);
    assert.is(unit !== undefined, type === "histogram", name);
    if (unit !== undefined) assert.ok(catalogue.exporters[exporter]?.bounds?.[unit], name);
  }
});

test("every matcher names a label that the series has after scraping", () => {
  for (const { metric: name, matchers } of used) {
    const found = metricOf(name);
    if (found === undefined) continue;
    const exporter = catalogue.exporters[found.metric.exporter];
    const renamed = found.metric.labels.map((label) => exporter?.renamedLabels?.[label] ?? label);
    const labels = new Set([...renamed, ...(exporter?.targetLabels ?? []), ...(found.part === "bucket" ? ["le"] : [])]);
    for (const { label } of matchers) assert.ok(labels.has(label), `${name} has no label ${label}`);
  }
});

test("rates and increases are taken of counters only", () => {
  for (const { metric: name, function: called } of used) {
    if (called !== "rate" && called !== "increase") continue;
    const found = metricOf(name);
    assert.ok(found !== undefined && found.metric.type !== "gauge", `${called}(${name})`);
  }
});

test("a bucket that a rule names exists, in the way of writing of Prometheus 2 and 3", () => {
  for (const { metric: name, matchers } of used) {
    const bound = matchers.find(({ label }) => label === "le");
    if (bound === undefined) continue;
    const metric = metricOf(name)?.metric;
    assert.ok(metric, name);
    const values = bound.value.split("|").map((text) => Number(text.replace(/e\./, "e+")));
    assert.is(new Set(values).size, 1, bound.value);
    assert.ok(catalogue.exporters[metric?.exporter ?? ""]?.bounds?.[metric?.unit ?? ""]?.includes(values[0] ?? NaN), `${name} ${bound.value}`);
    const [value = NaN] = values;
    const exponent = value.toExponential().replace(/e\+(\d)$/, "e+0$1");
    for (const written of value < 1e6 ? [String(value), `${value}.0`] : [exponent]) assert.ok(new RegExp(`^(${bound.value})$`).test(written), `${bound.value} does not match ${written}`);
  }
});

test("a figure that a quantile is compared with is a bound of its histogram, so that nothing is guessed between two bounds", () => {
  for (const { expr } of allRules(ruleFiles)) {
    if (!expr.includes("histogram_quantile")) continue;
    const read = selectors(expr);
    const histogram = read.flatMap(({ metric }) => metricOf(metric)?.metric ?? []).find(({ type }) => type === "histogram");
    const threshold = read.find(({ metric }) => metric === "temporal_platform:threshold")?.matchers.find(({ label }) => label === "name")?.value;
    const bounds = catalogue.exporters[histogram?.exporter ?? ""]?.bounds?.[histogram?.unit ?? ""] ?? [];
    for (const rule of allRules(expectationFiles)) {
      if (rule.labels?.["name"] !== threshold) continue;
      const value = Number(/^vector\((.+)\)$/.exec(rule.expr)?.[1]);
      assert.ok(bounds.slice(0, -1).includes(value), `${threshold} ${value}`);
    }
  }
});

test("rules read only expectations, labels and thresholds that the contract has, and none of it for nothing", () => {
  const thresholds = new Set<string>();
  for (const { metric, matchers } of used) {
    const expectation = expectations.get(metric);
    if (expectation === undefined) continue;
    for (const { label, operator, value } of matchers) {
      const values = expectation.labels[label];
      assert.ok(values !== undefined, `${metric} has no label ${label}`);
      if (values !== null) for (const each of operator === "=~" ? value.split("|") : [value]) assert.ok(values.includes(each), `${metric} has no ${label} ${each}`);
      if (metric === "temporal_platform:threshold" && label === "name") thresholds.add(value);
    }
  }
  assert.equal([...thresholds].sort(), [...(expectations.get("temporal_platform:threshold")?.labels["name"] ?? [])].sort());
});

test("the fixtures keep the contract: names, labels and values", () => {
  for (const { file, groups } of expectationFiles) {
    for (const { record = "", expr, labels = {} } of groups.flatMap(({ rules }) => rules)) {
      const expectation = expectations.get(record);
      assert.ok(expectation, `${file} ${record}`);
      assert.match(expr, /^vector\([\d.]+\)$/, `${file} ${record}`);
      for (const [label, value] of Object.entries(labels)) {
        const values = expectation?.labels[label];
        assert.ok(values === null || values?.includes(value), `${file} ${record} ${label}=${value}`);
      }
    }
  }
});

test("a counter that never counts up, and one that only replication makes, are not in it", () => {
  for (const name of ["restarts", "service_errors_shard_ownership_lost", "shardinfo_immediate_queue_backlog_age"]) assert.not(metrics.has(name), name);
});

test.run();
