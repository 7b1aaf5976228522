import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emit } from "../deep/emitted.ts";
import { alerts, folders } from "./rules.ts";
import { selectors } from "./promql.ts";

const test = suite("docs/operations/alerts.md");
const page = readFileSync(`${folders.runbooks}../operations/alerts.md.hbs`, "utf8");

test("the table has every alert with its severity, how long it must last, and the thresholds of its rules", () => {
  const wanted = new Map<string, { lasts: Set<string>; thresholds: Set<string> }>();
  for (const { alert, expr, for: lasts = "at once", labels = {} } of alerts) {
    const key = `[${alert}](../runbooks/${alert}.md) | ${labels["severity"]}`;
    const row = wanted.get(key) ?? { lasts: new Set(), thresholds: new Set() };
    row.lasts.add(lasts);
    for (const { metric, matchers } of selectors(expr)) if (metric === "temporal_platform:threshold") for (const { label, value } of matchers) if (label === "name") row.thresholds.add(`\`${value}\``);
    wanted.set(key, row);
  }
  const rows = [...wanted].map(([key, { lasts, thresholds }]) => `| ${key} | ${[...lasts].join(", ")} | ${[...thresholds].join(", ") || "none"} |`);
  assert.equal([...page.matchAll(/^\| \[.+$/gm)].map(([row]) => row).sort(), rows.sort());
});

test("each cluster says who hears of what, and when nobody does", () => {
  const said = emit("homelab", (text) => `${text.replace("  um890:\n", "  um890:\n    maintenance: [{ days: [sunday], from: \"02:00\", to: \"06:00\", timeZone: Europe/Amsterdam }]\n")}\nalerts:\n  critical: { pagerduty: {} }\n  warning: { slack: { channel: "#temporal" } }\n`);
  const text = said.tree.get("docs/operations/alerts.md")?.text ?? "";
  assert.match(text, /\| critical \| PagerDuty \|\n\| warning \| Slack .*temporal \|\n\| info \| nobody \|/);
  assert.match(text, "sunday 02:00 to 06:00");
  assert.match(text, "temporal-pagerduty");
  assert.match(emit("homelab").tree.get("docs/operations/alerts.md")?.text ?? "", "name no receivers");
});

test("what a repository does not have is in neither table, and every link leads to a page that is there", () => {
  const { tree } = emit("homelab");
  for (const [path, { text }] of tree) {
    if (!/^docs\/(runbooks|operations)\//.test(path)) continue;
    for (const [, target = ""] of text.matchAll(/\]\(([^)#:]+\.md)\)/g)) assert.ok(tree.has(new URL(target, `file:///${path}`).pathname.slice(1)), `${path}: ${target}`);
  }
  const emitted = [...tree.keys()].flatMap((path) => /^docs\/runbooks\/([A-Z]\w+)\.md$/.exec(path)?.[1] ?? []).filter((name) => name !== "README").sort();
  const firing = [...tree].filter(([path]) => path.startsWith("observability/rules/")).flatMap(([, { text }]) => [...text.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name));
  assert.equal(emitted, [...new Set(firing)].sort());
  assert.not.ok(emitted.some((name) => /^(Codec|Worker|Delivery|ExternalSecret)/.test(name)));
});

test.run();
