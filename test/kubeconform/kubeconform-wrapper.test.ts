import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findKubeconform, runKubeconform, writeSchemas, type KubeconformOptions, type KubeconformOutcome, type ResourceResult, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
import { deep } from "../servers/deep.ts";
import { temporaryFolder } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";

const test = suite("kubeconform-wrapper");

const widget = (name: string, size: string): string => `apiVersion: example.test/v1\nkind: Widget\nmetadata:\n  name: ${name}\nspec:\n  size: ${size}\n`;
const schema = {
  type: "object",
  required: ["apiVersion", "kind", "metadata", "spec"],
  properties: { apiVersion: { const: "example.test/v1" }, kind: { const: "Widget" }, metadata: { type: "object" }, spec: { type: "object", properties: { size: { type: "integer", exclusiveMinimum: 0 } }, additionalProperties: false } },
  additionalProperties: false,
};

function files(contents: Readonly<Record<string, string>>): string[] {
  const folder = temporaryFolder("kubeconform");
  return Object.entries(contents).map(([name, text]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  });
}

const location = (records: Iterable<SchemaRecord> = [{ apiVersion: "example.test/v1", kind: "Widget", schema }]): string => writeSchemas(records, temporaryFolder("schemas"));

/** A stand-in that answers what the script prints: for the faults that a right kubeconform does not show. */
function standIn(script: string): string {
  const [path = ""] = files({ kubeconform: `#!/bin/sh\n${script}\n` });
  chmodSync(path, 0o755);
  return path;
}

const code = (outcome: KubeconformOutcome): string => (outcome.outcome === "failed" ? outcome.fault.code : "checked");

async function checked(options: Omit<KubeconformOptions, "binary">): Promise<readonly ResourceResult[]> {
  const outcome = await runKubeconform({ ...options, binary: pathOf("kubeconform") });
  if (outcome.outcome === "failed") throw new Error(outcome.fault.reason);
  return outcome.results;
}

test("it is found by KUBECONFORM_BIN before PATH, and otherwise the places tried are told", () => {
  const path = standIn("exit 0");
  assert.equal(findKubeconform({ KUBECONFORM_BIN: path, PATH: "/nowhere" }), { path });
  assert.equal(findKubeconform({ PATH: `/nowhere:${dirname(path)}` }), { path });
  assert.equal(findKubeconform({ PATH: "/nowhere" }), { tried: ["/nowhere"] });
  assert.equal(findKubeconform({ KUBECONFORM_BIN: "/nowhere/kubeconform", PATH: dirname(path) }), { tried: ["/nowhere/kubeconform"] });
});

test("what kubeconform would pass over, and what would reach for the internet, is refused before it starts", async () => {
  const [file = ""] = files({ "a.yaml": widget("a", "1") });
  const options = { files: [file], expected: 1, schemaLocations: ["/schemas/{{.ResourceKind}}.json"], binary: "/nowhere" };
  assert.is(code(await runKubeconform({ ...options, files: ["values.txt"] })), "unread-file");
  assert.is(code(await runKubeconform({ ...options, files: [] })), "count");
  assert.is(code(await runKubeconform({ ...options, schemaLocations: [] })), "usage");
  assert.is(code(await runKubeconform({ ...options, schemaLocations: ["default"] })), "usage");
  assert.is(code(await runKubeconform({ ...options, schemaLocations: ["https://example.test/{{.ResourceKind}}.json"] })), "usage");
  assert.is(code(await runKubeconform({ ...options, kubernetesVersion: "1.36" })), "usage");
  assert.is(code(await runKubeconform(options)), "not-found");
});

test("success without results, an answer that is no JSON, a refused flag and a crash are told apart", async () => {
  const [file = ""] = files({ "a.yaml": widget("a", "1") });
  const outcome = async (script: string): Promise<string> => code(await runKubeconform({ files: [file], expected: 1, schemaLocations: ["/schemas/{{.ResourceKind}}.json"], binary: standIn(script), timeout: 1 }));
  assert.is(await outcome(`echo '{"resources": []}'`), "count");
  assert.is(await outcome("echo Summary: 0 resources found"), "output");
  assert.is(await outcome(`echo '{"resources": [{"filename": "a", "status": "statusNew"}]}'`), "output");
  assert.is(await outcome("echo flag provided but not defined >&2; exit 1"), "usage");
  assert.is(await outcome("echo panic >&2; exit 2"), "ended");
  assert.is(await outcome("exec sleep 60"), "ended");
});

test("a kubeconform that cannot be started leaves no timer behind that keeps the caller alive", async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
  const before = timers();
  const [file = ""] = files({ "a.yaml": widget("a", "1") });
  assert.is(code(await runKubeconform({ files: [file], expected: 1, schemaLocations: ["/schemas/{{.ResourceKind}}.json"], binary: "/nowhere" })), "not-found");
  assert.is(timers(), before);
});

test("a location is laid out by group, kind and version, with the core group called v1", () => {
  const folder = temporaryFolder("schemas");
  const template = writeSchemas([{ apiVersion: "v1", kind: "ConfigMap", schema: {} }, { apiVersion: "apps/v1", kind: "Deployment", schema: {} }], folder);
  assert.equal(readdirSync(folder, { recursive: true }).sort(), ["apps", "apps/deployment_v1.json", "v1", "v1/configmap_v1.json"]);
  assert.is(template, join(folder, "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"));
});

deep(test, "each resource has its own status and the place of its fault, in the order of the files", ["kubeconform"], async () => {
  const paths = files({ "b.yaml": `${widget("two", "0")}---\n\n---\n${widget("one", "1")}`, "a.yaml": `${widget("three", "1")}  colour: red\n`, "-dash.yaml": widget("dash", "1") });
  const results = await checked({ files: paths, expected: 4, schemaLocations: [location()] });
  const folder = dirname(paths[0] ?? "");
  assert.equal(results.map(({ file, kind, name, status }) => [file.slice(folder.length + 1), kind, name, status]), [
    ["-dash.yaml", "Widget", "dash", "valid"],
    ["a.yaml", "Widget", "three", "invalid"],
    ["b.yaml", "Widget", "one", "valid"],
    ["b.yaml", "Widget", "two", "invalid"],
  ]);
  assert.match(results[1]?.messages.join() ?? "", "colour");
  assert.match(results[3]?.messages.join() ?? "", "/spec/size");
});

deep(test, "no schema, no kind and no YAML are errors, not invalid resources; a skipped kind is neither", ["kubeconform"], async () => {
  const status = async (text: string, more: Partial<KubeconformOptions> = {}): Promise<string | undefined> => (await checked({ files: files({ "a.yaml": text }), expected: 1, schemaLocations: [location()], ...more }))[0]?.status;
  assert.is(await status(widget("a", "1").replace("Widget", "Gadget")), "error");
  assert.is(await status("colour: red\n"), "error");
  assert.is(await status("a: [1\n"), "error");
  assert.is(await status(widget("a", "0"), { skip: ["example.test/v1/Widget"] }), "skipped");
  assert.is(await status(widget("a", "1").replace("Widget", "Gadget"), { ignoreMissingSchemas: true }), "skipped");
  assert.is(await status(`${widget("a", "1")}  size: 2\n`), "error");
  assert.is(await status(`${widget("a", "1")}  size: 2\n`, { strict: false }), "valid");
});

deep(test, "a lookahead, which kubeconform cannot read, is written as a condition that it can", ["kubeconform"], async () => {
  const names = ["web", "..", "7", "1a", "a/b"];
  const patterns = ["^(?!\\.{1,2}$)[^/%]+$", "^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "^[a-z]+(\\.[(]|[|)])?$"];
  for (const pattern of patterns) {
    const record = { apiVersion: "example.test/v1", kind: "Widget", schema: { properties: { spec: { properties: { size: { type: "string", pattern } } } } } };
    const paths = files(Object.fromEntries(names.map((name, index) => [`${index}.yaml`, widget(`w${index}`, JSON.stringify(name))])));
    const results = await checked({ files: paths, expected: names.length, schemaLocations: [location([record])] });
    assert.equal(results.map(({ status }) => status === "valid"), names.map((name) => new RegExp(pattern).test(name)), pattern);
  }
});

test("a pattern that cannot be said without lookahead is refused, since the kind would go unchecked", () => {
  for (const pattern of ["^a(?=b)b$", "^(?!a)b|c$", "^(a)\\1$", "(?<=a)b"]) {
    assert.throws(() => location([{ apiVersion: "example.test/v1", kind: "Widget", schema: { properties: { pattern: { pattern } } } }]), "Widget");
  }
});

deep(test, "the count includes the items of a List, and a wrong count is a fault", ["kubeconform"], async () => {
  const item = { apiVersion: "example.test/v1", kind: "Widget", metadata: { name: "a" }, spec: { size: 1 } };
  const paths = files({ "list.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [item, { ...item, metadata: { name: "b" } }] }) });
  const options = { files: paths, schemaLocations: [location()], binary: pathOf("kubeconform") };
  assert.is(code(await runKubeconform({ ...options, expected: 2 })), "checked");
  assert.is(code(await runKubeconform({ ...options, expected: 1 })), "count");
});

deep(test, "more files than one command line takes are checked in batches", ["kubeconform"], async () => {
  const paths = files(Object.fromEntries(Array.from({ length: 1201 }, (_, index) => [`${index}.yaml`, widget(`w${index}`, "1")])));
  assert.is((await checked({ files: paths, expected: 1201, schemaLocations: [location()] })).length, 1201);
});

const recordsFolder = fileURLToPath(new URL("../../schemas/kubernetes/", import.meta.url));
const records = (): SchemaRecord[] =>
  readdirSync(recordsFolder).filter((name) => /^[a-z0-9.-]+_[a-z]+_v[a-z0-9]+\.json$/.test(name)).map((name) => JSON.parse(readFileSync(join(recordsFolder, name), "utf8")) as SchemaRecord);

deep(test, "kubeconform understands every schema of ours", ["kubeconform"], async () => {
  const all = records();
  assert.ok(all.length > 50);
  const paths = files(Object.fromEntries(all.map(({ apiVersion, kind }, index) => [`${index}.yaml`, JSON.stringify({ apiVersion, kind, metadata: { name: "a" } })])));
  const results = await checked({ files: paths, expected: all.length, schemaLocations: [location(all)] });
  assert.equal(results.filter(({ status }) => status === "error").map(({ kind, messages }) => `${kind}: ${messages.join()}`), []);
});

deep(test, "with our schemas it accepts the manifests that a real API server accepted", ["kubeconform"], async () => {
  const folder = fileURLToPath(new URL("../servers/fixtures/manifests/accepted/", import.meta.url));
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const expected = paths.reduce((sum, path) => sum + readFileSync(path, "utf8").split(/^---$/m).filter((document) => document.includes("kind:")).length, 0);
  const results = await checked({ files: paths, expected, schemaLocations: [location(records())] });
  assert.equal(results.filter(({ status }) => status !== "valid").map(({ file, kind, messages }) => `${file} ${kind}: ${messages.join()}`), []);
});

test.run();
