import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { applyUpdate, digestsByPath, readLock, readMine, readObjects, recover, type Lock } from "../apply/index.ts";
import { isError, sortFindings, type Finding } from "../finding.ts";
import { adopt, digest, type Adopted, type Emitted, type Plan, type Verdict } from "../plan/index.ts";
import { adoptedProvenance, refusedAdoption } from "./adopt-choices.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { readInput } from "./files.ts";
import { generate } from "./generate.ts";
import { refuse } from "./outcome.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";
import { NAME } from "./version.ts";

/** `adopt`: rebuilds the record of a repository from the answers and from what is there. Nothing else in the tree changes. */
export async function run(context: Context): Promise<number> {
  const folder = context.positionals[0] ?? ".";
  const root = resolve(folder);
  const recovered = context.on("dry-run") ? [] : await recover(root);
  if (recovered.some(isError)) return refuse(context, recovered);
  const file = join(folder, PLATFORM_YAML);
  const input = readInput(file);
  if (input.text === undefined) return refuse(context, input.findings);
  const text = input.text;
  const source = (name: string) => (name === file ? text : undefined);
  const { generated, findings } = generate(text, file);
  if (generated === undefined) return refuse(context, findings, undefined, source);

  if (generated.waiting) return refuse(context, [...findings, WAITING]);
  const { recorded, lock, findings: faults } = readLock(root);
  const usable = recorded && !faults.some(isError);
  const { mine, findings: unread } = readMine(root, new Set([...generated.tree.keys(), ...lock.files.map(({ path }) => path)]));
  const { objects, findings: broken } = readObjects(root);
  const refusals = [...unread, ...broken, ...refusedAdoption(generated, usable ? lock : undefined, mine, context.options("accept-permanent-change"), file)];
  if (refusals.some(isError)) return refuse(context, refusals, undefined, source);

  const adopted = adopt(generated.tree, { mine, recorded: usable ? digestsByPath(lock.files) : undefined, former: formerOf(lock), objects });
  const whole = usable && lock.files.every(({ sha256 }) => objects.has(sha256));
  const notes = [...recovered, ...faults.map(asWarning), ...refusals, ...findings];
  if (whole) return end(context, adopted, [...notes, WHOLE], false);
  const told = [...notes, ...describe(adopted)];
  if (context.on("dry-run")) return end(context, adopted, told, true);
  const plan: Plan = { steps: [], base: adopted.base, emitted: adopted.emitted, findings: [] };
  const applied = await applyUpdate(root, plan, adoptedProvenance(generated, text, adopted, usable ? lock : undefined), randomBytes(6).toString("hex"));
  if (applied.some(isError)) return refuse(context, [...told, ...applied]);
  return end(context, adopted, [...told, ...applied], true);
}

/** A lock that cannot be read is as good as none, and that it was there is told. */
const asWarning = (finding: Finding): Finding => ({ ...finding, severity: "warning", remedy: "What it said is lost; the record is built anew from what is there." });

const WAITING: Finding = { code: "adopt/waiting", severity: "error", reason: "While ids are awaited only a part is emitted, and everything else would be taken for yours.", remedy: "Write the ids into platform.yaml first." };
const WHOLE: Finding = { code: "adopt/record-whole", severity: "info", reason: "The record is complete, so there is nothing to rebuild.", remedy: `${NAME} check says what is edited, and whether an update is available.` };

const formerOf = ({ files }: Lock): ReadonlyMap<string, Emitted> => new Map(files.map(({ path, executable, ownership }) => [path, { executable, ownership }]));

/** What each verdict means to the person whose repository it is; without one there is nothing to tell. */
const TOLD: Readonly<Partial<Record<Verdict, readonly [code: string, severity: Finding["severity"], reason: string, remedy: string]>>> = {
  assumed: ["adopt/assumed-edit", "warning", "This file is not as it is emitted now, and what was emitted is lost: from now on every difference counts as your edit, and updates keep it.", `Read \`git diff\` after \`${NAME} update --take FILE\` for what may be old text of the platform rather than yours.`],
  likely: ["adopt/likely-base", "warning", "This file is edited. Which text was emitted here is lost; of the texts left in the base the one most like it is taken.", "Review this file after the next update."],
  missing: ["adopt/missing", "warning", "This file is emitted and not here. Whether you deleted it is lost, so the next update writes it.", "If you do not want it, delete it after that update: then it stays away."],
  released: ["adopt/released", "info", "The platform does not emit this file any more, and its emitted text is lost: it is yours alone from now on.", "Delete it if you do not need it."],
};

function describe({ verdicts }: Adopted): Finding[] {
  return [...verdicts].flatMap(([file, verdict]) => {
    const told = TOLD[verdict];
    if (told === undefined) return [];
    const [code, severity, reason, remedy] = told;
    return [{ code, severity, file, reason, remedy }];
  });
}

const WORDS: Readonly<Record<Verdict, string>> = {
  "as-emitted": "as emitted",
  older: "as emitted earlier",
  edited: "edited by you",
  likely: "edited by you, probably",
  assumed: "different, counted as your edits",
  deleted: "deleted by you",
  missing: "missing",
  once: "written once, yours",
  released: "no longer the platform's",
};

function end(context: Context, { base, verdicts }: Adopted, findings: readonly Finding[], rebuilt: boolean): number {
  context.report(findings);
  const counts = new Map<Verdict, number>();
  for (const verdict of verdicts.values()) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const dryRun = context.on("dry-run");
  if (context.json) {
    const files = [...verdicts].map(([path, verdict]) => ({ path, verdict, ...(base.has(path) && { sha256: digest(base.get(path) ?? "") }) }));
    context.data(JSON.stringify({ exitCode: EXIT.ok, rebuilt: rebuilt && !dryRun, dryRun, files, findings: sortFindings(findings) }, null, 2));
  } else {
    context.say(`${(Object.keys(WORDS) as Verdict[]).flatMap((verdict) => (counts.has(verdict) ? [`${counts.get(verdict)} ${WORDS[verdict]}`] : [])).join(", ")}.`);
    if (rebuilt) context.say(dryRun ? "Nothing was written." : `The record is rebuilt; commit .temporal-platform. Then: ${NAME} update --diff`);
  }
  return EXIT.ok;
}
