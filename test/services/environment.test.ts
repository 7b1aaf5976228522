import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emit, emitText } from "../deep/emitted.ts";
import { root } from "../cli/run.ts";

/** A variable that one side misspells is silently a default on the other: both sides are read here, from what is emitted. */
const test = suite("environment of the emitted services");
const services = join(root, "templates/services");
const sources = (folder: string): string =>
  readdirSync(join(services, folder), { recursive: true, encoding: "utf8" }).filter((file) => /\.(ts|py)$/.test(file)).map((file) => readFileSync(join(services, folder, file), "utf8")).join("\n");
/** Names as the programs write them; those of certificates are put together in Python. */
const named = (text: string): Set<string> => {
  const names = new Set([...text.matchAll(/["'[](CODEC_[A-Z_]+[A-Z]|TEMPORAL_[A-Z_]+[A-Z]|WORKER_[A-Z_]+[A-Z]|[A-Z]+_PORT|SHUTDOWN_SECONDS)["'\]]/g)].map(([, name]) => name ?? ""));
  for (const [, , list = ""] of text.matchAll(/env\.get\(f"(TEMPORAL_TLS_)\{name\}_PATH"\) for name in \(([^)]*)\)/g)) for (const [, name] of list.matchAll(/"([A-Z_]+)"/g)) names.add(`TEMPORAL_TLS_${name}_PATH`);
  return names;
};
const library = named(sources("payload-codec/src"));
const server = named(sources("codec-server/src"));
const typescript = new Set([...named(sources("{typescriptWorker}/src")), ...library]);
const python = named(sources("{pythonWorker}/worker"));
const sorted = (names: Iterable<string>): string[] => [...names].sort();

const emitted = emit("enterprise-azure");
const local = emitText(readFileSync(join(root, "test/fixtures/codec/platform.yaml"), "utf8").replace("azure-key-vault: { vault: kv-acme-dev }", "local: {}").replace("\nclusters:", "\n  workers:\n    orders: { taskQueues: [orders], namespace: orders }\n    billing: { language: python, taskQueues: [billing], namespace: billing }\nclusters:"));
const workers = [...emitted.model.clusters, ...local.model.clusters].flatMap((cluster) => cluster.workers?.list ?? []);
/** Read by Node itself, and by what people run in the pod. */
const OF_OTHERS = ["NODE_OPTIONS"];

test("what the platform tells a worker, its starter reads, in either language", () => {
  assert.equal(sorted(new Set(workers.map(({ language }) => language))), ["python", "typescript"]);
  for (const { name, language, env, secretEnv, secret } of workers) {
    const reads = language === "python" ? python : typescript;
    const own = new Set([...OF_OTHERS, ...(secret?.keys ?? []), ...Object.keys(env).filter((variable) => !/^(CODEC|TEMPORAL|WORKER|HEALTH|METRICS|SHUTDOWN)_/.test(variable))]);
    const unread = [...Object.keys(env), ...Object.keys(secretEnv ?? {})].filter((variable) => !reads.has(variable) && !own.has(variable));
    assert.equal(unread, [], name);
  }
});

test("both starters read the same variables, but for the proxy's format, which the Python one does not know", () => {
  assert.equal(sorted(python), sorted([...typescript].filter((name) => name !== "CODEC_UNBOUND_NAMESPACES")));
});

test("what the codec server's chart sets, the server reads, and what the server reads can be set", () => {
  const chart = join(root, "templates/charts/codec-server");
  const set = [...readFileSync(join(chart, "templates/configmap.yaml"), "utf8").matchAll(/^ {2}(CODEC_[A-Z_]+):/gm)].map(([, name]) => name ?? "");
  const reads = new Set([...server, ...library]);
  assert.ok(set.length > 12);
  assert.equal(set.filter((name) => !reads.has(name)), []);
  const [pattern = ""] = Object.keys((JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")) as { properties: { settings: { patternProperties: object } } }).properties.settings.patternProperties);
  // A local key comes as a file here, by its usual name, and the server listens where its Service looks for it.
  assert.equal(sorted([...reads].filter((name) => !set.includes(name) && !new RegExp(pattern).test(name))), ["CODEC_HOST", "CODEC_LOCAL_KEY", "CODEC_LOCAL_KEY_NAME"]);
});

test("each variable stands in the README of the program that reads it", () => {
  const readme = (folder: string): string => readFileSync(join(services, folder, "README.md"), "utf8");
  assert.equal([...library].filter((name) => !readme("payload-codec").includes(name)), []);
  assert.equal([...server].filter((name) => !readme("codec-server").includes(name)), []);
  const page = readFileSync(join(root, "templates/docs/operations/connect-a-worker.md"), "utf8");
  assert.equal([...typescript].filter((name) => !library.has(name) && !page.includes(name)), []);
});

test.run();
