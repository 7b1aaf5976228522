import { compare, type Finding, type Severity } from "../../finding.ts";
import { digest } from "../../plan/index.ts";
import { allCodes } from "../all-codes.ts";
import { NAME, version } from "../version.ts";
import { summaryOf, type Accepted, type Verdict } from "./verdict.ts";

const LEVELS: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

/** SARIF 2.1.0, as code scanning services take it: a rule with its page per code, a result per finding, accepted ones as suppressed. */
export function sarifOf(verdict: Verdict): string {
  const all = [...verdict.findings.map((finding) => ({ finding })), ...verdict.accepted];
  const codes = [...new Set(all.map(({ finding }) => finding.code))].sort(compare);
  const placed = all.filter(({ finding }) => finding.file !== undefined);
  const prints = fingerprints(placed.map(({ finding }) => finding));
  return JSON.stringify(
    {
      $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
      version: "2.1.0",
      runs: [{
        tool: { driver: { name: NAME, ...(version === "0.0.0" ? {} : { semanticVersion: version }), rules: codes.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        invocations: [{
          executionSuccessful: verdict.checked !== undefined,
          exitCode: verdict.exitCode,
          // A result without a place is refused by services that show results in the text.
          toolExecutionNotifications: [
            ...all.filter(({ finding }) => finding.file === undefined).map(({ finding }) => ({ descriptor: { id: finding.code }, level: LEVELS[finding.severity], message: { text: messageOf(finding) } })),
            { level: "note", message: { text: summaryOf(verdict) } },
          ],
        }],
        results: placed.map((one, index) => resultOf(one, codes.indexOf(one.finding.code), prints[index] ?? "")),
      }],
    },
    null,
    2,
  );
}

function ruleOf(code: string): object {
  const [severity, title, page] = allCodes[code] ?? ["error", code, code];
  return {
    id: code,
    shortDescription: { text: `${title[0]?.toUpperCase()}${title.slice(1)}.` },
    fullDescription: { text: page.replaceAll("`", "") },
    help: { text: page.replaceAll("`", ""), markdown: page },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf({ finding, ...accepted }: Pick<Accepted, "finding"> & Partial<Accepted>, ruleIndex: number, fingerprint: string): object {
  const { code, severity, file = "", line, column, path } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: messageOf(finding) },
    locations: [{
      physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...(line !== undefined && { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } }) },
      ...(path !== undefined && { logicalLocations: [{ fullyQualifiedName: path }] }),
    }],
    partialFingerprints: { "place/v1": fingerprint },
    suppressions: accepted.because === undefined ? [] : [{ kind: "external", status: "accepted", justification: `${accepted.because} (until ${accepted.until})` }],
  };
}

const messageOf = ({ reason, remedy }: Finding): string => `${reason} ${remedy}`;

/** A relative reference: each name percent-encoded, so that a colon in the first is no scheme. */
const uriOf = (file: string): string => file.split("/").map((name) => encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\ufffd"))).join("/");

/**
 * What makes a finding the same one after lines were added above it: code, file and path in the data, and its number among equal ones.
 * Without a path the reason stands for it.
 */
function fingerprints(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ code, file, path, reason }) => {
    const same = JSON.stringify([code, file, path ?? reason]);
    const number = seen.get(same) ?? 0;
    seen.set(same, number + 1);
    return digest(`${same}${number}`).slice(0, 32);
  });
}
