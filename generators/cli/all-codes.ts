import { codes as answers } from "../answers/codes.ts";
import { codes as apply } from "../apply/codes.ts";
import { codes as upgrade } from "../catalogue/codes.ts";
import { codes as document } from "../document/codes.ts";
import type { CodeTable } from "../finding.ts";
import { codes as model } from "../model/codes.ts";
import { codes as plan } from "../plan/codes.ts";
import { codes as questionnaire } from "../questionnaire/codes.ts";
import { codes as tools } from "../tools/codes.ts";
import { codes as verify } from "../verify/codes.ts";
import { codes as cli } from "./codes.ts";

/**
 * Every code that a finding can have. Each stage keeps its rows beside its code; a stage's new row needs nothing here, only `npm run docs`.
 * Loaded by what explains or documents findings, never on the way to making one.
 */
export const allCodes: CodeTable = { ...document, ...answers, ...model, ...plan, ...apply, ...upgrade, ...verify, ...tools, ...questionnaire, ...cli };

/** The page of a code in Markdown: what `--explain` prints and the reference has. */
export function pageOf(code: string): string | undefined {
  if (!Object.hasOwn(allCodes, code)) return undefined;
  const row = allCodes[code];
  if (row === undefined) return undefined;
  const [severity, title, page] = row;
  return `# ${code}\n\n${title[0]?.toUpperCase()}${title.slice(1)}. Usually ${severity === "info" ? "a note" : severity === "error" ? "an error" : "a warning"}.\n\n${page}\n`;
}
