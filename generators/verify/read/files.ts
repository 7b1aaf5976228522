import type { Finding } from "../../finding.ts";
import { identify, parseYaml, type YamlDocument } from "../../document/index.ts";
import { readDifferently } from "./yaml-1.1.ts";

/** What verification needs of a tree: it never writes, so mode and ownership do not matter. */
export type Texts = ReadonlyMap<string, { readonly text: string }>;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly documents: readonly YamlDocument[];
}

export interface Files {
  readonly texts: Texts;
  /** Every YAML file that could be read, by path. */
  readonly yaml: ReadonlyMap<string, SourceFile>;
  /** Folder → names of the files and folders in it, in order. The root is the empty string. */
  readonly folders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly findings: readonly Finding[];
}

export const KUSTOMIZATION_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/** Reads every YAML file of a tree once. Templates of Helm charts are no YAML and are left alone. */
export function readFiles(texts: Texts): Files {
  const folders = foldersOf(texts.keys());
  const yaml = new Map<string, SourceFile>();
  const findings: Finding[] = [];
  for (const [path, { text }] of texts) {
    if (!isYaml(path) || isChartTemplate(path, folders)) continue;
    const manifest = looksLikeManifest(path, text);
    const parsed = parseYaml(text, path, { plain: manifest });
    findings.push(...parsed.findings);
    if (manifest) for (const document of parsed.documents) if (identify(document.data) !== undefined || isKustomizationFile(path)) findings.push(...readDifferently(document, text));
    yaml.set(path, { path, text, documents: parsed.documents });
  }
  return { texts, yaml, folders, findings };
}

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path) || path.endsWith("/Kustomization");

export const isKustomizationFile = (path: string): boolean => (KUSTOMIZATION_NAMES as readonly string[]).includes(path.slice(path.lastIndexOf("/") + 1));

/** Kubernetes' own readers take anchors and tags, but a merge by path does not: manifests must be plain. */
const looksLikeManifest = (path: string, text: string): boolean => isKustomizationFile(path) || (/^["']?apiVersion["']?\s*:/m.test(text) && /^["']?kind["']?\s*:/m.test(text));

/** True for what Helm reads as a template: everything below `templates/` of a folder with a `Chart.yaml`. */
function isChartTemplate(path: string, folders: Files["folders"]): boolean {
  const parts = path.split("/");
  return parts.some((part, at) => at > 0 && part === "templates" && folders.get(parts.slice(0, at).join("/"))?.has("Chart.yaml") === true);
}

export const isInChart = (path: string, folders: Files["folders"]): boolean => {
  const parts = path.split("/");
  return parts.some((_, at) => folders.get(parts.slice(0, at).join("/"))?.has("Chart.yaml") === true && at > 0);
};

function foldersOf(paths: Iterable<string>): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>([["", new Set()]]);
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
      const folder = parts.slice(0, depth).join("/");
      const names = folders.get(folder);
      names?.add(parts[depth] as string);
      if (names === undefined) folders.set(folder, new Set([parts[depth] as string]));
      else if (depth > 0) break;
    }
  }
  return folders;
}
