import { resolve } from "node:path";
import { randomBytes } from "node:crypto";
import { applyNew, readRepository, recover, refuseNew } from "../apply/index.ts";
import { isError } from "../finding.ts";
import { plan } from "../plan/index.ts";
import { verify } from "../verify/index.ts";
import type { Context } from "./context.ts";
import { expectFiles } from "./engine.ts";
import { EXIT } from "./exit-codes.ts";
import { expectationsOf } from "./expectations.ts";
import { readInput } from "./files.ts";
import { generate } from "./generate.ts";
import { codeOf, finish, printPlan, refuse } from "./outcome.ts";
import { onDisk, PLATFORM_YAML } from "./platform-yaml.ts";
import { provenance } from "./provenance.ts";
import { readings } from "./readings.ts";
import { showSummary } from "./show-summary.ts";
import { commandHelp } from "./help.ts";
import { commands } from "./commands.ts";
import { invocation, shellWord } from "./invocation.ts";
import { twoColumns } from "./two-columns.ts";
import { NAME } from "./version.ts";

/** `new`: a plan with an empty base, verified, then applied all or nothing. */
export async function run(context: Context): Promise<number> {
  const input = await answersFor(context);
  if (typeof input === "number") return input;
  const exitCode = await make(context, input);
  const kept = input.kept?.();
  if (kept !== undefined) context.say(kept);
  return exitCode;
}

/** Carries a new repository out, from answers that are there. */
export async function make(context: Context, { file, text, written }: Input): Promise<number> {
  const source = (name: string) => (name === file ? text : undefined);
  context.step("rendering");
  const { generated, findings } = generate(text, file);
  if (generated === undefined) return refuse(context, findings, undefined, source);
  expectFiles(generated.tree.size);

  const target = resolve(context.positionals[0] ?? ".");
  // A dry run leaves even an interrupted run as it is.
  const recovered = context.on("dry-run") ? [] : await recover(target);
  if (recovered.some(isError)) return refuse(context, recovered);
  const repository = readRepository(target, [...generated.tree.keys(), PLATFORM_YAML]);
  if (repository.findings.some(isError)) return refuse(context, repository.findings);
  const planned = plan({
    base: repository.base,
    mine: repository.mine,
    theirs: generated.tree,
    answersFile: { path: PLATFORM_YAML, before: onDisk(repository), after: generated.platformYaml, given: text },
  });
  context.step("verifying");
  const faults = await verify(generated.tree, expectationsOf(generated.model), readings);
  if (faults.some(isError)) return finish(context, EXIT.verification, planned, faults);

  const all = [...recovered, ...findings, ...faults];
  const refusals = context.on("dry-run") ? refuseNew(target, planned) : [];
  if (refusals.some(isError)) return refuse(context, refusals);
  if (context.on("dry-run") || context.on("diff")) printPlan(context, planned, repository.mine);
  if (context.on("dry-run")) return finish(context, EXIT.ok, planned, all, source);
  context.step("writing");
  const applied = await applyNew(target, planned, provenance(generated, repository.lock), randomBytes(6).toString("hex"));
  if (applied.some(isError)) return finish(context, EXIT.invalid, planned, [...all, ...applied], source);
  const folder = context.positionals[0] ?? ".";
  written();
  const closing = [
    showSummary(generated.model),
    `${planned.steps.filter(({ action }) => action === "write").length} files written to ${folder}, all verified.`,
    generated.waiting ? firstSteps(folder) : nextSteps(folder, generated.model.clusters.map(({ name }) => name)),
  ];
  return finish(context, codeOf(planned), planned, [...all, ...applied], source, closing.join("\n\n"));
}

export interface Input {
  readonly file: string;
  readonly text: string;
  /** To be called once the repository is there. */
  readonly written: () => void;
  /** What to tell about answers of a dialogue that have not become a repository; undefined when there are none any more. */
  readonly kept?: () => string | undefined;
}

/** The answers from a file, or from a person at a terminal; else the exit code, and why was said. */
export async function answersFor(context: Context): Promise<Input | number> {
  const file = context.option("answers");
  if (file === undefined) {
    const { askNew } = await import("./ask-new.ts");
    const asked = await askNew(context);
    if (asked === undefined) {
      const about = commands.find(({ name }) => name === "new");
      return refuse(context, [{ code: "usage/answers-missing", severity: "error", reason: "`new` needs an answers file where nobody can be asked.", remedy: `${NAME} new my-platform --answers FILE; at a terminal it asks.` }], about && commandHelp(about));
    }
    if ("exitCode" in asked) return asked.exitCode;
    return "text" in asked ? { file: PLATFORM_YAML, ...asked } : refuse(context, asked.findings);
  }
  const input = readInput(file);
  return input.text === undefined ? refuse(context, input.findings) : { file, text: input.text, written: () => undefined };
}

/** What a person does while everything else waits for ids. */
function firstSteps(folder: string): string {
  return ["Everything else waits for the ids that Azure gives:", ...columns([
    [`${folder === "." ? "" : `${folder}/`}cloud/azure/README.md`, "how they are made; put them into platform.yaml"],
    [`${invocation(process.env)} update${folder === "." ? "" : ` ${shellWord(folder)}`}`, "then writes the rest"],
  ])].join("\n");
}

function nextSteps(folder: string, clusters: readonly string[]): string {
  const first = clusters[0] ?? "";
  const read = columns([
    [`docs/decisions/${first}.md`, "why it is sized as it is, and what can never change"],
    [`clusters/${first}/README.md`, "what must exist, and the commands that install it"],
    ["docs/architecture.md", "who talks to whom"],
  ]);
  const then = columns([
    [`${folder === "." ? "" : `cd ${shellWord(folder)} && `}git init && git add . && git commit -m 'Temporal platform'`, ""],
    [`${invocation(process.env)} check`, "in CI: is it up to date?"],
    [`${invocation(process.env)} update`, "after a change of platform.yaml or of this tool"],
  ]);
  return ["Read first:", ...read, "", "Then:", ...then].join("\n");
}

/** Two columns as wide as standard error. */
const columns = (rows: readonly (readonly [string, string])[]): string[] => twoColumns(rows, process.stderr.isTTY ? process.stderr.columns || 80 : undefined);
