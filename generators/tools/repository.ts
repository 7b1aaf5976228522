import { parseYaml, type YamlDocument } from "../document/index.ts";
import type { Repository, Resource } from "./tool.ts";

/** Makes the view of a repository that the adapters share. */
export function repositoryAt(root: string, files: Repository["files"], build: Repository["resources"]): Repository {
  let documents: ReadonlyMap<string, readonly YamlDocument[]> | undefined;
  let resources: readonly Resource[] | undefined;
  return { root, files, documents: () => (documents ??= read(files)), resources: () => (resources ??= build()) };
}

function read(files: Repository["files"]): ReadonlyMap<string, readonly YamlDocument[]> {
  const charts = chartsIn(files);
  const documents = new Map<string, readonly YamlDocument[]>();
  for (const [path, { text }] of files) {
    if (!/\.ya?ml$/.test(path) || charts.some((chart) => path.startsWith(`${prefix(chart)}templates/`))) continue;
    const parsed = parseYaml(text, path);
    if (parsed.findings.length === 0) documents.set(path, parsed.documents);
  }
  return documents;
}

/** Folders of Helm charts, `` for the root. */
export const chartsIn = (files: Repository["files"]): readonly string[] => [...files.keys()].filter((path) => /(^|\/)Chart\.yaml$/.test(path)).map(folderOf);

export const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");
export const prefix = (folder: string): string => (folder === "" ? "" : `${folder}/`);

export const isMap = (data: unknown): data is Readonly<Record<string, unknown>> => typeof data === "object" && data !== null && !Array.isArray(data);
