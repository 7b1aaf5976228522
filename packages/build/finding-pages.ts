import { allCodes, pageOf } from "../../generators/cli/all-codes.ts";
import { compare } from "../../generators/finding.ts";

/** The folder that holds a page per code and nothing else. */
export const FINDINGS = "docs/reference/findings";

/** The reference of findings: path in this repository → text. A page has the code as its path, so that a link to it stays right. */
export function findingPages(): Map<string, string> {
  const codes = Object.keys(allCodes).sort(compare);
  const pages = new Map(codes.map((code) => [`${FINDINGS}/${code}.md`, pageOf(code) ?? ""]));
  const groups = [...new Set(codes.map((code) => code.slice(0, code.indexOf("/"))))];
  const sections = groups.map((group) => {
    const rows = codes.filter((code) => code.startsWith(`${group}/`)).map((code) => `| [\`${code}\`](findings/${code}.md) | ${allCodes[code]?.[0]} | ${allCodes[code]?.[1]} |`);
    return `## ${group}\n\n| Code | Usually | What it is |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  const head = "# Findings\n\nMade by `npm run docs` from the tables of codes in `generators/*/codes.ts`. `verify --explain CODE` prints the same pages.\n\n";
  return new Map([["docs/reference/findings.md", head + sections.join("\n")], ...pages]);
}
