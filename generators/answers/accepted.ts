import { formatPath, parseYaml, type Path } from "../document/index.ts";
import type { Finding, Place } from "../finding.ts";
import { checkPlain } from "./check-plain.ts";
import { checkSchema } from "./check-schema.ts";

/** A finding that somebody decided to live with: which one, why, and how long. */
export interface Acceptance {
  readonly code: string;
  /** A file, or a folder that ends in a slash; everywhere when absent. */
  readonly file?: string;
  /** Path in the data, as a finding has it. */
  readonly path?: string;
  readonly because: string;
  /** Last day, as 2027-03-31. */
  readonly until: string;
  /** Where it is written. */
  readonly place: Place;
}

/**
 * The accepted findings of a text: the block `verify` of answers, or a file that holds only what stands in that block. Both are held
 * against the same part of the schema. What else is wrong with answers is not said here.
 * @param whole whether the text is answers
 * @returns no acceptance when any is written wrongly: one that is meant otherwise must not hide a finding
 */
export function readAcceptances(text: string, file: string, whole: boolean): { acceptances: readonly Acceptance[]; findings: readonly Finding[] } {
  const { documents, findings } = parseYaml(text, file);
  const [document, second] = documents;
  if (whole && (findings.length > 0 || second !== undefined)) return { acceptances: [], findings: [] };
  if (findings.length > 0 || document === undefined) return { acceptances: [], findings };
  const start = { ...document.placeOf([]), severity: "error" as const };
  if (second !== undefined) return { acceptances: [], findings: [{ ...start, code: "answers/several-documents", reason: "The file has more than one YAML document.", remedy: "Remove the line `---` between them." }] };
  if (!isMap(document.data)) return whole ? { acceptances: [], findings: [] } : { acceptances: [], findings: [{ ...start, code: "answers/not-a-map", reason: "The file holds keys and values, such as `accepted: […]`.", remedy: "Begin with `accepted:`." }] };
  const block = whole ? document.data["verify"] : document.data;
  if (block === undefined) return { acceptances: [], findings: [] };

  const inFile = (path: Path): Path => (whole ? path : path.slice(1));
  const plain = checkPlain({ verify: block });
  const faults = (plain.length > 0 ? plain : checkSchema({ verify: block })).filter(({ path }) => path[0] === "verify" && (whole || path.length > 1));
  if (faults.length > 0) {
    const wrong = faults.map(({ code, path, at, reason, remedy }): Finding => ({ code, severity: "error", ...document.placeOf(inFile(path), at), path: formatPath(inFile(path)), reason: whole ? reason : reason.replaceAll("`verify.", "`"), remedy }));
    return { acceptances: [], findings: wrong };
  }
  const { accepted = [] } = block as { readonly accepted?: readonly Omit<Acceptance, "place">[] };
  return { acceptances: accepted.map((one, index) => ({ ...one, place: document.placeOf(inFile(["verify", "accepted", index])) })), findings: [] };
}

const isMap = (data: unknown): data is Readonly<Record<string, unknown>> => typeof data === "object" && data !== null && !Array.isArray(data);
