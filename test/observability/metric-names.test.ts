import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { METRICS } from "../../generators/catalogue/metrics.ts";
import { folders } from "./rules.ts";

const test = suite("names of metrics");
const EXPORTERS = ["temporal-server", "temporal-sdk", "cloudnative-pg", "barman-cloud", "codec-server"];

test("verification knows the metrics of the catalogue, and no other", () => {
  const { metrics } = JSON.parse(readFileSync(join(folders.catalogue, "catalogue.json"), "utf8")) as { metrics: readonly { readonly name: string; readonly exporter: string }[] };
  assert.equal([...METRICS].sort(), metrics.filter(({ exporter }) => EXPORTERS.includes(exporter)).map(({ name }) => name).sort());
});

test.run();
