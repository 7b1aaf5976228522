import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "./deep.ts";
import { checkRules, rulesOf, testRules } from "./promtool.ts";

const test = suite("Prometheus' own check of rules");

const alert = { alert: "TargetDown", expr: "down:count > 0", for: "1m", labels: { severity: "critical" } };
const recording = { groups: [{ name: "recording", rules: [{ record: "down:count", expr: "count by (job) (up == 0)" }] }] };
const alerting = { groups: [{ name: "alerts", rules: [alert] }] };
const series = (values: string): unknown => ({
  interval: "30s",
  input_series: [{ series: 'up{job="frontend", instance="a"}', values }],
  alert_rule_test: [{ eval_time: "3m", alertname: "TargetDown", exp_alerts: [{ exp_labels: { severity: "critical", job: "frontend" } }] }],
});

test("the groups of a PrometheusRule are taken, and nothing else is", () => {
  assert.equal(rulesOf({ apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", spec: alerting }), alerting);
  assert.throws(() => rulesOf({ kind: "ConfigMap", data: {} }), "PrometheusRule");
});

deep(test, "right rules pass; wrong PromQL, a wrong template and a rule that stands twice do not", ["promtool"], () => {
  assert.is(checkRules(alerting).code, 0);
  const changed = (rule: unknown): unknown => checkRules({ groups: [{ name: "alerts", rules: [rule] }] }).code;
  assert.is.not(changed({ ...alert, expr: "up == = 0" }), 0);
  assert.is.not(changed({ ...alert, annotations: { summary: "{{ $labels.job" } }), 0);
  assert.is.not(checkRules({ groups: [...alerting.groups, { name: "again", rules: [alert] }] }).code, 0);
});

deep(test, "unit tests see recording rules of other files, and fail when the alert does not", ["promtool"], () => {
  const rules = [recording, alerting];
  const held = testRules(rules, { evaluation_interval: "30s", tests: [series("0x10")] });
  assert.is(held.code, 0, held.stderr);
  assert.is.not(testRules(rules, { evaluation_interval: "30s", tests: [series("1x10")] }).code, 0);
});

test.run();
