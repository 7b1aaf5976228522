import type { Finding } from "../../finding.ts";
import { identify, parseYaml, type Reading, type YamlDocument } from "../../document/index.ts";
import { found } from "../codes.ts";
import { readLeniently } from "./indentation.ts";
import { readDifferently } from "./yaml-1.1.ts";

/** What verification needs of a tree: it never writes, so mode and ownership do not matter. */
export type Texts = ReadonlyMap<string, { readonly text: string }>;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly documents: readonly YamlDocument[];
  /** True when nothing can be said about this text by itself. */
  readonly plain: boolean;
}

/** What is known of texts before a run: what they say and, where `checked`, that nothing is wrong with them whoever applies them, after so many evaluations of rules. */
export type Readings = ReadonlyMap<string, Reading & { readonly checked?: boolean; readonly evaluated?: number }>;

export interface Files {
  readonly texts: Texts;
  /** Data of documents that nothing is wrong with → how many rules were held against it. */
  readonly checked: ReadonlyMap<unknown, number>;
  /** Every YAML file that could be read, by path. */
  readonly yaml: ReadonlyMap<string, SourceFile>;
  /** Folder → names of the files and folders in it, in order. The root is the empty string. */
  readonly folders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly findings: readonly Finding[];
  /** Texts that another program fills in before they are YAML, and what is wrong with them as they are: that counts where something applies them as they are. */
  readonly templates: ReadonlyMap<string, readonly Finding[]>;
}

export const KUSTOMIZATION_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

/**
 * Reads every YAML text of a tree once. Templates of Helm charts are no YAML and are left alone. `readings` is filled while reading:
 * given to the next tree, it makes equal texts the same data.
 */
export function readFiles(texts: Texts, known: Readings = new Map(), readings = new Map<string, Reading>(known)): Files {
  const checked = new Map([...known.values()].flatMap((reading) => (reading.checked === true ? reading.data.map((data, at): [unknown, number] => [data, at === 0 ? (reading.evaluated ?? 0) : 0]) : [])));
  const folders = foldersOf(texts.keys());
  const yaml = new Map<string, SourceFile>();
  const findings: Finding[] = [];
  const templates = new Map<string, readonly Finding[]>();
  const leftOut = new Map<string, number>();
  const ours = isOurs(texts);
  for (const [path, { text }] of texts) {
    const chart = chartOfTemplate(path, folders);
    if (chart !== undefined) leftOut.set(chart, (leftOut.get(chart) ?? 0) + 1);
    if (chart !== undefined || !isYaml(path)) continue;
    // Asked only for what is not read quickly, which has neither anchors nor tags.
    const options = { readings, get plain() { return ours && looksLikeManifest(path, text); }, merge: !ours };
    const strict = parseYaml(text, path, options);
    const parsed = (ours || strict.findings.length === 0 ? undefined : readLeniently(text, path, strict.findings)) ?? strict;
    if (isTemplate(text, parsed.findings)) templates.set(path, fewer(parsed.findings));
    else for (const finding of fewer(parsed.findings)) findings.push(finding);
    if (parsed === strict && parsed.ambiguous && looksLikeManifest(path, text)) for (const finding of readDifferently(parsed.documents.filter(({ data }) => identify(data) !== undefined || isKustomizationFile(path)), text)) findings.push(finding);
    yaml.set(path, { path, text, documents: parsed.documents, plain: parsed === strict && !parsed.ambiguous && parsed.findings.length === 0 });
  }
  for (const [chart, count] of leftOut) findings.push(found("verify/chart-templates", { file: chart, line: 1, column: 1 }, [], `The templates of this chart, ${count} ${count === 1 ? "file" : "files"}, are a language of their own that Helm turns into manifests, so they are not checked.`, "Nothing to do; run `helm lint` and `helm template` to see what they make."));
  return { texts, checked, yaml, folders, findings, templates };
}

/** Statements of Go templates and of Jinja that stand where a line of YAML begins. */
const STATEMENT = /^[^\S\n]*(?:\{%|\{\{-?\s*(?:(?:if|range|with|end|else|define|template|include|block)\b|\/\*|[.$#]))/m;
/** Values of theirs without quotes: a single one may be a line that somebody copied. Argo's placeholders are none: without quotes they are a mistake. */
const VALUES = /^[^\S\n]*(?:- +)?["']?[\w./-]+["']?: +\{\{-? *(?:[.$]|include\b|template\b)/gm;

const isTemplate = (text: string, faults: readonly Finding[]): boolean => faults.some(({ code }) => code === "yaml/syntax") && (STATEMENT.test(text) || (text.match(VALUES) ?? []).length > 1);

/** Faults of one text that are worth a look: most of the later ones follow from the first. */
const SHOWN = 3;

function fewer(faults: readonly Finding[]): readonly Finding[] {
  const syntax = faults.filter(({ code }) => code === "yaml/syntax");
  const shown = syntax.filter(({ line }, at) => syntax.findIndex((other) => other.line === line) === at).slice(0, SHOWN);
  const [last, more] = [shown[shown.length - 1], syntax.length - shown.length];
  if (last === undefined || more === 0) return faults;
  const told = { ...last, reason: `${last.reason} ${more} more ${more === 1 ? "fault" : "faults"} of this file may follow from it.` };
  return faults.flatMap((fault) => (fault === last ? [told] : fault.code !== "yaml/syntax" || shown.includes(fault) ? [fault] : []));
}

/** What is wrong with templates that are applied as they are; of the others only that they are templates. */
export const inTemplates = ({ templates }: Files, isApplied: (path: string) => boolean): Finding[] =>
  [...templates].flatMap(([path, faults]) =>
    isApplied(path) ? faults : [found("verify/template", { file: path, line: faults[0]?.line ?? 1, column: faults[0]?.column ?? 1 }, [], "This is a template that another program turns into YAML, so it is not checked.", "Nothing to do; verify what the program makes of it.")],
  );

/**
 * What is known of each plain text after a run.
 * @param sound data of documents that nothing is wrong with → how many rules were held against it
 */
export function learnedFrom({ yaml }: Files, sound: ReadonlyMap<unknown, number>): Readings {
  return new Map([...yaml.values()].filter(({ plain }) => plain).map(({ text, documents }) => {
    const data = documents.map((document) => document.data);
    return [text, { data, ambiguous: false, checked: data.every((each) => sound.has(each)), evaluated: data.reduce((sum: number, each) => sum + (sound.get(each) ?? 0), 0) }];
  }));
}

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path) || /(?:^|\/)Kustomization$/.test(path);

export const isKustomizationFile = (path: string): boolean => (KUSTOMIZATION_NAMES as readonly string[]).includes(path.slice(path.lastIndexOf("/") + 1));

/**
 * Kubernetes' own readers take anchors and tags, but the merge by path of an update does not: in a repository that is updated,
 * manifests must be plain. The answers lie in every such repository.
 */
const isOurs = (texts: Texts): boolean => texts.has(".temporal-platform/lock") || texts.has("platform.yaml");

const looksLikeManifest = (path: string, text: string): boolean => isKustomizationFile(path) || (/^["']?apiVersion["']?\s*:/m.test(text) && /^["']?kind["']?\s*:/m.test(text));

/** The `Chart.yaml` of what Helm reads as a template: everything below `templates/` of a folder with a `Chart.yaml`. */
function chartOfTemplate(path: string, folders: Files["folders"]): string | undefined {
  const parts = path.split("/");
  const at = parts.findIndex((part, index) => part === "templates" && index < parts.length - 1 && folders.get(parts.slice(0, index).join("/"))?.has("Chart.yaml") === true);
  return at < 0 ? undefined : [...parts.slice(0, at), "Chart.yaml"].join("/");
}

/** What belongs to a chart and is applied by Helm alone. A chart at the root of a repository does not make everything a part of it, only its templates. */
export const isInChart = (path: string, folders: Files["folders"]): boolean => {
  const parts = path.split("/");
  return parts.some((_, at) => folders.get(parts.slice(0, at).join("/"))?.has("Chart.yaml") === true && at > 0) || chartOfTemplate(path, folders) !== undefined;
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
