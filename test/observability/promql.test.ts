import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { selectors, tokens } from "./promql.ts";

const test = suite("What an expression of PromQL reads");

const names = (expression: string): string[] => selectors(expression).map(({ metric }) => metric);

test("functions, aggregations, labels and operators are no metrics", () => {
  assert.equal(names('sum by (job, le) (rate(a_bucket{le="1"}[5m])) / on (job) group_left (x) max without (pod) (b) > bool 2'), ["a_bucket", "b"]);
  assert.equal(names("histogram_quantile(0.99, sum(rate(a[5m])) by (le)) and on () vector(1) unless c offset 10m"), ["a", "c"]);
  assert.equal(names('label_replace(up, "component", "$1", "job", "temporal-(.+)") or group by (namespace) (x:y:z > 1e3)'), ["up", "x:y:z"]);
});

test("a metric may be called like an aggregation or stand without braces at the very end", () => {
  assert.equal(names("count + sum_of_things"), ["count", "sum_of_things"]);
});

test("matchers keep their order, their operators and what quotes protect", () => {
  const [selector] = selectors('rate(m{a="x", b!~"y|\\"}z", c=`\\d`}[1h])');
  assert.equal(selector, {
    metric: "m",
    matchers: [
      { label: "a", operator: "=", value: "x" },
      { label: "b", operator: "!~", value: 'y|"}z' },
      { label: "c", operator: "=", value: "\\d" },
    ],
    function: "rate",
  });
});

test("a selector without a name is seen, and half a selector is refused", () => {
  assert.equal(names('sum({__name__=~"a.+"})'), [""]);
  assert.throws(() => selectors('a{b="c"'), "not closed");
  assert.throws(() => selectors('a{b=c}'), "not a matcher");
  assert.throws(() => tokens("a ? b"), "not PromQL");
});

test("every metric that is put into an expression comes out of it, with its matchers", () => {
  const name = fc.stringMatching(/^[a-z][a-z_:]{0,8}x$/);
  const matcher = fc.record({ label: fc.stringMatching(/^[a-z]{1,6}$/), operator: fc.constantFrom("=", "!=", "=~", "!~"), value: fc.stringMatching(/^[a-z(){}\[\],| ]{0,8}$/) }, { noNullPrototype: true });
  const selector = fc.record({ metric: name, matchers: fc.array(matcher, { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(selector, { minLength: 1, maxLength: 4 }), fc.constantFrom(" + ", " and on (job) ", " unless ", " > bool on (a) group_left () "), (list, operator) => {
      const text = list.map(({ metric, matchers }) => `sum by (a, b) (rate(${metric}{${matchers.map((m) => `${m.label}${m.operator}"${m.value}"`).join(",")}}[5m]))`).join(operator);
      assert.equal(selectors(text), list.map((each) => ({ ...each, function: "rate" })));
    }),
  );
});

test.run();
