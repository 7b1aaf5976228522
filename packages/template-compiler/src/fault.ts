import { compare, type Finding } from "../../../generators/finding.ts";

/** A place in one source file; both count from 1. */
export interface At {
  readonly line: number;
  readonly column: number;
}

/** What can be wrong with templates. All of it stops the build. */
export type FaultCode =
  /** Handlebars cannot parse it. */
  | "template/syntax"
  /** Handlebars could, our subset does not have it. */
  | "template/unsupported"
  /** A value stands where no writer can keep it from changing what is around it. */
  | "template/placement"
  /** A name that is taken, reserved or no name. */
  | "template/name"
  /** The text breaks the format of everything emitted: encoding, line ends, spaces, flow collections. */
  | "template/format"
  /** An included file is missing, or does not fit where it stands. */
  | "template/include"
  /** A path with an unknown placeholder, of an unknown kind, or used twice. */
  | "template/path"
  /** `_folder.yaml` says something that cannot be. */
  | "template/folder";

/** Reports a fault of the file that it was made for. */
export type Report = (code: FaultCode, at: At, reason: string, remedy: string) => void;

export interface Faults {
  readonly findings: Finding[];
  readonly of: (file: string) => Report;
}

/** Collects faults, each once: a template is looked at more than once where blocks make several readings possible. */
export function faults(): Faults {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  return {
    findings,
    of: (file) => (code, at, reason, remedy) => {
      const key = `${code} ${file}:${at.line}:${at.column}`;
      if (!seen.has(key)) findings.push({ code, severity: "error", file, line: at.line, column: at.column, reason, remedy });
      seen.add(key);
    },
  };
}

export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => compare(a.path, b.path);
