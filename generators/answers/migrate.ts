import { setIn } from "../document/edit.ts";
import { parseYaml, valueAt } from "../document/index.ts";
import type { Finding } from "../finding.ts";

/** One change of the format. Formats never change silently: each has a version, and each change is an edit that leaves all else as it is written. */
export interface Migration {
  /** The `apiVersion` that it reads and the one that it writes. */
  readonly from: string;
  readonly to: string;
  /** What changes for people, one sentence. */
  readonly because: string;
  /**
   * Edits the text in place, by `insertIn`, `setIn`, `renameKeyIn` and `removeKeyIn`. The `apiVersion` is set afterwards, not here.
   * @throws RangeError for what cannot be edited in place
   */
  readonly edit: (text: string, data: unknown) => string;
}

/** The format as this release reads it. */
export const FORMAT = "temporal-platform/v1";

/** Oldest first. The format has not changed since the first release. */
export const migrations: readonly Migration[] = [];

/**
 * Brings answers of an older format to today's: edits in place, comments kept. A text that says no format, today's, or one that
 * nobody knows is left as it is, for the checks that follow; one that only a newer release can know is refused.
 */
export function migrate(text: string, file: string, list: readonly Migration[] = migrations, today: string = FORMAT): { readonly text: string; readonly findings: readonly Finding[] } {
  let now = text;
  const findings: Finding[] = [];
  // The bound keeps a list that leads round in a circle from going on for ever.
  for (let left = list.length; left >= 0; left -= 1) {
    if (ANY_FORMAT.exec(now)?.[1] === today) break;
    const data = parseYaml(now, file).documents[0]?.data;
    const said = valueAt(data, ["apiVersion"]);
    const migration = left === 0 ? undefined : list.find(({ from }) => from === said);
    if (migration === undefined) return { text: now, findings: [...findings, ...newerFormat(said, file, today)] };
    try {
      now = setIn(migration.edit(now, data), ["apiVersion"], migration.to);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return { text, findings: [byHand(migration, error.message, file)] };
    }
    findings.push({ code: "answers/migrated", severity: "info", file, path: "apiVersion", reason: `The format of the answers goes from ${migration.from} to ${migration.to}: ${migration.because}`, remedy: "Nothing is to be done; `--diff` shows the edits." });
  }
  return { text: now, findings };
}

/** Where most files say their format: read without parsing. */
const ANY_FORMAT = /^apiVersion: *["']?([^\s"'#]+)/m;

const byHand = ({ from, to, because }: Migration, why: string, file: string): Finding => ({
  code: "answers/migration",
  severity: "error",
  file,
  path: "apiVersion",
  reason: `The answers have the format ${from}, and they cannot be brought to ${to} in place: ${why}`,
  remedy: `${because} Do it by hand, and set \`apiVersion: ${to}\`.`,
});

/** A format that only a newer release can know. */
function newerFormat(said: unknown, file: string, today: string): Finding[] {
  const [known, given] = [numberOf(today), numberOf(said)];
  if (known === undefined || given === undefined || given <= known) return [];
  return [{ code: "answers/newer-format", severity: "error", file, path: "apiVersion", reason: `The answers have the format ${String(said)}; this release reads ${today}.`, remedy: "Use a newer release of this program." }];
}

function numberOf(format: unknown): number | undefined {
  const found = typeof format === "string" ? /^temporal-platform\/v(\d{1,6})$/.exec(format) : null;
  return found ? Number(found[1]) : undefined;
}
