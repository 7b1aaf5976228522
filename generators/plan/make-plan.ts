import { compare, sortFindings, type Finding } from "../finding.ts";
import type { TreeFile } from "../tree.ts";
import { decide, type Decision, type Facts } from "./decide.ts";
import { describeClash, describeFault, describeLostBase, describeNotAFile, describeOrphan, describeStranger } from "./describe.ts";
import { diffLines } from "./diff-lines.ts";
import { digest } from "./digest.ts";
import { follow, type Followed } from "./follow.ts";
import { mergeText } from "./merge-text.ts";
import type { AnswersFile, Emitted, MineFile, Plan, PlanInput, Step } from "./plan.ts";
import { decodeText, splitLines, styleOf, withStyle, withoutStyle } from "./text.ts";

/** One path with everything known about it. */
interface Subject {
  readonly path: string;
  readonly theirs: TreeFile | undefined;
  readonly former: Emitted | undefined;
  readonly mine: MineFile | undefined;
  /** Undefined when there is no file or when its bytes are no UTF-8. */
  readonly mineText: string | undefined;
  /** The emitted text that mine stems from; of several the one nearest to it. */
  readonly base: string | undefined;
  readonly executable: boolean;
  readonly facts: Facts;
}

interface Result {
  readonly step: Step;
  readonly findings: readonly Finding[];
}

/**
 * Decides what happens to every path of base and theirs: a three-way comparison of whole files, merged by lines
 * where both sides changed one. Pure; what is on disk comes in as `mine`. `new` is a plan with empty base and mine.
 */
export function plan(input: PlanInput): Plan {
  const { answersFile } = input;
  const followed = follow(input);
  const now = followed.input;
  const paths = new Set([...now.base.keys(), ...now.theirs.keys(), ...followed.because.keys()]);
  const results: Result[] = [];
  const base = new Map<string, string>();
  const emitted = new Map<string, Emitted>();
  if (answersFile) {
    paths.delete(answersFile.path);
    results.push({ step: answersStep(answersFile), findings: [] });
  }
  for (const path of [...paths].sort(compare)) {
    const subject = examine(path, now);
    const because = followed.because.get(path);
    const decision = decide(subject.facts);
    const file = input.theirs.get(path);
    if (because === undefined) results.push(settle(subject, decision));
    else if (subject.facts.emitted === "no" && subject.facts.recorded === "no") results.push(leave(path, because, input, followed));
    else results.push(settleMoved(settle(subject, decision), because, input, now));
    const text = because === undefined ? nextBase(subject) : file && (file.ownership === "once" ? (input.base.get(path)?.[0] ?? file.text) : file.text);
    const recorded = because === undefined ? subject.theirs : file;
    if (text === undefined || !recorded) continue;
    base.set(path, text);
    emitted.set(path, { executable: recorded.executable, ownership: recorded.ownership });
  }
  return {
    steps: results.map(({ step }) => withMode(step, input.mine.get(step.path))).sort((a, b) => compare(a.path, b.path)),
    base,
    emitted,
    ...(answersFile && { answersFile }),
    ...(followed.together.length > 0 && { together: followed.together }),
    findings: sortFindings([...followed.findings, ...results.flatMap((result) => result.findings)]),
  };
}

/** A mode that is not ours to change is not said: what a person makes of it until the step is carried out stays. */
function withMode(step: Step, mine: MineFile | undefined): Step {
  if (step.before === undefined || step.executable !== mine?.executable) return step;
  const { executable: _, ...rest } = step;
  return rest;
}

/** A path that nothing of ours lives at any more: what is left of its file stays, and a file of which nothing is left goes. */
function leave(path: string, because: string, input: PlanInput, { input: now, findings }: Followed): Result {
  const [was, is] = [input.mine.get(path), now.mine.get(path)];
  const refused = findings.some(({ code, file }) => code === "plan/conflict" && file === path);
  if (was === undefined || was === is) return { step: { path, action: refused ? "conflict" : "keep", because: because === "" ? "deleted by you" : because }, findings: [] };
  if (is === undefined) return { step: { path, action: "remove", because, before: digest(was.bytes) }, findings: [] };
  return { step: { path, action: "merge", because, text: decodeText(is.bytes) ?? "", executable: was.executable, before: digest(was.bytes) }, findings: [] };
}

/** A step that was decided on texts which are not on disk like that, as one on what is. */
function settleMoved({ step, findings }: Result, because: string, input: PlanInput, now: PlanInput): Result {
  const [was, is] = [input.mine.get(step.path), now.mine.get(step.path)];
  const real = was ?? (input.beside?.has(step.path) === true ? is : undefined);
  const reason = because === "" ? step.because : because;
  // All that was left of the file lives elsewhere now; what is emitted here a person has deleted.
  if (is === undefined && was !== undefined) return { step: { path: step.path, action: "remove", because: reason, before: digest(was.bytes) }, findings };
  if (is === undefined || real === is) return { step: { ...step, because: step.action === "remove" ? step.because : reason }, findings };
  const text = step.text ?? decodeText(is.bytes) ?? "";
  const executable = step.executable ?? is.executable;
  if (real === undefined) return { step: { path: step.path, action: "write", because: reason, text, executable }, findings };
  return { step: { path: step.path, action: "merge", because: reason, text, executable, before: digest(real.bytes) }, findings };
}

function examine(path: string, { base, mine, theirs, partial, emitted }: PlanInput): Subject {
  const former = emitted?.get(path);
  const candidates = base.get(path);
  const file = mine.get(path);
  const mineText = file?.kind === "file" ? decodeText(file.bytes) : undefined;
  const content = mineText === undefined ? undefined : withoutStyle(mineText);
  const nearest = nearestTo(content, candidates ?? []);
  const now = theirs.get(path) ?? (partial === true && nearest !== undefined && former ? { text: nearest, ...former } : undefined);
  const executable = modeAfter(former, file, now);
  const ours = nearest === now?.text && (former?.executable ?? now?.executable) === now?.executable ? "same" : "changed";
  const facts: Facts = {
    emitted: now ? "yes" : "no",
    ownership: now?.ownership ?? former?.ownership ?? "generated",
    recorded: candidates === undefined ? "no" : candidates.length === 0 ? "lost" : "yes",
    disk: diskState(file, content, nearest, now, executable),
    ours,
  };
  return { path, theirs: now, former, mine: file, mineText, base: nearest, executable, facts };
}

/** The mode three ways: ours counts only where we changed it, so that a checkout without modes is no edit. */
function modeAfter(former: Emitted | undefined, mine: MineFile | undefined, theirs: TreeFile | undefined): boolean {
  if (mine === undefined) return theirs?.executable ?? false;
  return theirs === undefined || former === undefined || former.executable === theirs.executable ? mine.executable : theirs.executable;
}

function diskState(file: MineFile | undefined, content: string | undefined, base: string | undefined, theirs: TreeFile | undefined, executable: boolean): Facts["disk"] {
  if (file === undefined) return "absent";
  if (file.kind !== "file") return "not-a-file";
  if (content === undefined) return "edited";
  if (content === theirs?.text && executable === file.executable) return "as-theirs";
  return content === base ? "as-base" : "edited";
}

function nearestTo(content: string | undefined, candidates: readonly string[]): string | undefined {
  if (content === undefined || candidates.length < 2 || candidates.includes(content)) {
    return content !== undefined && candidates.includes(content) ? content : candidates[0];
  }
  const lines = content.split("\n");
  const distance = (text: string) => diffLines(text.split("\n"), lines).reduce((sum, hunk) => sum + hunk.aLength + hunk.bLength, 0);
  const ranked = candidates.map((text) => ({ text, distance: distance(text) })).sort((a, b) => a.distance - b.distance || compare(a.text, b.text));
  return ranked[0]?.text;
}

function settle(subject: Subject, { action, because }: Decision): Result {
  const { path, theirs, mine, mineText, executable } = subject;
  const before = mine ? digest(mine.bytes) : "";
  switch (action) {
    case "write":
      return { step: { path, action, because, text: theirs?.text ?? "", executable }, findings: [] };
    case "replace":
      return { step: { path, action, because, text: withStyle(theirs?.text ?? "", styleOf(mineText ?? "")), executable, before }, findings: [] };
    case "remove":
      return { step: { path, action, because, before }, findings: [] };
    case "merge":
      return merge(subject, because, before);
    case "conflict":
      return { step: { path, action, because }, findings: [describeStranger(path, firstDifference(subject), because)] };
    case "keep":
      return { step: { path, action, because, ...(mine && mine.kind !== "file" && { notAFile: true }) }, findings: findingsOfKept(subject, because) };
    case "unchanged":
      return { step: { path, action, because }, findings: [] };
  }
}

function merge({ path, base, mineText, mine, theirs, executable }: Subject, because: string, before: string): Result {
  if (mineText === undefined || base === undefined || theirs === undefined) {
    const reason = "edited by you into something that is no UTF-8 text, changed by us";
    return { step: { path, action: "conflict", because: reason }, findings: [describeStranger(path, 1, reason)] };
  }
  const merged = mergeText(path, base, mineText, theirs.text);
  if ("fault" in merged) {
    return { step: { path, action: "conflict", because: "edited by you and changed by us in ways that do not fit together" }, findings: [describeFault(path, merged.line, merged.fault)] };
  }
  const findings = merged.clashes.map((clash) => describeClash(path, clash));
  if (findings.length > 0 && (merged.text === undefined || merged.text === mineText) && executable === mine?.executable) {
    return { step: { path, action: "conflict", because: "edited by you and changed by us in the same place" }, findings };
  }
  if (findings.length > 0) return { step: { path, action: "merge", because: "edited by you and changed by us, yours stays where both changed the same", text: merged.text ?? mineText, executable, before }, findings };
  if (merged.text === mineText && executable === mine?.executable) {
    return { step: { path, action: "keep", because: "edited by you, and our change is already in it" }, findings: [] };
  }
  return { step: { path, action: "merge", because, text: merged.text ?? "", executable, before }, findings: [] };
}

function findingsOfKept({ path, facts, mine, theirs }: Subject, because: string): Finding[] {
  if (mine && mine.kind !== "file") {
    const settled = theirs !== undefined && facts.recorded !== "no" && (facts.ours === "same" || facts.ownership === "once");
    return settled ? [] : [describeNotAFile(path, mine.kind, theirs !== undefined)];
  }
  if (theirs === undefined) return [describeOrphan(path, because)];
  const unknown = facts.recorded === "lost" && facts.disk !== "absent" && facts.ownership === "generated";
  return unknown ? [describeLostBase(path)] : [];
}

function firstDifference({ mineText, theirs }: Subject): number {
  if (mineText === undefined || theirs === undefined) return 1;
  const [mine, ours] = [withoutStyle(mineText), theirs.text].map((text) => splitLines(text)) as [ReturnType<typeof splitLines>, ReturnType<typeof splitLines>];
  const index = mine.findIndex((line, i) => line.text !== ours[i]?.text || line.end !== ours[i]?.end);
  return Math.max(1, index < 0 ? mine.length : index + 1);
}

/**
 * The text that the next update takes for emitted. A file written once keeps its first text. A path that could not be
 * written because something else is in its place is not recorded: it would count as deleted once the place is free.
 */
function nextBase({ facts, theirs, base }: Subject): string | undefined {
  if (theirs === undefined || (facts.recorded === "no" && facts.disk === "not-a-file")) return undefined;
  return theirs.ownership === "once" ? (base ?? theirs.text) : theirs.text;
}

function answersStep({ path, before, after, why }: AnswersFile): Step {
  if (before === undefined) return { path, action: "write", because: "your answers", text: after, executable: false };
  if (before === after) return { path, action: "unchanged", because: "your answers, nothing to fill in" };
  return { path, action: "replace", because: `your answers, ${why ?? "with the frozen choices filled in"}`, text: after, before: digest(before) };
}
