import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { runKubeconform, writeSchemas, type ResourceResult, type SchemaRecord } from "../../packages/kubeconform-wrapper/src/index.ts";
import { identify, parseYaml } from "../../generators/document/index.ts";
import type { Texts } from "../../generators/verify/index.ts";
import { buildKustomization, pathOf, rulesOf, checkRules, temporaryFolder, tryChart, writeRepository } from "../servers/index.ts";

/** Other tools on the same part of a repository: each answers whether it fails, or nothing where it has nothing to look at. */

const records = join(new URL(".", import.meta.url).pathname, "..", "..", "schemas", "kubernetes");
let location: string | undefined;

/** The records of this project as kubeconform reads schemas: the comparison is of engines, not of schemas. */
const schemas = (): string => (location ??= writeSchemas(readdirSync(records).filter((name) => name !== "index.json").map((name) => JSON.parse(readFileSync(join(records, name), "utf8")) as SchemaRecord), temporaryFolder("schemas")));

/** What kubeconform says of each resource of some files, in as few calls as it takes: a file that it cannot read may end its reading of others. */
export async function kubeconform(files: readonly string[]): Promise<readonly ResourceResult[]> {
  const options = { binary: pathOf("kubeconform"), schemaLocations: [schemas()] };
  const counted = files.reduce((sum, file) => sum + countIn(file), 0);
  const outcome = await runKubeconform({ ...options, files, expected: counted });
  const results = outcome.outcome === "checked" ? outcome.results : [];
  if (outcome.outcome === "checked" && results.length >= counted) return results;
  const answered = new Set(results.map(({ file }) => file));
  const left = files.length === 1 ? [] : files.filter((file) => !answered.has(file));
  if (left.length === 0 && outcome.outcome === "failed") throw new Error(`${outcome.fault.code}: ${outcome.fault.reason}`);
  const again = await Promise.all(left.map((file) => kubeconform([file])));
  return [...results, ...again.flat()];
}

const countIn = (file: string): number => parseYaml(readFileSync(file, "utf8"), "").documents.filter(({ data }) => data !== null).length;

/** A file that says what kind of thing it is, as those that are applied do. */
const isManifest = (path: string, text: string): boolean => /\.ya?ml$/.test(path) && /^apiVersion:/m.test(text) && /^kind:/m.test(text);

/** Trees → whether kubeconform calls a resource of each invalid or cannot read it. */
export async function kubeconformFails(trees: readonly Texts[]): Promise<(boolean | undefined)[]> {
  const files = trees.map((tree) => [...tree].filter(([path, { text }]) => isManifest(path, text)).map(([path]) => path));
  const repository = writeRepository(trees.flatMap((tree, index) => [...tree].map(([path, file]) => [`${index}/${path}`, file] as const)));
  const results = await kubeconform(files.flatMap((paths, index) => paths.map((path) => join(repository, String(index), path))));
  const wrong = new Set(results.filter(({ status }) => status === "invalid" || status === "error").map(({ file }) => relative(repository, file).split(sep)[0]));
  return files.map((paths, index) => (paths.length === 0 ? undefined : wrong.has(String(index))));
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: { readonly path?: string; readonly chart?: { readonly spec?: { readonly chart: string } }; readonly values?: Readonly<Record<string, unknown>> };
}

const manifestsIn = (tree: Texts): Manifest[] => [...tree].flatMap(([path, { text }]) => (isManifest(path, text) ? parseYaml(text, path).documents.flatMap(({ data }) => (identify(data) === undefined ? [] : [data as Manifest])) : []));

const FLUX = "kustomize.toolkit.fluxcd.io/v1";
const at = (path: string): Manifest => ({ apiVersion: FLUX, kind: "Kustomization", spec: { path } });

/** Every build that Flux would make of the tree: its cluster and what that applies, or the folder as it is. */
export function kustomizeFails(tree: Texts): boolean | undefined {
  const manifests = manifestsIn(tree);
  if (![...tree].some(([path, { text }]) => isManifest(path, text)) || [...tree.keys()].some((path) => path.startsWith(".github/"))) return undefined;
  const repository = writeRepository(tree);
  const isCluster = [...tree.keys()].some((path) => path.startsWith("clusters/"));
  const builds = isCluster ? [at("./clusters/a"), ...manifests.filter(({ apiVersion, kind }) => apiVersion === FLUX && kind === "Kustomization")] : [at("./")];
  return builds.some((kustomization) => buildKustomization({ repository, kustomization: { ...kustomization, metadata: { name: "a", namespace: "flux-system" } } }).code !== 0);
}

/** Releases of charts that lie in the tree: of others the machine has no templates. */
export function helmFails(tree: Texts): boolean | undefined {
  const releases = manifestsIn(tree).filter(({ kind, spec }) => kind === "HelmRelease" && tree.has(join(spec?.chart?.spec?.chart ?? "", "Chart.yaml")));
  if (releases.length === 0) return undefined;
  const repository = writeRepository(tree);
  return releases.some(({ spec }) => tryChart({ chart: join(repository, spec?.chart?.spec?.chart ?? ""), values: spec?.values ?? {}, release: "a", namespace: "default" }).code !== 0);
}

export function promtoolFails(tree: Texts): boolean | undefined {
  const rules = manifestsIn(tree).filter(({ kind }) => kind === "PrometheusRule");
  return rules.length === 0 ? undefined : rules.some((rule) => checkRules(rulesOf(rule)).code !== 0);
}
