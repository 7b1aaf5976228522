import type { Finding } from "../finding.ts";
import { outline, parsePath, type Part, type Path } from "../document/index.ts";
import { nearest } from "../nearest.ts";
import { digest } from "./digest.ts";
import { follow } from "./follow.ts";
import { JSON_PARTS, outlineJson } from "./json-parts.ts";
import { identitiesOf } from "./list-identity.ts";
import { namesOfDocuments, severalDocuments } from "./merge-yaml.ts";
import { at, YAML, type Dialect, type Identities, type Sides } from "./parts.ts";
import type { Plan, PlanInput, Step } from "./plan.ts";
import { decodeText, plainOf, styledLike, styleOf, withStyle } from "./text.ts";

/**
 * A person's text with the platform's values at the given paths; a value that the platform has not goes.
 * @param base what both stem from, where it is known: what a thing is called in a path can depend on it
 * @param paths as findings name them: `spec.replicas`, `spec.containers.app.image`, `spec.rules[0]`, `/Service/temporal/web.spec` where a file has several documents
 * @returns the text, or the first path that neither text has
 */
export function takeFrom(mine: string, theirs: string, paths: readonly string[], base = ""): { readonly text: string } | { readonly missing: string } {
  let text = mine;
  for (const path of paths) {
    const json = [base, text, theirs].map(outlineJson);
    const dialect = json[1] && json[2] ? JSON_PARTS : YAML;
    const [b = [], m, t] = dialect === YAML ? [base, text, theirs].map((each) => outline(each)) : json.map((part) => (part ? [part] : []));
    const steps = parsePath(path);
    const taken = m && t && steps && steps.length > 0 ? inDocuments({ base: b, mine: m, theirs: t }, steps, dialect) : undefined;
    if (taken === undefined) return { missing: path };
    text = taken.map(dialect.textOf).join("");
  }
  return { text };
}

function inDocuments(sides: Sides, steps: Path, dialect: Dialect): readonly Part[] | undefined {
  const names = namesOfDocuments(sides);
  const root: Sided = { base: document(sides.base), mine: document(sides.mine), theirs: document(sides.theirs) };
  if (names && severalDocuments(sides)) {
    const taken = children(root, names, steps, "", dialect);
    if (taken) return taken.map((part, index) => (index > 0 && !/^---/m.test(part.head) ? { ...part, head: `---\n${part.head}` } : part));
  }
  // Without a name, the first document of which both have the beginning of the path, or one of them all of it.
  for (const [index, part] of sides.mine.entries()) {
    const now = sides.theirs[index];
    const taken = now && within({ base: sides.base[index] ?? now, mine: part, theirs: now }, steps, "", dialect);
    if (taken !== undefined) return sides.mine.with(index, taken);
  }
  return undefined;
}

interface Sided {
  readonly base: Part;
  readonly mine: Part;
  readonly theirs: Part;
}

/** Documents as the children of one part. */
const document = (parts: readonly Part[]): Part => ({ key: "", kind: "list", lead: "", head: "", value: "", tail: "", children: parts, column: 0, data: undefined });

function within(parts: Sided, steps: Path, field: string, dialect: Dialect): Part | undefined {
  if (parts.mine.kind === "leaf") return undefined;
  const taken = children(parts, namesOf(parts, field), steps, field, dialect);
  return taken && dialect.withChildren(parts.mine, taken, undefined);
}

function children(parts: Sided, names: NonNullable<Identities>, [step, ...rest]: Path, field: string, dialect: Dialect): readonly Part[] | undefined {
  if (step === undefined) return undefined;
  const { base, mine, theirs } = parts;
  const [first, here, there] = [names.base.indexOf(String(step)), names.mine.indexOf(String(step)), names.theirs.indexOf(String(step))];
  const [old, now] = [mine.children[here], theirs.children[there]];
  const column = mine.children[0]?.column ?? 0;
  if (rest.length > 0) {
    const inner = old && now && within({ base: base.children[first] ?? now, mine: old, theirs: now }, rest, mine.kind === "map" ? String(step) : field, dialect);
    return inner && mine.children.with(here, inner);
  }
  if (old !== undefined && now !== undefined) return mine.children.with(here, at(now, column, old));
  if (old !== undefined) return mine.children.length > 1 ? mine.children.toSpliced(here, 1) : undefined;
  if (now === undefined) return undefined;
  const before = names.theirs.slice(0, there).findLast((name) => names.mine.includes(name));
  return mine.children.toSpliced(before === undefined ? 0 : names.mine.indexOf(before) + 1, 0, at(now, column));
}

/** What children are called in a path: keys of a map, identities of a list, or indices. */
function namesOf({ base, mine, theirs }: Sided, field: string): NonNullable<Identities> {
  const sides: Sides = { base: base.children, mine: mine.children, theirs: theirs.children };
  const each = (name: (part: Part, index: number) => string): NonNullable<Identities> => ({ base: sides.base.map(name), mine: sides.mine.map(name), theirs: sides.theirs.map(name) });
  if (mine.kind === "map") return each(({ key }) => key);
  return identitiesOf(field, sides) ?? each((_, index) => String(index));
}

/**
 * The plan with the platform's text or values where a person asked for them; the findings about those places go.
 * @param said `FILE` for a whole file, `FILE:PATH` for one value in it. A colon is in no path that we emit.
 * @returns the plan; or a finding (`plan/nothing-to-take`) for the first that is not there
 */
export function withTaken(plan: Plan, input: PlanInput, said: readonly string[]): Plan {
  if (said.length === 0) return plan;
  // What moved is named where it lives now.
  const { base, mine, theirs } = follow(input).input;
  return said.reduce<Plan>((before, each) => {
    const colon = each.indexOf(":");
    const [file, path] = colon < 0 ? [each, undefined] : [each.slice(0, colon), each.slice(colon + 1)];
    const [ours, disk, step] = [theirs.get(file), mine.get(file), before.steps.find((one) => one.path === file)];
    const content = disk?.kind === "file" ? decodeText(disk.bytes) : undefined;
    if (ours === undefined || step === undefined || (path !== undefined && content === undefined)) return refused(before, each, nearest(file, [...theirs.keys()]));
    if (path === undefined && disk !== undefined && disk.kind !== "file") return refused(before, each, undefined);
    const now = step.text ?? content ?? "";
    const taken = path === undefined ? { text: withStyle(ours.text, styleOf(now)) } : styled(now, (text) => takeFrom(text, ours.text, [path], base.get(file)?.[0]));
    if ("missing" in taken) return refused(before, each, undefined);
    const because = "the platform's, as you asked";
    const made: Step = disk === undefined || (step.action === "write" && step.before === undefined) ? { path: file, action: "write", because, text: taken.text, executable: ours.executable } : { path: file, action: taken.text === content ? "keep" : "merge", because, ...(taken.text !== content && { text: taken.text }), before: digest(disk.bytes) };
    return {
      ...before,
      steps: before.steps.map((one) => (one === step ? made : one)),
      findings: before.findings.filter((finding) => finding.file !== file || (path !== undefined && finding.path !== path)),
    };
  }, plan);
}

/** Structure is read without byte order mark and carriage returns, which come back. */
function styled(text: string, change: (content: string) => ReturnType<typeof takeFrom>): ReturnType<typeof takeFrom> {
  const changed = change(plainOf(text));
  return "missing" in changed ? changed : { text: styledLike(changed.text, text) };
}

function refused(plan: Plan, said: string, close: string | undefined): Plan {
  const finding: Finding = { code: "plan/nothing-to-take", severity: "error", reason: `\`--take ${said}\` names nothing that the platform emits and you have.`, remedy: close === undefined ? "Write FILE, or FILE:PATH as a conflict names it." : `Did you mean ${close}?` };
  return { ...plan, findings: [...plan.findings, finding] };
}
