import { compare, type Finding } from "../../finding.ts";
import { NAME } from "../version.ts";
import { painter, printable, showInFile } from "../show-findings.ts";
import { counted, summaryOf, type Verdict } from "./verdict.ts";

/** Places of one code that are shown: more of the same teach nobody more. */
const SHOWN = 5;

export interface TextOptions {
  readonly color: boolean;
  readonly all: boolean;
  readonly source?: (file: string) => string | undefined;
}

/** For people: findings by file with a frame of the text, then what was folded, what is accepted and what was checked. One line when nothing was found. */
export function textOf(verdict: Verdict, options: TextOptions): string {
  const paint = painter(options.color);
  const { shown, folded } = options.all ? { shown: verdict.findings, folded: [] } : fold(verdict.findings);
  const blocks = byFile(shown).map(([file, findings]) => [paint("1;4", file === "" ? "The repository as a whole" : printable(file)), ...findings.map((finding) => showInFile(finding, options))].join("\n"));
  const more = folded.map(({ code, count, files }) => `${paint("2", "+")} ${count} more of ${code}${files === 0 ? "" : ` in ${counted(files, "file")}`}`);
  if (more.length > 0) blocks.push(`${more.join("\n")}\n${paint("2", "  --verbose shows all of them.")}\n`);
  if (verdict.accepted.length > 0) blocks.push(acceptedText(verdict, paint));
  const telling = verdict.findings.some(({ code, severity }) => severity !== "info" && !code.startsWith("usage/"));
  return [...blocks, `${summaryOf(verdict)}${telling ? `\n${NAME} verify --explain CODE says why a finding matters and what to do.` : ""}\n`].join("\n");
}

interface Folded {
  readonly code: string;
  readonly count: number;
  readonly files: number;
}

/** The first places of each code; of notes only the number. */
function fold(findings: readonly Finding[]): { shown: readonly Finding[]; folded: readonly Folded[] } {
  const shown: Finding[] = [];
  const seen = new Map<string, { count: number; files: Set<string> }>();
  for (const finding of findings) {
    const { code, severity, file } = finding;
    if (severity === "info") continue;
    const all = seen.get(code) ?? { count: 0, files: new Set() };
    seen.set(code, all);
    all.count += 1;
    if (all.count <= SHOWN) shown.push(finding);
    else if (file !== undefined) all.files.add(file);
  }
  const folded = [...seen].flatMap(([code, { count, files }]) => (count > SHOWN ? [{ code, count: count - SHOWN, files: files.size }] : []));
  return { shown, folded };
}

/** Files with errors first, then by name; what has no file at the end. */
function byFile(findings: readonly Finding[]): [file: string, findings: readonly Finding[]][] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = files.get(finding.file ?? "");
    if (list === undefined) files.set(finding.file ?? "", [finding]);
    else list.push(finding);
  }
  const rank = ([file, list]: [string, Finding[]]): number => (file === "" ? 2 : list.some(({ severity }) => severity === "error") ? 0 : 1);
  for (const list of files.values()) list.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return [...files].sort((a, b) => rank(a) - rank(b) || compare(a[0], b[0]));
}

function acceptedText({ accepted }: Verdict, paint: (code: string, text: string) => string): string {
  const groups = new Map<string, { count: number; code: string; because: string; until: string }>();
  for (const { finding, because, until } of accepted) {
    const key = JSON.stringify([finding.code, because, until]);
    const { count } = groups.get(key) ?? { count: 0 };
    groups.set(key, { count: count + 1, code: finding.code, because, until });
  }
  const lines = [...groups.values()].map(({ count, code, because, until }) => `  ${count} × ${code} until ${until}: ${printable(because)}`);
  return `${paint("1", "Accepted")}\n${lines.join("\n")}\n`;
}
