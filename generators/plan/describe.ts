import { oneLine } from "../document/characters.ts";
import type { Finding } from "../finding.ts";
import type { Clash } from "./clash.ts";
import { takeCommand } from "./command.ts";

const LONGEST_EXCERPT = 80;
const MOST_LINES = 3;

/** Conflicts are warnings: the rest of the plan is sound and can be applied, and the exit code says that there are some. */
export function describeClash(path: string, clash: Clash): Finding {
  return {
    code: "plan/conflict",
    severity: "warning",
    file: path,
    line: clash.line,
    ...(clash.path !== undefined && clash.path !== "" && { path: clash.path }),
    reason: `You and the platform both changed this place. Yours: ${sameWords(clash.mine, clash.base) ? "as it was, in other white space" : excerpt(clash.mine)}. The platform's: ${excerpt(clash.theirs)}. Before: ${excerpt(clash.base)}.`,
    remedy: `Yours stays. To have the platform's instead: ${takeCommand(path, clash.path)}`,
  };
}

export function describeFault(path: string, line: number, fault: string): Finding {
  return {
    code: "plan/conflict",
    severity: "warning",
    file: path,
    line,
    reason: `Your lines and the platform's fit together, but the result would be broken: ${fault}`,
    remedy: `Yours stays. Put the platform's change in by hand, or have the platform's file instead: ${takeCommand(path)}`,
  };
}

/** The whole file is in dispute: it was there first, or it is no text that could be merged. */
export function describeStranger(path: string, line: number, because: string): Finding {
  return {
    code: "plan/conflict",
    severity: "warning",
    file: path,
    line,
    reason: `The platform wants to write this file and cannot join its text with yours, which differs from this line on: ${because}.`,
    remedy: `Yours stays. To have the platform's file instead: ${takeCommand(path)}`,
  };
}

export function describeNotAFile(path: string, kind: "symlink" | "other", wanted: boolean): Finding {
  return {
    code: "plan/not-a-file",
    severity: "warning",
    file: path,
    reason: `${kind === "symlink" ? "This path is, or leads through, a symbolic link" : "This path is a folder, a special file, or lies below something that is no folder"}, so ${wanted ? "nothing is written to it" : "it is not removed"}.`,
    remedy: wanted ? "Put a regular file in its place, or leave it if that is what you want." : "Remove it yourself if you do not need it.",
  };
}

export function describeOrphan(path: string, because: string): Finding {
  return {
    code: "plan/orphaned",
    severity: "warning",
    file: path,
    reason: `The platform does not emit this file any more, and it stays: ${because}.`,
    remedy: "Delete it if you do not need it; from now on it is yours alone.",
  };
}

export function describeLostBase(path: string): Finding {
  return {
    code: "plan/base-lost",
    severity: "warning",
    file: path,
    reason: "The record does not hold the text that was emitted here earlier, so your changes cannot be told from the platform's. Your file stays.",
    remedy: "Restore `.temporal-platform/base` from Git and run the update again, or compare the file with a fresh repository.",
  };
}

const sameWords = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((line, index) => line.trim() === b[index]?.trim());

/** Quoted and without what nobody sees, so that what a file holds cannot steer a terminal. */
function excerpt(lines: readonly string[]): string {
  if (lines.length === 0) return "nothing";
  const shown = lines.slice(0, MOST_LINES).map((line) => quote(line.trim()));
  const more = lines.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more ${more === 1 ? "line" : "lines"}` : "");
}

function quote(text: string): string {
  return JSON.stringify(oneLine(text.length > LONGEST_EXCERPT ? `${text.slice(0, LONGEST_EXCERPT)}…` : text));
}
