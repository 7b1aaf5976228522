import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findKubeconform, kubeconformVersion, runKubeconform, streamKubeconform, writeSchemas, type KubeconformOptions, type KubeconformOutcome, type ResourceResult, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
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
  assert.is(await outcome("kill -9 $$"), "ended");
  assert.is(await outcome("exec sleep 60"), "time");
  assert.is(await outcome("sleep 60 & sleep 60"), "time");
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



test("it is found where Go installs programs", () => {
  const path = standIn("exit 0");
  const folder = dirname(path);
  assert.equal(findKubeconform({ KUBECONFORM: path }), { path });
  assert.equal(findKubeconform({ GOBIN: folder, PATH: "/nowhere" }), { path });
  mkdirSync(join(folder, "go/bin"), { recursive: true });
  copyFileSync(path, join(folder, "go/bin/kubeconform"));
  assert.equal(findKubeconform({ HOME: folder }), { path: join(folder, "go/bin/kubeconform") });
  assert.equal(findKubeconform({ HOME: "/nowhere", GOPATH: `/elsewhere:${join(folder, "go")}` }), { path: join(folder, "go/bin/kubeconform") });
});

test("one that is too old is refused with the way to a newer one, one that does not say its age is asked", async () => {
  const [file = ""] = files({ "a.yaml": widget("a", "1") });
  const outcome = async (said: string): Promise<string> => code(await runKubeconform({ files: [file], schemaLocations: ["/x"], binary: standIn(`[ "$1" = -v ] && { echo ${said}; exit 0; }; exit 3`) }));
  for (const old of ["v0.6.6", "0.4.12", "v0.5.0"]) assert.is(await outcome(old), "too-old", old);
  for (const new_ of ["v0.6.7", "v0.8.1", "v1.0.0", "development"]) assert.is(await outcome(new_), "ended", new_);
});

/** A stand-in that notes each call, waits when a file of that name is there, and answers that everything is valid. */
const answering = (log: string): string =>
  standIn(`[ "$1" = -v ] && { echo v0.8.0; exit 0; }
echo call >> ${log}
[ $(wc -l < ${log}) -gt 1 ] && sleep 60
separator=
echo '{"resources": ['
for file; do case $file in *.yaml) printf '%s{"filename": "%s", "kind": "Widget", "name": "w", "version": "v1", "status": "statusValid", "msg": ""}' "$separator" "$file"; separator=,;; esac; done
echo ']}'`);

test("results come before the last call has begun, and whoever stops reading stops it", async () => {
  const paths = files(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}.yaml`, ""])));
  const log = join(dirname(paths[0] ?? ""), "calls");
  const seen: string[] = [];
  for await (const { file } of streamKubeconform({ files: paths, schemaLocations: ["/x"], binary: answering(log) })) {
    seen.push(file);
    if (seen.length === 10) break;
  }
  assert.equal(seen, paths.slice(0, 10));
  assert.is(readFileSync(log, "utf8"), "call\n");
});

test("a signal ends it while it runs, before it runs, and leaves no process behind", async () => {
  const paths = files(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}.yaml`, ""])));
  const log = join(dirname(paths[0] ?? ""), "calls");
  const controller = new AbortController();
  const options = { files: paths, schemaLocations: ["/x"], binary: answering(log), signal: controller.signal };
  setTimeout(() => controller.abort(), 500);
  const started = Date.now();
  assert.is(code(await runKubeconform(options)), "cancelled");
  assert.ok(Date.now() - started < 20_000);
  assert.is(code(await runKubeconform(options)), "cancelled");
  assert.is(readFileSync(log, "utf8").split("\n").length, 3);
});

test("a file of which it says nothing is a fault, without any count", async () => {
  const paths = files({ "a.yaml": "", "b.yaml": "" });
  const silent = standIn(`[ "$1" = -v ] || echo '{"resources": []}'`);
  const outcome = await runKubeconform({ files: paths, schemaLocations: ["/x"], binary: silent });
  assert.is(code(outcome), "count");
  await assertThrows(() => streamKubeconform({ files: paths, schemaLocations: ["/x"], binary: silent }).next(), "KubeconformError");
});

async function assertThrows(body: () => Promise<unknown>, name: string): Promise<void> {
  const error = await body().then(() => undefined, (thrown: unknown) => thrown);
  assert.is(error instanceof Error ? error.name : undefined, name);
}

test("an answer of another shape is no answer", async () => {
  const [file = ""] = files({ "a.yaml": "" });
  for (const answer of ["[]", "null", "{}", '{"resources": [null]}', '{"resources": [{"filename": 1}]}', '{"resources": ']) {
    assert.is(code(await runKubeconform({ files: [file], schemaLocations: ["/x"], binary: standIn(`echo '${answer}'`) })), "output", answer);
  }
});

test("an input that breaks off is a fault of the input, and its temporary folder is gone", async () => {
  const broken = Readable.from((function* () { yield "a: 1\n"; throw new Error("the pipe broke"); })());
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("kubeconform-")).length;
  const outcome = await runKubeconform({ inputs: [{ name: "stdin", content: broken }], schemaLocations: ["/x"], binary: standIn("exit 0") });
  assert.is(code(outcome), "input");
  assert.is(readdirSync(tmpdir()).filter((name) => name.startsWith("kubeconform-")).length, before);
});

const versions = ["kubeconform-0.6.7", "kubeconform", "kubeconform-0.8.0"] as const;

for (const version of versions) {
  deep(test, `${version}: files, inputs and streams give each resource its status, and nothing of a large input is lost`, [version], async () => {
    const binary = pathOf(version);
    assert.is(await kubeconformVersion(binary), version === "kubeconform" ? "0.7.0" : version.slice("kubeconform-".length));
    const paths = files({ "good.yaml": widget("a", "1"), "bad.yaml": widget("b", "0"), "none.yaml": "colour: red\n", "empty.yaml": "" });
    // Larger than the buffer in which kubeconform reads standard input.
    const large = Array.from({ length: 3000 }, (_, index) => `${widget(`w${index}`, index === 2999 ? "0" : "1")}# ${"x".repeat(2000)}\n`).join("---\n");
    const options: KubeconformOptions = { files: paths, inputs: [{ name: "stdin", content: Readable.from([large]) }], schemaLocations: [location()], binary, expected: 3003 };
    const results: ResourceResult[] = [];
    for await (const result of streamKubeconform(options)) results.push(result);
    const folder = dirname(paths[0] ?? "");
    const of = (name: string) => results.filter(({ file }) => file === name).map(({ status }) => status);
    assert.equal([...of(join(folder, "good.yaml")), ...of(join(folder, "bad.yaml")), ...of(join(folder, "none.yaml")), ...of(join(folder, "empty.yaml"))], ["valid", "invalid", "error"]);
    assert.is(of("stdin").length, 3000);
    assert.equal(results.filter(({ file, status }) => file === "stdin" && status !== "valid").map(({ name }) => name), ["w2999"]);
  });

  deep(test, `${version}: takes our schemas directly, and finds with them what is wrong`, [version], async () => {
    const folder = temporaryFolder("bundled");
    const script = fileURLToPath(new URL("../../packages/build/wrapper-schemas.ts", import.meta.url));
    const made = spawnSync(process.execPath, ["--import", "tsx", script, folder], { encoding: "utf8" });
    const template = made.stdout.trim();
    assert.is(template, join(folder, "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"), made.stderr);
    const [path = ""] = files({ "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatta: {}\n" });
    const direct = spawnSync(pathOf(version), ["-schema-location", template, "-summary", path], { encoding: "utf8" });
    assert.is(direct.status, 1);
    assert.match(direct.stdout, "datta");
    const outcome = await runKubeconform({ files: [path], schemaLocations: [template], binary: pathOf(version) });
    assert.is(outcome.outcome === "checked" ? outcome.results[0]?.status : "", "invalid");
  });
}

deep(test, "a file that is not there is an error of its own and hides no other", ["kubeconform"], async () => {
  const paths = files({ "a.yaml": widget("a", "1"), "b.yaml": widget("b", "1"), "c.yaml": widget("c", "1") });
  const results = await checked({ files: ["/nowhere/x.yaml", ...paths], schemaLocations: [location()] });
  assert.equal(results.map(({ status }) => status).sort(), ["error", "valid", "valid", "valid"]);
});

deep(test, "a kind that is rejected is an error", ["kubeconform"], async () => {
  const results = await checked({ files: files({ "a.yaml": widget("a", "1") }), schemaLocations: [location()], reject: ["Widget"] });
  assert.equal(results.map(({ status }) => status), ["error"]);
});

test.run();
