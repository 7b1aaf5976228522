import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { applyUpdate, readRepository, readTree, recover, refuseUpdate, type Repository } from "../apply/index.ts";
import { isError, type Finding } from "../finding.ts";
import { onlyAt, pendingPaths, plan, withTaken, type MineFile, type Plan, type PlanInput } from "../plan/index.ts";
import type { Tree, TreeFile } from "../tree.ts";
import { verify } from "../verify/index.ts";
import { accept } from "./accept.ts";
import type { Context } from "./context.ts";
import { expectFiles } from "./engine.ts";
import { EXIT } from "./exit-codes.ts";
import { expectationsOf } from "./expectations.ts";
import { readInput } from "./files.ts";
import { generate, type Generated } from "./generate.ts";
import { changedDeclarations } from "./declared-changes.ts";
import { newerRecord } from "./newer.ts";
import { codeOf, finish, printPlan, refuse } from "./outcome.ts";
import { onDisk, PLATFORM_YAML } from "./platform-yaml.ts";
import { provenance, provenanceOfPart } from "./provenance.ts";
import { readings } from "./readings.ts";
import { refusedChanges } from "./refusals.ts";
import { skippedSets } from "./upgrade-way.ts";
import { changesSomething, countSteps } from "./show-plan.ts";
import { NAME } from "./version.ts";

/** `update`: answers, record and the repository as it is become a plan; its result is verified, then applied all or nothing. */
export async function run(context: Context): Promise<number> {
  const target = resolve(context.positionals[0] ?? ".");
  // A dry run leaves even an interrupted run as it is.
  const dry = context.on("dry-run") || context.on("check");
  const recovered = dry ? [] : await recover(target);
  if (recovered.some(isError)) return refuse(context, recovered);
  const file = join(context.positionals[0] ?? ".", PLATFORM_YAML);
  const input = readInput(context.option("answers") ?? file);
  if (input.text === undefined) return refuse(context, input.findings);
  const text = input.text;
  const source = (name: string) => (name === (context.option("answers") ?? file) ? text : undefined);
  context.step("rendering");
  const { generated, findings } = generate(text, context.option("answers") ?? file);
  if (generated === undefined) return refuse(context, findings, undefined, source);
  expectFiles(generated.tree.size);

  const repository = readRepository(target, [...generated.tree.keys(), PLATFORM_YAML]);
  const refusals = [...repository.findings, ...refusalsOf(context, repository, generated, file)];
  if (refusals.some(isError)) return refuse(context, refusals, undefined, source);
  const disk = readTree(target, repository.mine);
  const known = new Set([...repository.base.keys(), ...repository.mine.keys(), ...generated.tree.keys(), PLATFORM_YAML]);
  const planInput: PlanInput = {
    base: repository.base,
    emitted: repository.emitted,
    mine: repository.mine,
    theirs: generated.tree,
    beside: new Map([...disk.tree].filter(([path]) => !known.has(path))),
    partial: generated.waiting,
    answersFile: { path: PLATFORM_YAML, before: onDisk(repository), after: generated.platformYaml, ...whyOf(generated) },
  };
  const whole = withTaken(plan(planInput), planInput, context.options("take"));
  const { plan: planned, waiting } = onlyAt(whole, planInput, context.options("only"));
  const outside = waiting === 0 ? [] : takenOutside(planned, context.options("take"));
  if ([...planned.findings, ...outside].some(isError)) return refuse(context, [...planned.findings, ...outside]);
  const accepted = context.options("accept-permanent-change");
  const declared = changedDeclarations(planned, filesOf(planInput), generated.tree, generated.model.clusters, accepted, new Set(refusals.flatMap(({ path }) => path ?? [])));
  if (declared.some(isError)) return refuse(context, [...refusals, ...declared], undefined, source);
  context.step("verifying");
  const { blocking, reported } = await verifyResult(disk, planned, generated, repository);
  if (blocking.length > 0) return finish(context, EXIT.verification, planned, blocking);

  const all = [...recovered, ...findings, ...refusals, ...declared, ...(await unaccepted(reported, disk.tree))];
  const impossible = dry ? refuseUpdate(target, planned) : [];
  if (impossible.some(isError)) return refuse(context, impossible);
  if (dry || context.on("diff")) printPlan(context, planned, filesOf(planInput));
  if (context.on("check")) return finish(context, pendingPaths(planned, planInput).length > 0 ? EXIT.updateAvailable : EXIT.ok, planned, all, source);
  const exitCode = codeOf(planned);
  if (dry) return finish(context, exitCode, planned, all, source);
  context.step("writing");
  const applied = await applyUpdate(target, planned, waiting > 0 ? provenanceOfPart(generated, repository.lock, planned) : provenance(generated, repository.lock), randomBytes(6).toString("hex"));
  if (applied.some(isError)) return finish(context, EXIT.invalid, planned, [...all, ...applied], source);
  if (!context.json && !(context.on("diff") && changesSomething(planned))) context.say(changesSomething(planned) || exitCode === EXIT.conflicts ? `${countSteps(planned)}.` : generated.waiting ? "Nothing to change in what is written while ids are awaited." : "Nothing to change: the repository is up to date.");
  if (!context.json && waiting > 0) context.say(`${waiting} more ${waiting === 1 ? "file waits" : "files wait"}, as you asked: ${NAME} update`);
  const next = exitCode === EXIT.ok && changesSomething(planned) && !generated.waiting ? "Next: read it with git diff, commit, push. The clusters follow what is merged." : "";
  return finish(context, exitCode, planned, [...all, ...applied], source, next);
}

/** What makes an update impossible: no record, a permanent choice that changed, a state that skips a step. */
function refusalsOf(context: Context, repository: Repository, generated: Generated, file: string): Finding[] {
  if (!repository.recorded) {
    return [{ code: "record/missing", severity: "error", file, reason: "This folder has no record of an earlier run, so an update could not tell your edits from its own.", remedy: `Restore .temporal-platform from Git, or rebuild it: ${NAME} adopt.` }];
  }
  const newer = newerRecord(repository.lock);
  if (newer.length > 0) return newer;
  const skipped = skippedSets(repository.lock);
  if (skipped.length > 0) return skipped;
  return refusedChanges(repository.lock, generated, context.options("accept-permanent-change"), file);
}

/**
 * Verifies what the repository will be. Only a fault of what we emit blocks; what stems from a person's edit, and so
 * is not there without it, is reported: one old edit must not stop all upgrades.
 */
async function verifyResult(disk: ReturnType<typeof readTree>, planned: Plan, { tree, model }: Generated, { base }: Repository): Promise<{ blocking: Finding[]; reported: Finding[] }> {
  const expectations = expectationsOf(model);
  const unread = disk.findings.filter(({ code }) => code !== "apply/passed-over");
  const result = resultOf(disk.tree, planned, tree);
  const found = await verify(result, expectations, readings, { before: disk.tree });
  if (!found.some(isError)) return { blocking: [], reported: [...unread, ...found] };
  const ours = await verify(tree, expectations, readings, { before: new Map([...base].flatMap(([path, [text]]) => (text === undefined ? [] : [[path, { text }]]))) });
  // A change is ours only where it is a change: a person may have made it before.
  const seen = new Set(found.map(keyOf));
  const blocking = ours.filter((finding) => isError(finding) && (finding.code !== "verify/transition" || seen.has(keyOf(finding))));
  const known = new Set(ours.map(keyOf));
  return { blocking, reported: [...unread, ...found.filter((finding) => !known.has(keyOf(finding))).map((finding): Finding => ({ ...finding, severity: finding.severity === "error" ? "warning" : finding.severity }))] };
}

/** Without what somebody has decided to live with. Whether acceptances still hold is said by `verify`. */
async function unaccepted(reported: readonly Finding[], tree: Tree): Promise<readonly Finding[]> {
  const { findings } = await accept(reported, tree, true, new Date().toISOString().slice(0, 10));
  return findings.filter((finding) => reported.includes(finding));
}

/** What was asked to be taken, and is not in the part that was asked for: it would be forgotten without a word. */
const takenOutside = (part: Plan, said: readonly string[]): Finding[] =>
  said
    .filter((each) => !part.steps.some(({ path }) => path === each.split(":")[0]))
    .map((each) => ({ code: "plan/nothing-to-take", severity: "error", reason: `\`--take ${each}\` lies outside of what \`--only\` names.`, remedy: "Name its file with `--only` too, or take it with an update of everything." }));

/** The plan says when the format of the answers changes. */
const whyOf = ({ migrated }: Generated): { readonly why?: string } => (migrated.length === 0 ? {} : { why: migrated.map(({ reason }) => reason).join(" ") });

/** Every file that a step may be about: those at our paths, and those that something of ours was moved to. */
const filesOf = ({ mine, beside }: PlanInput): ReadonlyMap<string, MineFile> =>
  new Map([...[...(beside ?? [])].map(([path, { text, executable }]): [string, MineFile] => [path, { bytes: Buffer.from(text), kind: "file", executable }]), ...mine]);

const keyOf = ({ code, file, path, reason }: Finding): string => JSON.stringify([code, file, path, reason]);

/** The repository after the plan: what is on disk, with the plan's texts laid over it. */
function resultOf(disk: Tree, planned: Plan, theirs: Tree): Tree {
  const result = new Map<string, TreeFile>(disk);
  for (const { path, action, text, executable } of planned.steps) {
    if (action === "remove") result.delete(path);
    else if (text !== undefined) result.set(path, { text, executable: executable ?? false, ownership: theirs.get(path)?.ownership ?? "generated" });
  }
  return result;
}
