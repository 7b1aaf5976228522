import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseAllDocuments, parseDocument } from "yaml";
import { generate } from "../../generators/cli/generate.ts";
import { isError } from "../../generators/finding.ts";
import type { Tree } from "../../generators/tree.ts";
import { root } from "../cli/run.ts";

const test = suite("hostile text in answers");

const example = readFileSync(join(root, "examples/homelab.yaml"), "utf8");

/** Every answer of the example that is free text or nearly so: where it stands, and what stands there in the baseline. */
const PLACES: readonly (readonly string[])[] = [
  ["customer", "name"],
  ["customer", "title"],
  ["customer", "contact"],
  ["repository", "url"],
  ["repository", "branch"],
  ["clusters", "um890", "environment"],
  ["clusters", "um890", "kubernetesNamespace"],
  ["clusters", "um890", "storage", "class"],
  ["clusters", "um890", "database", "cnpg", "parameters", "log_line_prefix"],
  ["clusters", "um890", "database", "backup", "to"],
  ["clusters", "um890", "database", "backup", "endpoint"],
  ["clusters", "um890", "database", "backup", "credentials"],
  ["clusters", "um890", "exposure", "loadBalancer", "address"],
  ["clusters", "um890", "exposure", "ui", "host"],
  ["clusters", "um890", "exposure", "ui", "ingress"],
  ["clusters", "um890", "exposure", "ui", "certificate"],
  ["clusters", "um890", "temporal", "clusterName"],
  ["temporal", "namespaces", "home", "description"],
];

/** All thousand in CI; a developer waits for a sample of them. */
const RUNS = process.env["CI"] === "true" ? 1000 : 150;

const NASTY = [
  "", " ", "a: b", "- a", "# not a comment", "a # b", "a\nb: c", "\u0000", "\u001b[31m", "\u2028", "\u202e", "\ufeff", "{{ .Values }}", "{{a}}", "${HOME}", "$(id)", "`id`", "'", '"', "\\", "'; rm -rf /; '",
  "|", "||", "a | b", "<script>", "</td>", "[x](y)", "![x](y)", "***", "```", "``", "---", "...", "%", "@", "&a", "*a", "!!str a", "~", "null", "yes", "off", "0x1F", "1e3", "0o17", "1_000", "12:30", "2024-01-01",
  "=", "<<", "?", "? a", ": a", "a:", "[", "]", "{", "}", ",", ">", ">-", "|-", "é", "日本語", "🙂", "a".repeat(300), "../../etc/passwd", "..", "/", "C:\\", "\t", "a\tb", "a\r\nb", "\u0085", "\u00a0", "\u200b", "%SYSTEMROOT%",
];

const hostile = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.array(fc.constantFrom(...NASTY.filter((text) => text.length < 8), "a", "b c", "1"), { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
);

const withAnswer = (place: readonly string[], value: string): string => {
  const document = parseDocument(example);
  document.setIn(place, value);
  return document.toString();
};

/** What a reader of the file would call its structure: kinds and keys of YAML, lines and cells of Markdown, lines of everything else. */
function structure(path: string, text: string, value: string): unknown {
  if (/\.ya?ml$/.test(path)) {
    return parseAllDocuments(text).map((document) => {
      assert.equal(document.errors.map(String), [], path);
      return shape(document.toJS(), value);
    });
  }
  if (path.endsWith(".md")) {
    return text.split("\n").map((line) => [line.replace(/\\\|/g, "").split("|").length, /^(#+|```|- |\d\. |> )/.exec(line)?.[0] ?? "", (line.match(/(?<!\\)<[a-z/!]/gi) ?? []).length]);
  }
  return text.split("\n").length;
}

/** One map has an answer for a key: the server's cluster information. */
function shape(data: unknown, value: string): unknown {
  if (Array.isArray(data)) return data.map((item) => shape(item, value));
  if (typeof data !== "object" || data === null) return data === null ? "null" : typeof data;
  return Object.fromEntries(
    Object.entries(data).map(([key, inner]) => [key, key === "clusterInformation" ? Object.entries(inner as object).map(([name, entry]) => [name === value ? "the name" : "another name", shape(entry, value)]) : shape(inner, value)]),
  );
}

/** Path → structure, verbatim files left out. */
const skeleton = (tree: Tree, value: string): Map<string, string> =>
  new Map(
    [...tree]
      .filter(([path]) => !/^(\.temporal-platform|observability|docs\/runbooks|docs\/operations|scripts)\//.test(path))
      .map(([path, file]) => [path, remembered(path, file.text, value)]),
  );

const known = new Map<string, string>();
/** Most files do not hold the answer at all: their structure is worked out once. */
function remembered(path: string, text: string, value: string): string {
  if (text.includes(value)) return JSON.stringify(structure(path, text, value));
  const found = known.get(text) ?? JSON.stringify(structure(path, text, value));
  known.set(text, found);
  return found;
}

const treeOf = (place: readonly string[], value: string): Tree | undefined => {
  const { generated, findings } = generate(withAnswer(place, value), "platform.yaml");
  if (generated === undefined) assert.ok(findings.some(isError), `${place.join(".")} = ${JSON.stringify(value)}: refused without saying why`);
  return generated?.tree;
};

for (const place of PLACES) {
  test(`${place.join(".")}: any text is refused or changes no structure`, () => {
    const baseline = new Map<string, Map<string, string>>();
    fc.assert(
      fc.property(hostile, (value) => {
        const tree = treeOf(place, value);
        if (tree === undefined) return;
        const found = skeleton(tree, value);
        const key = variant(place, tree);
        const first = baseline.get(key) ?? found;
        baseline.set(key, first);
        assert.equal([...found.keys()], [...first.keys()]);
        for (const [path, text] of found) assert.is(text, first.get(path), `${path} with ${place.join(".")} = ${JSON.stringify(value)}`);
      }),
      { numRuns: RUNS, seed: 20261121 },
    );
  });
}

/** Some answers choose between forms (no address, a known certificate): only trees of the same files and kinds are compared. */
function variant(place: readonly string[], tree: Tree): string {
  const name = place.at(-1);
  if (name === "certificate") return String(tree.has("clusters/um890/configs/private-ca.yaml"));
  if (name === "endpoint" || name === "to") return String(/namespaceSelector:\n {8}matchLabels:\n {12}/.test(tree.get("clusters/um890/configs/network-policies.yaml")?.text ?? "")) + (tree.get("clusters/um890/configs/network-policies.yaml")?.text ?? "").split("\n").length;
  return "";
}

test.run();
