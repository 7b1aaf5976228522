import { join, resolve } from "node:path";
import { existsSync } from "node:fs";
import { readTree } from "../apply/index.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import { verify, type Expectations, type Readings } from "../verify/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";

/** `verify`: any repository. Where `platform.yaml` lies beside it, what the answers declare existing is expected to exist. */
export async function run(context: Context): Promise<number> {
  const folder = context.positionals[0] ?? ".";
  const root = resolve(folder);
  if (!existsSync(root)) return end(context, [{ code: "usage/no-such-folder", severity: "error", file: folder, reason: "There is no such folder.", remedy: "Name the folder of the repository." }], EXIT.invalid, 0);
  const { tree, findings: unread } = readTree(root);
  if (unread.some(isError)) return end(context, unread, EXIT.invalid, 0);
  const answers = tree.get(PLATFORM_YAML);
  const findings: Finding[] = [...unread];
  let expectations: Expectations | undefined;
  let known: Readings | undefined;
  if (answers !== undefined && tree.has(".temporal-platform/answers.schema.json")) {
    const [{ generate }, { expectationsOf }, { readings }] = await Promise.all([import("./generate.ts"), import("./expectations.ts"), import("./readings.ts")]);
    const { generated, findings: wrong } = generate(answers.text, join(folder, PLATFORM_YAML));
    if (generated === undefined) return end(context, wrong, EXIT.invalid, tree.size);
    expectations = expectationsOf(generated.model);
    known = readings;
  }
  for (const finding of await verify(tree, expectations, known)) findings.push(finding);
  return end(context, findings, findings.some(isError) ? EXIT.verification : EXIT.ok, tree.size, (file) => tree.get(file)?.text);
}

function end(context: Context, findings: readonly Finding[], exitCode: number, files: number, source?: (file: string) => string | undefined): number {
  context.report(findings, source);
  const count = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  if (context.json) context.data(JSON.stringify({ exitCode, files, findings: sortFindings(findings) }, null, 2));
  else context.say(`${files} files read: ${count("error")} errors, ${count("warning")} warnings, ${count("info")} notes.`);
  return exitCode;
}
