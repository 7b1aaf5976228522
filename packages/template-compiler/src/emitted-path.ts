import type { Report } from "./fault.ts";

/** What a placeholder in a path stands for: one file or folder per member of a list of the model. */
interface Placeholder {
  /** The placeholder whose member holds the list; null for lists of the model itself. */
  readonly inside: string | null;
  readonly list: readonly string[];
  /** True when a step before the list may be null: then there are no members. */
  readonly optional?: true;
  /** The member's property that is printed into the path. */
  readonly prints: string;
}

export const placeholders: Readonly<Record<string, Placeholder>> = {
  cluster: { inside: null, list: ["clusters"], prints: "name" },
  kustomization: { inside: "cluster", list: ["kustomizations"], prints: "folder" },
  worker: { inside: "cluster", list: ["workers", "list"], optional: true, prints: "name" },
  typescriptWorker: { inside: null, list: ["starters", "typescript"], prints: "name" },
  pythonWorker: { inside: null, list: ["starters", "python"], prints: "name" },
  namespace: { inside: "cluster", list: ["temporal", "namespaces"], prints: "name" },
};

/** The row of a placeholder that `emittedPath` let pass. */
export function placeholderOf(name: string): Placeholder {
  const placeholder = placeholders[name];
  if (placeholder === undefined) throw new Error(`There is no placeholder ${name}`);
  return placeholder;
}

export interface EmittedPath {
  /** The template's path without `.hbs`, placeholders as they are written. */
  readonly pattern: string;
  /** Texts and placeholders in turn, a text first. */
  readonly parts: readonly string[];
  /** Placeholders in the order in which they are opened, each once. */
  readonly variables: readonly string[];
}

/** Reads the placeholders of a path; null after a report. */
export function emittedPath(path: string, report: Report): EmittedPath | null {
  const pattern = path.endsWith(".hbs") ? path.slice(0, -".hbs".length) : path;
  const parts = pattern.split(/\{([^{}]*)\}/);
  const variables: string[] = [];
  const refuse = (reason: string, remedy: string): null => {
    report("template/path", { line: 1, column: 1 }, reason, remedy);
    return null;
  };
  for (const [i, part] of parts.entries()) {
    if (i % 2 === 0) {
      if (/[{}]/.test(part)) return refuse(`The braces in ${JSON.stringify(pattern)} do not match.`, "Write placeholders as {name}.");
      continue;
    }
    const placeholder = Object.hasOwn(placeholders, part) ? placeholders[part] : undefined;
    if (placeholder === undefined) return refuse(`There is no placeholder {${part}}.`, `Use one of ${Object.keys(placeholders).join(", ")}, or add it to the table of placeholders.`);
    if (placeholder.inside !== null && !variables.includes(placeholder.inside)) {
      return refuse(`{${part}} is a member of a ${placeholder.inside}, and the path names none before it.`, `Put the file below a folder {${placeholder.inside}}.`);
    }
    if (!variables.includes(part)) variables.push(part);
  }
  return { pattern, parts, variables };
}
