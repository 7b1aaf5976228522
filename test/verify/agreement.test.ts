import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { identify, parseYaml, type Path } from "../../generators/document/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { verify } from "../../generators/verify/index.ts";
import { deep, writeRepository } from "../servers/index.ts";
import { faults } from "./corpus.ts";
import { kubeconform, kubeconformFails } from "./tools.ts";
import { treeOf } from "./trees.ts";

const test = suite("agreement with kubeconform");
const golden = join(new URL(".", import.meta.url).pathname, "..", "golden");

/** What kubeconform refuses and this project takes, or only warns of, each with the reason. */
const DIFFERENCES: readonly { readonly is: (manifest: Readonly<Record<string, unknown>>, findings: readonly Finding[]) => boolean; readonly because: string }[] = [
  { is: ({ metadata }) => typeof metadata === "object" && metadata !== null && "generateName" in metadata, because: "a server makes the name of what is created with `generateName`" },
  { is: (manifest) => "sops" in manifest, because: "SOPS adds a field of its own, which Flux removes when it decrypts" },
  { is: (_, findings) => findings.some(({ code }) => code === "verify/empty-value"), because: "a server drops an optional field without a value, so this is a warning here" },
];

deep(test, "of the planted faults every one that kubeconform refuses is an error or a warning here as well", ["kubeconform"], async () => {
  const verdicts = await kubeconformFails(faults.map(({ tree }) => tree));
  const refused = faults.filter((_, index) => verdicts[index] === true);
  assert.ok(refused.length > 40, String(refused.length));
  for (const { group, name, tree, expectations } of refused) assert.ok((await verify(tree, expectations)).some(({ severity }) => severity !== "info"), `${group}: ${name}`);
});

/** Every resource of the golden platforms, once. */
const resources = [...treeOf(golden)]
  .filter(([path]) => /\.ya?ml$/.test(path) && !/\/(?:templates|services|node_modules)\//.test(path))
  .flatMap(([path, { text }]) => parseYaml(text, path).documents.map(({ data }) => data))
  .filter((data): data is Readonly<Record<string, unknown>> => identify(data)?.name !== undefined && identify(data)?.name !== "");

const VALUES: readonly unknown[] = [null, 5, -1, 1.5, true, "", "x", "1 hour", [], {}, [null], [""], { x: 1 }, ["x", "x"]];

/** A resource with one thing changed: a value of another type, a key misspelt, a key gone, a key more. */
const mutation = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom("value", "misspelt", "gone", "more")).map(([which, where, what, how]) => {
  const resource = resources[which % resources.length] as Readonly<Record<string, unknown>>;
  const places = pathsOf(resource);
  const path = places[where % places.length] as Path;
  const changed = structuredClone(resource) as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, step) => at[step] as Record<string | number, unknown>, changed);
  const key = path[path.length - 1] as string | number;
  const before = parent[key];
  if (how === "value") parent[key] = VALUES[what % VALUES.length];
  else if (how === "gone" && Array.isArray(parent)) parent.splice(key as number, 1);
  else if (how === "gone" || how === "misspelt") delete parent[key];
  if (how === "misspelt" && !Array.isArray(parent)) parent[`${String(key)}s`] = before;
  if (how === "more" && typeof before === "object" && before !== null && !Array.isArray(before)) (before as Record<string, unknown>)["surplus"] = 1;
  return { changed, path, how };
});

function pathsOf(data: unknown, at: Path = []): Path[] {
  const own = at.length > 0 ? [at] : [];
  if (typeof data !== "object" || data === null) return own;
  return [...own, ...Object.entries(data).flatMap(([key, child]) => pathsOf(child, [...at, Array.isArray(data) ? Number(key) : key]))];
}

deep(test, "whatever is changed in a resource of a golden platform, what kubeconform then refuses is an error here", ["kubeconform"], async () => {
  const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
  const mutations = fc.sample(mutation, { numRuns: 1_500, seed }).filter(({ changed }) => typeof changed["kind"] === "string" && typeof changed["apiVersion"] === "string");
  const repository = writeRepository(mutations.map(({ changed }, index) => [`${index}.json`, JSON.stringify(changed)] as const));
  const results = await kubeconform(mutations.map((_, index) => join(repository, `${index}.json`)));
  const refused = results.filter(({ status }) => status === "invalid").map(({ file }) => Number(/(\d+)\.json$/.exec(file)?.[1]));
  assert.ok(refused.length > 300, `${refused.length} of ${mutations.length}, seed ${seed}`);
  const taken: string[] = [];
  for (const index of refused) {
    const { changed, path, how } = mutations[index] as (typeof mutations)[number];
    const text = readFileSync(join(repository, `${index}.json`), "utf8");
    const findings = await verify(new Map([["a.yaml", { text }]]));
    if (!findings.some(isError) && !DIFFERENCES.some(({ is }) => is(changed, findings))) taken.push(`${String(changed["kind"])} ${path.join(".")} ${how}: ${results.find(({ file }) => file.endsWith(`/${index}.json`))?.messages.join("; ") ?? ""}`);
  }
  assert.equal(taken, [], `seed ${seed}`);
});

test.run();
