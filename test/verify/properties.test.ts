import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml, type Path } from "../../generators/document/index.ts";
import { isError } from "../../generators/finding.ts";
import { verify } from "../../generators/verify/index.ts";
import { cases, fixtures, lineOf, treeOf } from "./trees.ts";

const test = suite("verification of any repository");
const clean = cases().find(({ name }) => name === "clean");
if (clean === undefined) throw new Error("the clean case is missing");
const { tree: cleanTree, expectations } = clean;

test("the order of files changes nothing", async () => {
  const everything = cases();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...everything), fc.nat(), async (subject, seed) => {
      const shuffled = [...subject.tree].sort(([a], [b]) => hash(a, seed) - hash(b, seed));
      assert.equal((await verify(new Map(shuffled), subject.expectations)).map(lineOf), subject.expected);
    }),
    { numRuns: 40 },
  );
});

const hash = (text: string, seed: number): number => [...text].reduce((sum, character) => Math.imul(sum ^ character.charCodeAt(0), 16777619), seed ^ 2166136261);

test("no text makes it throw", async () => {
  const snippets = [...treeOf(join(fixtures, "proven", "accepted")), ...cleanTree].map(([, { text }]) => text);
  const piece = fc.oneof(fc.string(), fc.constantFrom(...snippets), fc.constantFrom("apiVersion: v1\nkind: Secret\n", "metadata: []\n", "spec: null\n", "---\n", "items:\n  - 5\n", "kind: ConfigMapList\n", "- &a [*a]\n"));
  const mangled = fc.tuple(fc.array(piece, { maxLength: 4 }), fc.nat(), fc.nat(60)).map(([pieces, at, length]) => {
    const text = pieces.join("");
    const from = text.length === 0 ? 0 : at % text.length;
    return text.slice(0, from) + text.slice(from + length);
  });
  await fc.assert(
    fc.asyncProperty(mangled, fc.constantFrom("clusters/a/kustomization.yaml", "a.yaml", "clusters/um890/server/release.yaml"), async (text, path) => {
      const findings = await verify(new Map([...cleanTree, [path, { text }]]), expectations);
      assert.ok(Array.isArray(findings));
    }),
    { numRuns: 150 },
  );
});

test("no value of another shape, wherever it stands, makes it throw", async () => {
  const subjects = cases().flatMap(({ tree, expectations: existing }) => [...tree].filter(([path]) => /\.ya?ml$/.test(path) && !path.includes("/templates/")).map(([path]) => ({ tree, existing, path })));
  const odd = fc.constantFrom<unknown>(null, 5, true, "x", "", [], {}, [null], [[]], { x: null }, ["x"], [{ name: null }]);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...subjects), fc.nat(), fc.nat(), odd, async ({ tree, existing, path }, which, where, value) => {
      const documents = parseYaml(tree.get(path)?.text ?? "", path).documents.map(({ data }) => data);
      const at = which % Math.max(documents.length, 1);
      const places = pathsOf(documents[at]);
      const changed = documents.map((data, index) => (index === at ? replaced(data, places[where % places.length] ?? [], value) : data));
      const text = changed.map((data) => `${JSON.stringify(data)}\n`).join("---\n");
      assert.ok(Array.isArray(await verify(new Map([...tree, [path, { text }]]), existing)));
    }),
    { numRuns: 400 },
  );
});

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]))];
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item: unknown, at) => (at === step ? replaced(item, rest, by) : item));
  return Object.fromEntries(Object.entries(value as object).map(([key, child]) => [key, key === step ? replaced(child, rest, by) : child]));
}

test("whatever listed file of a clean cluster is taken away, an error is found", async () => {
  /** Not a manifest; and kustomizations without which Flux lists the same files itself. */
  const dispensable = new Set(["platform.yaml", "clusters/um890/kustomization.yaml", "clusters/um890/configs/kustomization.yaml"]);
  const needed = [...cleanTree.keys()].filter((path) => path.endsWith(".yaml") && !dispensable.has(path));
  for (const path of needed) {
    const rest = new Map([...cleanTree].filter(([each]) => each !== path));
    assert.ok((await verify(rest, expectations)).some(isError), path);
  }
});

test("whatever field name of a clean cluster is misspelt, an error is found", async () => {
  const keys = [...cleanTree].flatMap(([path, { text }]) =>
    path.endsWith(".yaml") && path !== "platform.yaml"
      ? [...text.matchAll(/^( *(?:- )?)([a-z][A-Za-z-]+):/gm)].map((match) => ({ path, at: match.index + (match[1]?.length ?? 0), name: match[2] ?? "" }))
      : [],
  );
  /** Names that are the user's own: labels, keys of maps, and what SOPS adds. */
  const free = new Set(["sops", "age", "mac", "version", "recipient", "temporal", "cluster"]);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys.filter(({ name }) => !free.has(name))), async ({ path, at, name }) => {
      const text = cleanTree.get(path)?.text ?? "";
      const misspelt = new Map([...cleanTree, [path, { text: `${text.slice(0, at)}${name}x${text.slice(at + name.length)}` }]]);
      const findings = await verify(misspelt, expectations);
      assert.ok(findings.some(isError), `${path}: ${name} at ${at}`);
    }),
    { numRuns: 120 },
  );
});

test("a clean cluster without expectations gives nothing worse than a mention", async () => {
  const findings = await verify(cleanTree);
  assert.ok(findings.length > 0 && findings.every(({ severity, code }) => severity === "info" && code === "verify/no-creator"), JSON.stringify(findings));
});

test.run();
