import { parseYaml, type YamlDocument } from "../../../generators/document/index.ts";
import type { Finding } from "../../../generators/finding.ts";
import type { Report } from "./fault.ts";
import { isName, type Condition } from "./names.ts";
import type { Source } from "./sources.ts";

export const FOLDER_FILE = "_folder.yaml";

/** What `_folder.yaml` says about the folder in which it lies. Names are emitted file names. */
export interface FolderRules {
  /** Nothing of the folder or below it is emitted unless this holds. */
  readonly when: Condition | null;
  readonly files: ReadonlyMap<string, Condition>;
  /** Files that are written once: all of the folder and below, or those named. */
  readonly once: boolean | ReadonlySet<string>;
}

/** Reads one `_folder.yaml`. `names` are the emitted names of the files beside it. */
export function folderRules(source: Source, file: string, names: ReadonlySet<string>, report: Report, findings: Finding[]): FolderRules {
  const none: FolderRules = { when: null, files: new Map(), once: false };
  const parsed = parseYaml(source.text, file, { plain: true });
  findings.push(...parsed.findings);
  const document = parsed.documents[0];
  if (document === undefined) {
    if (parsed.findings.length === 0) report("template/folder", { line: 1, column: 1 }, "The file says nothing.", "Remove it, or give it `when`, `files` or `once`.");
    return none;
  }
  const reader = readerOf(document, report);
  if (parsed.documents.length > 1 || !isMap(document.data)) {
    reader.refuse([], "The file is not one map.", "Give it `when`, `files` or `once`, and nothing else.");
    return none;
  }
  for (const key of Object.keys(document.data)) {
    if (!["when", "files", "once"].includes(key)) reader.refuse([key], `There is no rule ${JSON.stringify(key)}.`, "Use `when`, `files` or `once`.", "key");
  }
  return { when: "when" in document.data ? reader.condition(["when"], document.data["when"]) : null, files: fileRules(document, names, reader), once: onceRule(document, names, reader) };
}

interface Reader {
  readonly refuse: (path: readonly (string | number)[], reason: string, remedy: string, of?: "key" | "value") => void;
  readonly condition: (path: readonly string[], value: unknown) => Condition | null;
}

function readerOf(document: YamlDocument, report: Report): Reader {
  const at = (path: readonly (string | number)[], of: "key" | "value") => {
    const place = document.placeOf(path, of);
    return { line: place.line ?? 1, column: place.column ?? 1 };
  };
  const refuse: Reader["refuse"] = (path, reason, remedy, of = "value") => report("template/folder", at(path, of), reason, remedy);
  return {
    refuse,
    condition(path, value) {
      const negated = typeof value === "string" && value.startsWith("!");
      const names = typeof value === "string" ? value.slice(negated ? 1 : 0).split(".") : [];
      if (names.length > 0 && names.every(isName)) return { reference: { names, at: at(path, "value") }, negated };
      refuse(path, `This is not a path of the model: ${JSON.stringify(value)}.`, "Write names with dots between them, such as cluster.database.cnpg, with ! before it for the opposite.");
      return null;
    },
  };
}

function fileRules(document: YamlDocument, names: ReadonlySet<string>, reader: Reader): Map<string, Condition> {
  const rules = new Map<string, Condition>();
  const files = (document.data as Record<string, unknown>)["files"] ?? {};
  if (!isMap(files)) {
    reader.refuse(["files"], "`files` is not a map.", "Write one line per file: its emitted name and a path of the model.");
    return rules;
  }
  for (const [name, value] of Object.entries(files)) {
    if (!names.has(name)) reader.refuse(["files", name], `There is no file ${JSON.stringify(name)} in this folder.`, "Name a file of the folder as it is emitted, without .hbs.", "key");
    const condition = reader.condition(["files", name], value);
    if (condition !== null) rules.set(name, condition);
  }
  return rules;
}

function onceRule(document: YamlDocument, names: ReadonlySet<string>, reader: Reader): boolean | ReadonlySet<string> {
  const once = (document.data as Record<string, unknown>)["once"] ?? [];
  if (once === true) return true;
  if (!Array.isArray(once)) {
    reader.refuse(["once"], "`once` is neither true nor a list of names.", "Write `once: true` for the whole folder, or list the files.");
    return false;
  }
  for (const [i, name] of once.entries()) {
    if (!names.has(String(name))) reader.refuse(["once", i], `There is no file ${JSON.stringify(name)} in this folder.`, "Name a file of the folder as it is emitted, without .hbs.");
  }
  return new Set(once.map(String));
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
