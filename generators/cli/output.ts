import { writeFileSync } from "node:fs";
import type { Finding } from "../finding.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";

/**
 * Ends a command whose result is one text: on standard output, or in the file that `--output` names.
 * @param summary what `--json` says about the result, beside exit code and findings
 * @param isJson whether the text is one JSON document itself, and so is printed under `--json` as it is
 */
export function deliver(context: Context, text: string, { summary = {}, isJson = false }: { readonly summary?: object; readonly isJson?: boolean } = {}): number {
  const output = context.option("output");
  if (output === undefined) {
    context.data(context.json && !isJson ? JSON.stringify({ exitCode: EXIT.ok, ...summary, text, findings: [] }, null, 2) : text);
    return EXIT.ok;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    return refuse(context, [{ code: "usage/output", severity: "error", file: output, reason: `The file cannot be written: ${error instanceof Error ? error.message : String(error)}.`, remedy: "Choose another path." }]);
  }
  context.say(`Written to ${output}.`);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.ok, output, ...summary, findings: [] }, null, 2));
  return EXIT.ok;
}

/** Ends a command that could not do what it was asked for. */
export function refuse(context: Context, findings: readonly Finding[], source?: (file: string) => string | undefined): number {
  context.report(findings, source);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.invalid, findings }, null, 2));
  return EXIT.invalid;
}
