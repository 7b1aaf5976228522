import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { provideTemporal, type ProvidedObject } from "../../generators/catalogue/provides-temporal.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { fixtures } from "./trees.ts";

const test = suite("objects of Temporal's chart");
const folder = join(fixtures, "provides");
const values = parseYaml(readFileSync(join(folder, "values.yaml"), "utf8"), "values.yaml").documents[0]?.data as Readonly<Record<string, unknown>>;
const rendered = JSON.parse(readFileSync(join(folder, "objects.json"), "utf8")) as Omit<ProvidedObject, "namespace">[];
const key = ({ kind, name }: { readonly kind: string; readonly name: string }): string => `${kind}/${name}`;

test("are those that the chart rendered, with their labels, ports, selectors and keys", () => {
  const provided = new Map(provideTemporal(values, "temporal", "temporal").map((object) => [key(object), object]));
  assert.equal([...provided.keys()].sort(), rendered.map(key).sort());
  for (const object of rendered) {
    const ours = provided.get(key(object));
    assert.is(ours?.apiVersion, object.apiVersion, key(object));
    const { "app.kubernetes.io/headless": _headless, ...labels } = object.labels;
    assert.equal(ours?.labels, labels, key(object));
    assert.equal(ours?.selector, object.selector, key(object));
    assert.equal(ours?.podLabels, object.podLabels, key(object));
    assert.equal(ours?.keys, object.keys, key(object));
    assert.equal([...(ours?.ports ?? [])], object.ports ?? [], key(object));
  }
});

const names = (given: Readonly<Record<string, unknown>>, release = "temporal"): string[] => provideTemporal(given, release, "temporal").map(key);

test("are named after the release unless a name is given", () => {
  assert.ok(names({}, "prod").includes("Service/prod-temporal-web"));
  assert.ok(names({}, "my-temporal").includes("Service/my-temporal-web"));
  assert.ok(names({ fullnameOverride: "t" }).includes("Service/t-frontend"));
});

test("follow what is switched on and off", () => {
  assert.not.ok(names({}).some((name) => name.includes("internal-frontend")));
  assert.not.ok(names({ web: { enabled: false } }).some((name) => name.includes("web")));
  assert.ok(names({ schema: { useHelmHooks: true } }).includes("Job/temporal-schema"));
  assert.ok(names({ server: { frontend: { podDisruptionBudget: { minAvailable: 1 } } } }).includes("PodDisruptionBudget/temporal-frontend-pdb"));
  assert.ok(names({ serviceAccount: { create: true } }).includes("ServiceAccount/temporal"));
});

test("include a Secret for a store that names none", () => {
  const store = (sql: object): object => ({ server: { config: { persistence: { datastores: { default: { sql } } } } } });
  assert.ok(names(store({ user: "temporal" }) as Record<string, unknown>).includes("Secret/temporal-default-store"));
  assert.not.ok(names(store({ existingSecret: "db" }) as Record<string, unknown>).includes("Secret/temporal-default-store"));
});

test.run();
