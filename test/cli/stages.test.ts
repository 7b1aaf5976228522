import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "./run.ts";

const test = suite("the house");
const generators = join(root, "generators");

/** Who may import whom. Shared files at the top and the catalogue may be imported from anywhere. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  document: [],
  catalogue: [],
  answers: ["document"],
  model: ["answers"],
  render: ["model", "document"],
  plan: ["document"],
  verify: ["document"],
  apply: ["plan", "document"],
  ask: ["answers", "document"],
  questionnaire: ["answers", "document"],
  tools: ["document"],
  cli: ["questionnaire", "answers", "model", "render", "plan", "verify", "apply", "ask", "tools", "document"],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
}

function imports(): Import[] {
  const found: Import[] = [];
  for (const entry of readdirSync(generators, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, "utf8");
    for (const match of text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)) {
      const target = match[1] ?? "";
      const path = target.startsWith(".") ? relative(generators, join(dirname(file), target)) : target;
      const stage = (name: string) => (name.includes("/") ? (name.split("/")[0] ?? "") : "");
      found.push({ file: relative(generators, file), from: stage(relative(generators, file)), to: target.startsWith(".") ? stage(path) : "", target: path });
    }
  }
  return found;
}

test("imports go one way only", () => {
  const wrong = imports().filter(({ from, to }) => to !== "" && from !== "" && from !== to && to !== "catalogue" && !(MAY[from] ?? []).includes(to));
  assert.equal(wrong.map(({ file, target }) => `${file} → ${target}`), []);
});

test("only document/ imports yaml", () => {
  assert.equal(imports().filter(({ target, from }) => target === "yaml" && from !== "document").map(({ file }) => file), []);
});

test("only apply/, cli/ and tools/ touch the file system", () => {
  const touching = imports().filter(({ target, from }) => /^node:(fs|child_process|http)/.test(target) && from !== "apply" && from !== "cli" && from !== "tools");
  assert.equal(touching.map(({ file, target }) => `${file} → ${target}`), []);
});

test("no circle of imports between files", () => {
  const edges = new Map<string, string[]>();
  for (const { file, target } of imports()) if (target.endsWith(".ts") && !target.startsWith("..")) edges.set(file, [...(edges.get(file) ?? []), target]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.not.ok(path.includes(file), [...path, file].join(" → "));
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
});

test.run();
