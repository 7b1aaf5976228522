import { isAbsolute, join, relative, sep } from "node:path";
import type { Finding } from "../../finding.ts";
import type { Verdict } from "./verdict.ts";

export const FORMATS = ["text", "json", "sarif", "github", "junit"] as const;
export type Format = (typeof FORMATS)[number];

export interface Writing {
  readonly format: Format;
  /** Everything, where people otherwise get a part and a count. */
  readonly all: boolean;
  readonly color: boolean;
  /** Folder that was checked, absolute, and the one that the command runs in: programs want places from the latter. */
  readonly root: string;
  readonly from: string;
  readonly source?: (file: string) => string | undefined;
  readonly say: (text: string) => void;
  readonly data: (text: string) => void;
}

/** Writes what a verification came to: text for people on standard error, everything else on standard output. Each format is loaded when it is asked for. */
export async function write(verdict: Verdict, writing: Writing): Promise<void> {
  switch (writing.format) {
    case "text":
      return writing.say((await import("./text.ts")).textOf(verdict, writing));
    case "json":
      return writing.data((await import("./json.ts")).jsonOf(verdict));
    case "sarif":
      return writing.data((await import("./sarif.ts")).sarifOf(fromWorkingFolder(verdict, writing)));
    case "github":
      return writing.data((await import("./github.ts")).githubOf(fromWorkingFolder(verdict, writing), writing.all));
    case "junit":
      return writing.data((await import("./junit.ts")).junitOf(verdict));
  }
}

/** Places from the folder that the command runs in: there a pipeline has its checkout. A folder outside of it keeps its own. */
function fromWorkingFolder(verdict: Verdict, { root, from }: Writing): Verdict {
  const way = relative(from, root);
  if (way === "" || way.startsWith("..") || isAbsolute(way) || verdict.checked === undefined) return verdict;
  const folder = way.split(sep).join("/");
  const moved = (finding: Finding): Finding => (finding.file === undefined ? finding : { ...finding, file: join(folder, finding.file) });
  return { ...verdict, findings: verdict.findings.map(moved), accepted: verdict.accepted.map((one) => ({ ...one, finding: moved(one.finding) })) };
}
