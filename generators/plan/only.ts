import { nearest } from "../nearest.ts";
import type { Plan, PlanInput, Step } from "./plan.ts";

/**
 * The part of a plan at the given paths; everything else is left to a later plan, which finds it as this one did: its files and
 * what the record says of them stay. The answers file always belongs to it. Where nothing is left over it is the whole plan.
 * @param asked files or folders from the root of the repository; `.` is all of it
 * @returns the plan, and how many paths wait; an error among the findings (`plan/nothing-there`) for a path that no step is about
 */
export function onlyAt(plan: Plan, input: PlanInput, asked: readonly string[]): { readonly plan: Plan; readonly waiting: number } {
  if (asked.length === 0) return { plan, waiting: 0 };
  const places = asked.map((said) => said.replace(/^(?:\.\/)+|\/+$/g, "").replace(/^\.$/, ""));
  const covers = (place: string, path: string): boolean => place === "" || path === place || path.startsWith(`${place}/`);
  const isNamed = (path: string): boolean => path === plan.answersFile?.path || places.some((place) => covers(place, path));
  const along = withNeighbours(plan.together ?? [], isNamed);
  const isAsked = (path: string): boolean => isNamed(path) || along.has(path);
  const paths = plan.steps.map(({ path }) => path);
  const unknown = places.flatMap((place, index) => (paths.some((path) => covers(place, path)) ? [] : [asked[index] ?? place]));
  if (unknown.length > 0) return { plan: { ...plan, findings: [...plan.findings, ...unknown.map((said) => nothingThere(said, paths))] }, waiting: 0 };

  const waiting = pendingPaths(plan, input).filter((path) => !isAsked(path));
  if (waiting.length === 0) return { plan, waiting: 0 };
  return {
    plan: {
      ...plan,
      steps: plan.steps.filter(({ path }) => isAsked(path)),
      base: new Map([...plan.base].filter(([path]) => isAsked(path))),
      emitted: new Map([...plan.emitted].filter(([path]) => isAsked(path))),
      findings: plan.findings.filter(({ file }) => file === undefined || isAsked(file)),
      held: new Set([...input.base.keys(), ...input.theirs.keys()].filter((path) => !isAsked(path))),
    },
    waiting: waiting.length,
  };
}

/** Paths that belong to a change of which a part was asked for. */
function withNeighbours(groups: readonly (readonly string[])[], isNamed: (path: string) => boolean): ReadonlySet<string> {
  const along = new Set<string>();
  for (let before = -1; along.size > before; ) {
    before = along.size;
    for (const group of groups) if (group.some((path) => isNamed(path) || along.has(path))) for (const path of group) along.add(path);
  }
  return along;
}

/** Paths at which a plan has something to do: on the disk, for a person to decide, or in the record alone. */
export function pendingPaths({ steps, base, emitted }: Plan, input: PlanInput): string[] {
  return steps.flatMap((step) => (changes(step) || step.action === "conflict" || isNews(step) ? [step.path] : []));

  function isNews({ path }: Step): boolean {
    if (path === input.answersFile?.path) return false;
    const [before, now] = [input.base.get(path), base.get(path)];
    if (before === undefined || now === undefined) return before !== undefined || now !== undefined;
    // Of files written once the first text counts for ever, so a text that is lost stays lost.
    if (emitted.get(path)?.ownership === "once") return false;
    const former = input.emitted?.get(path);
    return !before.includes(now) || (former !== undefined && former.executable !== emitted.get(path)?.executable);
  }
}

const changes = ({ action }: Step): boolean => action === "write" || action === "replace" || action === "merge" || action === "remove";

function nothingThere(said: string, paths: readonly string[]) {
  const folders = paths.flatMap((path) => path.split("/").map((_, index, names) => names.slice(0, index + 1).join("/")));
  const close = nearest(said, [...new Set(folders)]);
  return {
    code: "plan/nothing-there",
    severity: "error" as const,
    reason: `\`--only ${said}\` names nothing that the platform emits or emitted.`,
    remedy: close === undefined ? "Write a file or a folder as the plan of `update --dry-run` names them, from the root of the repository." : `Did you mean ${close}?`,
  };
}
