import { readdirSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { alerts, allRules, folders, parse, ruleFiles, testFiles } from "./rules.ts";
import { selectors } from "./promql.ts";

const test = suite("The alert rules");

const repository = '{{ with query "temporal_platform:repository" }}{{ . | first | label "url" }}{{ end }}';

test("each file is a PrometheusRule without a namespace, and the kustomization lists exactly these files", () => {
  for (const { file, manifest } of ruleFiles) {
    assert.is(manifest["apiVersion"], "monitoring.coreos.com/v1", file);
    assert.is(manifest["kind"], "PrometheusRule", file);
    assert.equal(Object.keys(manifest["metadata"] as object), ["name"], file);
  }
  const { resources } = parse(folders.rules, "kustomization.yaml.hbs").data as { resources: string[] };
  assert.equal([...resources].sort(), ruleFiles.map(({ file }) => file));
  assert.equal(readdirSync(folders.rules).sort(), ["_folder.yaml", "kustomization.yaml.hbs", ...resources].sort());
});

test("groups and rules have no keys that Prometheus 2.42 does not know", () => {
  for (const { file, groups } of ruleFiles) {
    for (const group of groups) assert.equal(Object.keys(group), ["name", "rules"], `${file} ${group.name}`);
  }
  const known = ["alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations"];
  for (const rule of allRules(ruleFiles)) assert.equal(Object.keys(rule).filter((key) => !known.includes(key)), []);
});

test("Flux finds nothing to substitute", () => {
  for (const { file, text } of ruleFiles) assert.not.match(text, /\$\{/, file);
});

test("group names are unique over all files", () => {
  const names = ruleFiles.flatMap(({ groups }) => groups.map(({ name }) => name));
  assert.equal(names, [...new Set(names)]);
});

test("every alert has a CamelCase name, a severity, a component, a summary, a description and its own runbook", () => {
  for (const { alert, labels = {}, annotations = {} } of alerts) {
    assert.match(alert, /^([A-Z][a-z]+)+$/);
    assert.ok(["critical", "warning", "info"].includes(labels["severity"] ?? ""), alert);
    assert.ok(labels["component"], alert);
    assert.equal(Object.keys(annotations), ["summary", "description", "runbook_url"], alert);
    assert.ok(annotations["summary"] && !annotations["summary"].endsWith("."), alert);
    assert.ok(annotations["description"]?.endsWith(".") || annotations["description"]?.endsWith("{{ end }} is known to the backup plugin."), alert);
    assert.is(annotations["runbook_url"], `${repository}/docs/runbooks/${alert}.md`);
  }
});

test("what wakes people says so after a while, not at the first sample", () => {
  const atOnce = alerts.filter((rule) => rule.for === undefined && rule.keep_firing_for === undefined && !/increase\(/.test(rule.expr));
  assert.equal(atOnce.map(({ alert }) => alert), []);
});

test("alerts about Temporal, PostgreSQL, codec server and workers are silent while these are not meant to run, and all others where the platform is not", () => {
  for (const { alert, expr, labels = {} } of alerts) {
    const own = selectors(expr).map(({ metric }) => metric).filter((metric) => metric.startsWith("temporal_platform:"));
    assert.ok(own.length > 0, alert);
    const gate = alert.startsWith("Temporal")
      ? "temporal_platform:server:running"
      : alert.startsWith("Postgres")
        ? "temporal_platform:postgres:running"
        : /^(Codec|Worker[A-Z])/.test(alert) || alert === "DeploymentReplicasMissing"
          ? "temporal_platform:deployment:running"
          : undefined;
    if (gate !== undefined) assert.ok(own.includes(gate), `${alert} ${labels["severity"]}`);
  }
});

test("every alert says that it is this platform's, so that routes and silences can mean it", () => {
  for (const { alert, labels = {} } of alerts) assert.is(labels["platform"], "temporal", alert);
});

test("everything about workflows and task queues leaves out Temporal's own", () => {
  const customers = ["workflow_", "failed_workflow_tasks", "history_", "approximate_backlog_", "no_poller_tasks", "task_schedule_to_start_latency", "service_requests", "service_errors"];
  for (const { expr } of allRules(ruleFiles)) {
    for (const { metric, matchers } of selectors(expr)) {
      if (metric === "service_errors_resource_exhausted" || !customers.some((prefix) => metric.startsWith(prefix))) continue;
      assert.ok(matchers.some(({ label, operator, value }) => label === "temporal_namespace" && operator === "!~" && new RegExp(`^(${value})$`).test("temporal-system") && new RegExp(`^(${value})$`).test("temporal_system")), metric);
      const queue = matchers.find(({ label }) => label === "taskqueue");
      if (/^(approximate_backlog_|no_poller_tasks|task_schedule_to_start)/.test(metric)) {
        for (const own of ["temporal-sys-per-ns-tq", "temporal_sys_processor", "default-worker-tq"]) assert.ok(new RegExp(`^(${queue?.value})$`).test(own), `${metric} ${own}`);
      }
    }
  }
});

test("every alert has a case in which it fires and a case in which it is silent", () => {
  const cases = testFiles.flatMap(({ tests }) => tests.flatMap(({ alert_rule_test = [] }) => alert_rule_test));
  const sorted = (list: Iterable<string>): string[] => [...new Set(list)].sort();
  const names = sorted(alerts.map(({ alert }) => alert));
  assert.equal(sorted(cases.filter(({ exp_alerts = [] }) => exp_alerts.length > 0).map(({ alertname }) => alertname)), names);
  assert.equal(sorted(cases.filter(({ exp_alerts = [] }) => exp_alerts.length === 0).map(({ alertname }) => alertname)), names);
});

test("series in the test cases are text: without quotes YAML would read 0x40 as a number", () => {
  for (const { file, tests } of testFiles) {
    for (const { name, input_series } of tests) {
      for (const { series, values } of input_series) assert.type(values, "string", `${file}, ${name}: ${series}`);
    }
  }
});

test("every severity that an alert can have is seen firing", () => {
  const fired = testFiles.flatMap(({ tests }) =>
    tests.flatMap(({ alert_rule_test = [] }) => alert_rule_test.flatMap(({ alertname, exp_alerts = [] }) => exp_alerts.map((each) => `${alertname} ${(each as { exp_labels: { severity: string } }).exp_labels.severity}`))),
  );
  assert.equal([...new Set(fired)].sort(), [...new Set(alerts.map(({ alert, labels = {} }) => `${alert} ${labels["severity"]}`))].sort());
});

test.run();
