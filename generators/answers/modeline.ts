/** Where the schema of the answers lies in an emitted repository, relative to `platform.yaml`. */
export const SCHEMA_PATH = ".temporal-platform/answers.schema.json";

const MODELINE = /^# (?:yaml-language-server: )?\$schema[=:].*(\r?\n|$)/;

/** The answers with a first line that tells editors the schema; a line that names another place is replaced. */
export function withModeline(text: string): string {
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const body = text.slice(mark.length);
  const end = body.includes("\r\n") ? "\r\n" : "\n";
  return `${mark}# yaml-language-server: $schema=${SCHEMA_PATH}${end}${body.replace(MODELINE, "")}`;
}
