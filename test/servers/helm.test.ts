import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deep } from "./deep.ts";
import { lintChart, renderChart, tryChart, type ChartRequest } from "./helm.ts";

const test = suite("the real helm");
const chart = fileURLToPath(new URL("fixtures/chart/", import.meta.url));
const request: ChartRequest = { chart, values: {}, release: "spine", namespace: "lab" };
const names = (more: Partial<ChartRequest>): string[] => renderChart({ ...request, ...more }).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);

deep(test, "a chart becomes its objects, and a condition that does not hold leaves none", ["helm"], () => {
  assert.equal(names({}), ["ConfigMap lab/spine"]);
  assert.equal(names({ values: { extra: true } }), ["ConfigMap lab/spine", "ConfigMap lab/spine-extra"]);
  assert.equal(renderChart({ ...request, values: { text: "a: b" } })[0]?.["data"], { text: "a: b" });
});

deep(test, "API versions of the cluster are the request's", ["helm"], () => {
  assert.equal(names({ apiVersions: ["monitoring.coreos.com/v1"] }), ["ConfigMap lab/spine", "ServiceMonitor lab/spine"]);
});

deep(test, "values that the chart's schema does not know are refused with helm's words", ["helm"], () => {
  const { code, stderr } = tryChart({ ...request, values: { tekst: "hello" } });
  assert.is.not(code, 0);
  assert.match(stderr, "tekst");
  assert.throws(() => renderChart({ ...request, values: { text: "" } }), /say something/);
});

deep(test, "lint finds a sound chart sound, and one with values it refuses not", ["helm"], () => {
  const { code, stdout, stderr } = lintChart(chart, {});
  assert.is(code, 0, stdout + stderr);
  assert.is.not(lintChart(chart, { extra: "yes" }).code, 0);
});

test.run();
