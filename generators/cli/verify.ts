import { resolve } from "node:path";
import { existsSync } from "node:fs";
import { readTree } from "../apply/index.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { inspectRepository } from "./inspect-repository.ts";
import { cacheFolder } from "./remember.ts";

/** `verify`: any repository. Where `platform.yaml` lies beside it, what the answers declare existing is expected to exist. */
export async function run(context: Context): Promise<number> {
  const code = context.option("explain");
  if (code !== undefined) return (await import("./explain.ts")).explain(context, code);
  const folder = context.positionals[0] ?? ".";
  const root = resolve(folder);
  if (!existsSync(root)) return end(context, [{ code: "usage/no-such-folder", severity: "error", file: folder, reason: "There is no such folder.", remedy: "Name the folder of the repository." }], EXIT.invalid, 0);
  context.step("reading");
  const { tree, findings: unread } = readTree(root);
  if (unread.some(isError)) return end(context, unread, EXIT.invalid, 0);
  context.step("verifying");
  const { report, invalid } = await inspectRepository(root, folder, tree, context.on("no-cache") ? undefined : cacheFolder(process.env));
  if (report === undefined) return end(context, invalid, EXIT.invalid, tree.size);
  const findings = [...unread, ...report.findings];
  return end(context, findings, findings.some(isError) ? EXIT.verification : EXIT.ok, tree.size, (file) => tree.get(file)?.text);
}

function end(context: Context, findings: readonly Finding[], exitCode: number, files: number, source?: (file: string) => string | undefined): number {
  context.report(findings, source);
  const count = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  if (context.json) context.data(JSON.stringify({ exitCode, files, findings: sortFindings(findings) }, null, 2));
  else context.say(`${files} files read: ${count("error")} errors, ${count("warning")} warnings, ${count("info")} notes.`);
  return exitCode;
}
