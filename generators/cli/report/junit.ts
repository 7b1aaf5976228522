import type { Finding } from "../../finding.ts";
import { NAME } from "../version.ts";
import { summaryOf, type Accepted, type Verdict } from "./verdict.ts";

type Case = Pick<Accepted, "finding"> & Partial<Accepted>;

/**
 * JUnit's XML: a suite per file, a case per finding. Errors are failures, accepted findings are skipped with their reason, warnings and
 * notes pass and say what they are; a case of its own says what was checked, so that a report is never empty.
 */
export function junitOf(verdict: Verdict): string {
  const cases: Case[] = [...verdict.findings.map((finding) => ({ finding })), ...verdict.accepted];
  const suites = new Map<string, Case[]>();
  for (const one of cases) {
    const suite = suites.get(one.finding.file ?? "");
    if (suite === undefined) suites.set(one.finding.file ?? "", [one]);
    else suite.push(one);
  }
  const whole = suites.get("") ?? [];
  suites.delete("");
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: NAME, ...totals(cases, 1) })}>`,
    suite("verify", whole, [`    <testcase${attributes({ name: "checked", classname: "verify" })}>`, `      <system-out>${escape(summaryOf(verdict))}</system-out>`, "    </testcase>"]),
    ...[...suites].map(([file, inside]) => suite(file, inside, [])),
    "</testsuites>",
  ];
  return lines.join("\n");
}

function suite(name: string, cases: readonly Case[], first: readonly string[]): string {
  return [`  <testsuite${attributes({ name, ...totals(cases, first.length > 0 ? 1 : 0) })}>`, ...first, ...cases.map(testcase), "  </testsuite>"].join("\n");
}

const isFailure = ({ finding, because }: Case): boolean => because === undefined && finding.severity === "error";

const totals = (cases: readonly Case[], more: number): Record<string, string> => ({
  tests: String(cases.length + more),
  failures: String(cases.filter(isFailure).length),
  errors: "0",
  skipped: String(cases.filter(({ because }) => because !== undefined).length),
});

function testcase(one: Case): string {
  const { finding, because, until } = one;
  const { code, severity, file, line, path, reason, remedy } = finding;
  const place = [file, line].filter((part) => part !== undefined).join(":");
  const opening = `    <testcase${attributes({ name: [code, path, place].filter(Boolean).join(" "), classname: file ?? "verify", ...(file !== undefined && { file }), ...(line !== undefined && { line: String(line) }) })}>`;
  const text = escape([placeOf(finding), reason, remedy].filter(Boolean).join("\n"));
  const inside =
    because !== undefined ? `<skipped${attributes({ message: `accepted until ${until}: ${because}` })}/>`
    : severity === "error" ? `<failure${attributes({ type: code, message: reason })}>${text}</failure>`
    : `<system-out>${severity}: ${text}</system-out>`;
  return `${opening}\n      ${inside}\n    </testcase>`;
}

const placeOf = ({ file, line, column }: Finding): string => [file, line, column].filter((part) => part !== undefined).join(":");

const attributes = (values: Readonly<Record<string, string>>): string => Object.entries(values).map(([name, value]) => ` ${name}="${escape(value).replaceAll("\n", "&#10;")}"`).join("");

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\t": "&#9;" };

/** XML 1.0 has no form at all for most control characters, halves of a pair and two others: they are replaced. */
const escape = (text: string): string =>
  text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd").replace(/[&<>"\r\t]/g, (sign) => ENTITIES[sign] ?? "");
