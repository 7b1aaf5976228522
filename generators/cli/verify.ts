import { resolve } from "node:path";
import { existsSync } from "node:fs";
import { readTree } from "../apply/index.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import { accept } from "./accept.ts";
import type { Context } from "./context.ts";
import { expectFiles } from "./engine.ts";
import { EXIT } from "./exit-codes.ts";
import { unknown } from "./help.ts";
import { inspectRepository, isOurs } from "./inspect-repository.ts";
import { cacheFolder } from "./remember.ts";
import { FORMATS, write } from "./report/index.ts";
import type { Verdict } from "./report/verdict.ts";
import { NAME } from "./version.ts";
import { TOOL_NAMES } from "../tools/tool.ts";
import type { Outcome } from "../tools/index.ts";
import type { Tree } from "../tree.ts";

/** `verify`: any repository. Where `platform.yaml` lies beside it, what the answers declare existing is expected to exist. */
export async function run(context: Context): Promise<number> {
  const code = context.option("explain");
  if (code !== undefined) return (await import("./explain-code.ts")).explain(context, code);
  const asked = context.option("format") ?? (context.json ? "json" : "text");
  const format = FORMATS.find((one) => one === asked);
  const folder = context.positionals[0] ?? ".";
  const root = resolve(folder);
  const end = async (verdict: Partial<Verdict> & Pick<Verdict, "exitCode" | "findings">, source?: (file: string) => string | undefined): Promise<number> => {
    const whole: Verdict = { accepted: [], tools: [], notAsked: [], ...verdict, findings: sortFindings(verdict.findings) };
    await write(whole, { format: format ?? (context.json ? "json" : "text"), all: context.on("verbose"), color: context.color, root, from: process.cwd(), say: context.say, data: context.data, ...(source && { source }) });
    return verdict.exitCode;
  };
  const refuse = (findings: readonly Finding[]): Promise<number> => end({ exitCode: EXIT.invalid, findings });

  if (format === undefined) return refuse([unknown("format", asked, FORMATS, `${NAME} verify --format ${FORMATS.join("|")}`)]);
  const wanted = context.options("with").flatMap((names) => names.split(",")).filter((name) => name !== "");
  const all = wanted.includes("all");
  const other = wanted.find((name) => name !== "all" && !TOOL_NAMES.some((one) => one === name));
  if (other !== undefined) return refuse([unknown("tool", other, TOOL_NAMES, `${NAME} verify --with all, or some of ${TOOL_NAMES.join(",")}`)]);
  if (!existsSync(root)) return refuse([{ code: "usage/no-such-folder", severity: "error", file: folder, reason: "There is no such folder.", remedy: "Name the folder of the repository." }]);
  context.step("reading");
  const { tree, findings: unread } = readTree(root);
  expectFiles(tree.size);
  if (unread.some(({ code, severity }) => code === "apply/unreadable" && severity === "error")) return refuse(unread);
  context.step("verifying");
  // What is remembered of a run was found with the kinds that are known.
  const allowUnknownKinds = context.on("allow-unknown-kinds");
  const { report, invalid } = await inspectRepository(root, folder, tree, context.on("no-cache") || allowUnknownKinds ? undefined : cacheFolder(process.env), { allowUnknownKinds });
  if (report === undefined) return refuse(invalid);
  const { findings: more, runs: tools } = wanted.length === 0 ? { findings: [], runs: [] } : await ask(root, tree, wanted);
  const { findings, accepted } = await accept([...unread, ...report.findings, ...more], tree, isOurs(tree), new Date().toISOString().slice(0, 10));
  return end({ exitCode: findings.some(isError) ? EXIT.verification : EXIT.ok, findings, accepted, checked: report.checked, tools, notAsked: all ? [] : TOOL_NAMES.filter((name) => !wanted.includes(name)) }, (file) => tree.get(file)?.text);
}

/** Seconds that one call of a program may take. */
const PATIENCE = 300;

/** Programs beside us; interrupted, they end with us. */
async function ask(root: string, files: Tree, wanted: readonly string[]): Promise<Outcome> {
  const [{ useTools }, { builtResources }] = await Promise.all([import("../tools/index.ts"), import("../verify/index.ts")]);
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await useTools({ root, files, resources: () => builtResources(files), wanted: wanted.includes("all") ? "all" : TOOL_NAMES.filter((name) => wanted.includes(name)), env: process.env, timeout: PATIENCE * 1000, signal: interrupted.signal });
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
