import type { Finding, Severity } from "../../finding.ts";
import { summaryOf, type Verdict } from "./verdict.ts";

const COMMANDS: Record<Severity, string> = { error: "error", warning: "warning", info: "notice" };

/**
 * Workflow commands that GitHub shows as annotations beside the lines. It shows ten of a kind per step, so errors come first and notes
 * only when asked for; the last line says what was checked.
 */
export function githubOf(verdict: Verdict, all: boolean): string {
  const shown = verdict.findings.filter(({ severity }) => all || severity !== "info");
  return [...shown.map(annotation), `::notice title=verify::${message(summaryOf(verdict))}`].join("\n");
}

function annotation({ code, severity, file, line, column, path, reason, remedy }: Finding): string {
  const properties = { file, line, col: column, title: path === undefined ? code : `${code} ${path}` };
  const said = Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]));
  return `::${COMMANDS[severity]} ${said.join(",")}::${message(`${reason}\n${remedy}`)}`;
}

/** Line ends would begin another command; everything else that is not to be printed is left out. */
const message = (text: string): string => text.replace(/[^\P{C}\r\n]/gu, "\ufffd").replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
