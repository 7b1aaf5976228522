/** The one shape of an error in this project. Nothing throws for a fault in what a person wrote: it returns findings. */

export type Severity = "error" | "warning" | "info";

/**
 * A row of a table of codes (`codes.ts` of a stage): usual severity, title of a few words, and the page in Markdown: why it matters,
 * what causes it, what to do. The codes of a stage that differ only by severity are one row; the finding says the severity it has.
 */
export type CodeRow = readonly [severity: Severity, title: string, page: string];
export type CodeTable = Readonly<Record<string, CodeRow>>;

/** A place in a text. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  /** Repository-relative path with forward slashes, or the name the user gave for an input file. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface Finding extends Partial<Place> {
  /** A stable slug such as `answers/unknown-key`; every slug is a row of the table in `codes.ts`. */
  readonly code: string;
  readonly severity: Severity;
  /** Path inside the data, in dots and brackets: `clusters.um890.shards`, `spec.values.server`. */
  readonly path?: string;
  /** What is wrong and why it matters, one or two sentences, with the value as found. */
  readonly reason: string;
  /** What to do about it, in the imperative. */
  readonly remedy: string;
}

/** Errors first, then by file, line, column and code, so that a report reads from top to bottom and never depends on discovery order. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const rank: Record<Severity, number> = { error: 0, warning: 1, info: 2 };
  return [...findings].sort(
    (a, b) =>
      rank[a.severity] - rank[b.severity] ||
      compare(a.file ?? "", b.file ?? "") ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.path ?? "", b.path ?? ""),
  );
}

export const isError = (finding: Finding): boolean => finding.severity === "error";

/** Ordering by code unit, the same on every machine: `localeCompare` is not. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
