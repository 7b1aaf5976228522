import type { Path, YamlDocument } from "../document/index.ts";
import type { Finding, Place } from "../finding.ts";

/** A resource as a cluster receives it, and where what is in it is written. */
export interface Resource {
  readonly data: Readonly<Record<string, unknown>>;
  readonly placeOf: (path: Path, of?: "key" | "value") => Place;
}

/** A repository as it lies on disk: what is read of it, and where it is. */
export interface Repository {
  /** Absolute path of its root. */
  readonly root: string;
  /** Repository-relative path → text. */
  readonly files: ReadonlyMap<string, { readonly text: string }>;
  /** Documents of the YAML files that can be read, without those of chart templates, by file. Read once. */
  readonly documents: () => ReadonlyMap<string, readonly YamlDocument[]>;
  /** Resources after patches. */
  readonly resources: () => readonly Resource[];
}

/** What an adapter needs to run its program. */
export interface Use {
  readonly repository: Repository;
  /** Path of the program. */
  readonly binary: string;
  /** A folder of its own for files that the program is to read; removed afterwards. */
  readonly scratch: string;
  /** Runs the program in the root of the repository; what makes its answer useless is thrown as `ToolFault`. */
  readonly run: (args: readonly string[]) => Promise<Answer>;
  /** Milliseconds for one call. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that checks something of a repository better than we do. */
export interface Tool {
  readonly name: ToolName;
  /** What it checks, in a few words. */
  readonly checks: string;
  /** The oldest version whose answers are understood. */
  readonly oldest: string;
  readonly versionArguments: readonly string[];
  /** How to get it. */
  readonly get: string;
  /** What it would look at here, most of them repository-relative paths; nothing means that it does not apply. */
  readonly subjects: (repository: Repository) => readonly string[];
  /** Word for what it is run on: `release`, `file`. */
  readonly subject: string;
  readonly check: (subjects: readonly string[], use: Use) => Promise<Judgement>;
}

/** What a program found, and on how many things it was run: fewer than there are subjects when some cannot be judged here. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly count: number;
  /** What was left out on purpose, in words: `3 suspended releases`. */
  readonly without?: string;
}

/** Something that a program could look at and was not run on: where it stands, and why not. */
export const leftOut = (tool: ToolName, place: Place, because: string, path?: string): Finding => ({ ...said(tool, place, because, { severity: "info", remedy: "Nothing to do; run it by hand to see what it says.", ...(path !== undefined && { path }) }) });

export const TOOL_NAMES = ["kubeconform", "helm", "kustomize", "promtool", "amtool", "shellcheck", "actionlint"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** An answer that says nothing about the repository: a crash, a hang, words of an unknown form. */
export class ToolFault extends Error {}

/** What a program found, in its own words. */
export function said(tool: ToolName, place: Place, reason: string, more: Partial<Pick<Finding, "severity" | "path" | "remedy">> = {}): Finding {
  return { code: `verify/tool-${tool}`, severity: "error", ...place, reason: `${tool}: ${reason.trim()}`, remedy: `Correct it, and run ${tool} on it to see that it is right.`, ...more };
}

/** JSON that a program answered. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ToolFault(`its answer is no JSON: ${firstLine(text)}`);
  }
}

export const firstLine = (text: string): string => {
  const line = text.trim().split("\n")[0] ?? "";
  return line === "" ? "it says nothing" : line.length > 200 ? `${line.slice(0, 200)}…` : line;
};
