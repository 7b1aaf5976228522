import type { Finding } from "../finding.ts";
import { outline, parsePath, textOf, type Part, type Path } from "../document/index.ts";
import { identify } from "../document/identity.ts";
import { nearest } from "../nearest.ts";
import { digest } from "./digest.ts";
import { follow } from "./follow.ts";
import { identitiesOf } from "./list-identity.ts";
import { at, childrenInPlace } from "./parts.ts";
import type { Plan, PlanInput, Step } from "./plan.ts";
import { decodeText, styleOf, withoutStyle, withStyle } from "./text.ts";

/**
 * A person's text with the platform's values at the given paths; a value that the platform has not goes.
 * @param paths as findings name them: `spec.replicas`, `spec.containers.app.image`, `spec.rules[0]`
 * @returns the text, or the first path that neither text has
 */
export function takeFrom(mine: string, theirs: string, paths: readonly string[]): { readonly text: string } | { readonly missing: string } {
  let text = mine;
  for (const path of paths) {
    const [m, t] = [outline(text), outline(theirs)];
    const steps = parsePath(path);
    const taken = m && t && steps && steps.length > 0 ? inDocuments(m, t, steps) : undefined;
    if (taken === undefined) return { missing: path };
    text = taken.map(textOf).join("");
  }
  return { text };
}

/** The first document of which both have the beginning of the path, or one of them all of it. Resources are paired by identity, others by their place. */
function inDocuments(mine: readonly Part[], theirs: readonly Part[], steps: Path): readonly Part[] | undefined {
  for (const [index, document] of mine.entries()) {
    const key = identify(document.data)?.key;
    const other = key === undefined ? theirs[index] : theirs.find(({ data }) => identify(data)?.key === key);
    const taken = other && within(document, other, steps, "");
    if (taken !== undefined) return mine.with(index, taken);
  }
  return undefined;
}

function within(mine: Part, theirs: Part, [step, ...rest]: Path, field: string): Part | undefined {
  if (step === undefined || mine.kind === "leaf") return undefined;
  const names = namesOf(mine, theirs, field);
  const [here, there] = [names.mine.indexOf(String(step)), names.theirs.indexOf(String(step))];
  const [old, now] = [mine.children[here], theirs.children[there]];
  const column = mine.children[0]?.column ?? 0;
  const put = (children: readonly Part[]): Part => ({ ...mine, children: childrenInPlace(mine, children) });
  if (rest.length > 0) {
    const inner = old && now && within(old, now, rest, mine.kind === "map" ? String(step) : field);
    return inner && put(mine.children.with(here, inner));
  }
  if (old !== undefined && now !== undefined) return put(mine.children.with(here, at(now, column, old)));
  if (old !== undefined) return mine.children.length > 1 ? put(mine.children.toSpliced(here, 1)) : undefined;
  if (now === undefined) return undefined;
  const before = names.theirs.slice(0, there).findLast((name) => names.mine.includes(name));
  return put(mine.children.toSpliced(before === undefined ? 0 : names.mine.indexOf(before) + 1, 0, at(now, column)));
}

/** What children are called in a path: keys of a map, identities of a list, or indices. */
function namesOf(mine: Part, theirs: Part, field: string): { readonly mine: readonly string[]; readonly theirs: readonly string[] } {
  if (mine.kind === "map") return { mine: mine.children.map(({ key }) => key), theirs: theirs.children.map(({ key }) => key) };
  const indices = (parts: readonly Part[]): string[] => parts.map((_, index) => String(index));
  return identitiesOf(field, { base: [], mine: mine.children, theirs: theirs.children }) ?? { mine: indices(mine.children), theirs: indices(theirs.children) };
}

/**
 * The plan with the platform's text or values where a person asked for them; the findings about those places go.
 * @param said `FILE` for a whole file, `FILE:PATH` for one value in it. A colon is in no path that we emit.
 * @returns the plan; or a finding (`plan/nothing-to-take`) for the first that is not there
 */
export function withTaken(plan: Plan, input: PlanInput, said: readonly string[]): Plan {
  if (said.length === 0) return plan;
  // What moved is named where it lives now.
  const { mine, theirs } = follow(input).input;
  return said.reduce<Plan>((before, each) => {
    const colon = each.indexOf(":");
    const [file, path] = colon < 0 ? [each, undefined] : [each.slice(0, colon), each.slice(colon + 1)];
    const [ours, disk, step] = [theirs.get(file), mine.get(file), before.steps.find((one) => one.path === file)];
    const content = disk?.kind === "file" ? decodeText(disk.bytes) : undefined;
    if (ours === undefined || step === undefined || (path !== undefined && content === undefined)) return refused(before, each, nearest(file, [...theirs.keys()]));
    if (path === undefined && disk !== undefined && disk.kind !== "file") return refused(before, each, undefined);
    const now = step.text ?? content ?? "";
    const taken = path === undefined ? { text: withStyle(ours.text, styleOf(now)) } : styled(now, (text) => takeFrom(text, ours.text, [path]));
    if ("missing" in taken) return refused(before, each, undefined);
    const because = "the platform's, as you asked";
    const made: Step = disk === undefined || (step.action === "write" && step.before === undefined) ? { path: file, action: "write", because, text: taken.text, executable: ours.executable } : { path: file, action: taken.text === content ? "keep" : "merge", because, ...(taken.text !== content && { text: taken.text }), executable: disk.executable, before: digest(disk.bytes) };
    return {
      ...before,
      steps: before.steps.map((one) => (one === step ? made : one)),
      findings: before.findings.filter((finding) => finding.file !== file || (path !== undefined && finding.path !== path)),
    };
  }, plan);
}

/** Structure is read without byte order mark and carriage returns, which come back. */
function styled(text: string, change: (content: string) => ReturnType<typeof takeFrom>): ReturnType<typeof takeFrom> {
  const changed = change(withoutStyle(text));
  return "missing" in changed ? changed : { text: withStyle(changed.text, styleOf(text)) };
}

function refused(plan: Plan, said: string, close: string | undefined): Plan {
  const finding: Finding = { code: "plan/nothing-to-take", severity: "error", reason: `\`--take ${said}\` names nothing that the platform emits and you have.`, remedy: close === undefined ? "Write FILE, or FILE:PATH as a conflict names it." : `Did you mean ${close}?` };
  return { ...plan, findings: [...plan.findings, finding] };
}
