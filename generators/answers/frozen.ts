import { insertAllIn, type Insertion } from "../document/edit.ts";
import { parseYaml, valueAt } from "../document/index.ts";
import type { Frozen } from "./answers.ts";

/** Stands above every block of permanent choices. */
const NOTE = "Permanent choices, written by create-temporal-platform when the cluster was made: they can never change.";

/**
 * Writes the permanent choices of each cluster into the answers, as `frozen` at the end of the cluster. What a block holds already stays, what it lacks is added; all other bytes stay.
 * Writing the same choices again changes nothing.
 * @param text answers that `readAnswers` accepts
 * @param file name of the file, for the parser
 * @param frozen choices by name of the cluster
 * @throws RangeError when the text is no such file
 */
export function freeze(text: string, file: string, frozen: Readonly<Record<string, Frozen>>): string {
  const data = parseYaml(text, file).documents[0]?.data;
  const insertions = Object.entries(frozen).flatMap(([cluster, choices]) => missing(data, ["clusters", cluster, "frozen"], choices, NOTE));
  return insertAllIn(text, insertions);
}

/** The outermost parts of a value that the data lacks. */
function missing(data: unknown, path: readonly string[], value: unknown, comment?: string): Insertion[] {
  const there = valueAt(data, path);
  if (there === undefined) return isMap(value) && Object.keys(value).length === 0 ? [] : [{ path, value, ...(comment !== undefined && { comment }) }];
  return isMap(there) && isMap(value) ? Object.entries(value).flatMap(([key, inner]) => missing(data, [...path, key], inner)) : [];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
