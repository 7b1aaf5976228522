import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { addTo, type Added, type Kind } from "../answers/index.ts";
import { replaceText } from "../apply/index.ts";
import type { Known, Part, Said } from "../ask/index.ts";
import { isError, sortFindings } from "../finding.ts";
import { unifiedDiff } from "../plan/index.ts";
import { askPart } from "./ask-part.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { readInput } from "./files.ts";
import { generate } from "./generate.ts";
import { knownOf } from "./known-of.ts";
import { refuse } from "./outcome.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { invocation, shellWord } from "./invocation.ts";
import { NAME } from "./version.ts";

const PARTS: Readonly<Record<Kind, () => Promise<Part>>> = {
  cluster: async () => (await import("../cluster.ts")).clusterPart,
  environment: async () => (await import("../cluster.ts")).environmentPart,
  worker: async () => (await import("../worker.ts")).workerPart,
  namespace: async () => (await import("../namespace.ts")).namespacePart,
};

/** `add cluster|environment|worker|namespace`: one entry more in platform.yaml, by flags or by questions; the rest of the file stays as it is. */
export const adding = (kind: Kind): { readonly run: (context: Context) => Promise<number> } => ({ run: async (context) => add(context, await PARTS[kind]()) });

async function add(context: Context, part: Part): Promise<number> {
  const prepared = await prepare(context, part);
  return typeof prepared === "number" ? prepared : edit(context, prepared);
}

/** Reads the platform and finds out what to add; the exit code when that fails, and why was told. */
export async function prepare(context: Context, part: Part, folder = context.positionals[1] ?? "."): Promise<Edit | number> {
  const file = join(folder, PLATFORM_YAML);
  const input = readInput(file);
  if (input.text === undefined) return refuse(context, input.findings.map((finding) => ({ ...finding, remedy: `Run this in the folder of a platform, or name it after the name; ${NAME} new makes one.` })));
  const before = input.text;
  const { known, findings } = knownOf(before, file);
  if (known === undefined) return refuse(context, findings, undefined, (name) => (name === file ? before : undefined));
  const asked = await askPart(context, part, known, folder);
  return typeof asked === "number" ? asked : { part, known, said: asked, folder, file, before };
}

export interface Edit {
  readonly part: Part;
  readonly known: Known;
  readonly said: Said;
  readonly folder: string;
  readonly file: string;
  readonly before: string;
}

/** The edit is tried out on the whole platform first: only what can be generated is written. */
export async function edit(context: Context, { part, known, said, folder, file, before }: Edit): Promise<number> {
  const { name, value, cluster } = part.entry(said, known);
  const added = addTo(before, part.kind, name, value, { file, ...(cluster !== undefined && { cluster }) });
  if ("findings" in added) return refuse(context, added.findings);
  const { generated, findings } = generate(added.text, file);
  if (generated === undefined) return refuse(context, findings, undefined, (one) => (one === file ? added.text : undefined));
  const diff = unifiedDiff({ steps: [{ path: PLATFORM_YAML, action: "replace", because: "", text: added.text }], base: new Map(), emitted: new Map(), findings: [], answersFile: { path: PLATFORM_YAML, before, after: added.text } }, new Map());
  if (!context.json) context.data(diff);
  const dryRun = context.on("dry-run");
  const faults = dryRun ? [] : await replaceText(realpathSync(folder), PLATFORM_YAML, before, added.text, randomBytes(6).toString("hex"));
  if (faults.some(isError)) return refuse(context, faults);
  if (!context.json) context.say(closing(added, file, folder, dryRun, context.on("update")));
  const update = context.on("update") && !dryRun ? await updated(context, folder) : undefined;
  const exitCode = update?.exitCode ?? EXIT.ok;
  if (context.json) context.data(JSON.stringify({ exitCode, file, path: added.path, unsaid: added.unsaid, also: added.also, diff, dryRun, findings: sortFindings(findings), ...(update && { update: update.result }) }, null, 2));
  return exitCode;
}

/** `update` in the same process; its JSON becomes a part of ours. */
async function updated(context: Context, folder: string): Promise<{ readonly exitCode: number; readonly result: unknown }> {
  const { run } = await import("./update.ts");
  const printed: string[] = [];
  const exitCode = await run({ ...context, positionals: [folder], ...(context.json && { data: (text: string) => void printed.push(text) }) });
  return { exitCode, result: context.json && printed.length > 0 ? (JSON.parse(printed.join("")) as unknown) : null };
}

function closing({ path, unsaid, also }: Added, file: string, folder: string, dryRun: boolean, update: boolean): string {
  const where = folder === "." ? "" : ` ${shellWord(folder)}`;
  return [
    `${path} ${dryRun ? "would be" : "is"} in ${file}${dryRun ? "; nothing was written" : ""}.`,
    ...(also.length > 0 ? [`Said with it, so that everything else means what it meant: ${also.join(", ")}.`] : []),
    ...(unsaid.length > 0 ? [`Its siblings also say ${unsaid.join(", ")}: only you can say it here.`] : []),
    ...(dryRun || update ? [] : [`Next: ${invocation(process.env)} update${where} --diff --dry-run shows what follows, ${invocation(process.env)} update${where} writes it.`]),
  ].join("\n");
}

