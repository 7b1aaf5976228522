import { accessSync, constants, readdirSync } from "node:fs";
import type { Finding } from "../finding.ts";
import type { Plan } from "../plan/index.ts";
import { describeError } from "./faults.ts";
import { finalRoot, locate, notAFolder } from "./locate.ts";
import { look, RECORD_FOLDER } from "./paths.ts";
import { changesDisk, refuseStep } from "./prepare.ts";
import { refuseUnresolved } from "./unmerged.ts";
import { someOf } from "../some-of.ts";

/** Names that a fresh clone has before anything is put into it. */
const FRESH_CLONE = /^(\.git|\.gitignore|\.gitattributes|readme(\..*)?|licen[cs]e(\..*)?|\.ds_store)$/i;

/** Why `applyNew` would not even begin (`apply/not-a-folder`, `apply/not-empty`, `apply/in-the-way`, `apply/path`): what a dry run must refuse too. Writes nothing. */
export function refuseNew(dir: string, plan: Plan): readonly Finding[] {
  try {
    const place = locate(dir);
    if (place.kind === "other") return [notAFolder(place.path)];
    const refused = plan.steps.filter(changesDisk).flatMap((step) => refuseStep(step) ?? []);
    if (refused.length > 0) return refused;
    if (place.kind === "absent") return plan.steps.some((step) => step.before !== undefined) ? [notAFolder(finalRoot(place))] : [];
    const blocked = answersInTheWay(place.root, plan);
    if (blocked.length > 0) return blocked;
    const foreign = foreignEntries(place.root, plan);
    return [...(foreign.length > 0 ? [notEmpty(foreign)] : []), ...otherAnswers(plan)];
  } catch (error) {
    return [describeError(error, `make the repository in ${dir}`)];
  }
}

/** Why no new repository can be made in a folder, whatever it is to hold: asked before anybody answers questions for it. Writes nothing. */
export function refuseFolder(dir: string): readonly Finding[] {
  try {
    const place = locate(dir);
    // What an earlier run left unfinished is cleared up by the next.
    if (place.kind === "folder" && look(place.root, RECORD_FOLDER).status !== undefined) return [];
    if (place.kind !== "other") accessSync(place.kind === "folder" ? place.root : place.parent, constants.W_OK);
    return refuseNew(dir, { steps: [], base: new Map(), emitted: new Map(), findings: [] });
  } catch (error) {
    return [describeError(error, `make the repository in ${dir}`)];
  }
}

/** Why `applyUpdate` would not even begin (`apply/not-a-folder`, `apply/in-the-way`, `apply/unresolved-merge`). Writes nothing. */
export function refuseUpdate(dir: string, plan: Plan): readonly Finding[] {
  try {
    const place = locate(dir);
    return place.kind === "folder" ? [...answersInTheWay(place.root, plan), ...refuseUnresolved(place.root, plan)] : [notAFolder(dir)];
  } catch (error) {
    return [describeError(error, `update the repository in ${dir}`)];
  }
}

/** The answers are the one file that must be written: anything but a regular file there ends the run, where an emitted file would be left alone. */
function answersInTheWay(root: string, { answersFile }: Plan): Finding[] {
  if (answersFile === undefined) return [];
  const { path } = answersFile;
  const { status, through } = look(root, path);
  if (through === undefined && (status === undefined || status.isFile())) return [];
  const isLink = through === undefined ? status?.isSymbolicLink() === true : through.kind === "symlink";
  const place = through?.path ?? path;
  return [
    {
      code: "apply/in-the-way",
      severity: "error",
      file: place,
      reason: isLink ? `${place} is a symbolic link, and nothing is ever written through one.` : `${place} is no ${through ? "folder" : "regular file"}, so the answers cannot be written.`,
      remedy: isLink ? "Put what it points to in its place, as a copy, and run the command again." : "Move it away and run the command again.",
    },
  ];
}

/** What keeps a folder from being taken for an empty one or a fresh clone. The answers and what is as it would be written do not. */
function foreignEntries(root: string, { steps, answersFile }: Plan): string[] {
  const known = new Set(steps.filter(({ action }) => action === "unchanged").map(({ path }) => path));
  return readdirSync(root)
    .filter((name) => !FRESH_CLONE.test(name) && !known.has(name) && name !== answersFile?.path)
    .sort();
}

/** Answers that lie in the folder already are filled in only when they are the ones that were handed in. */
function otherAnswers({ answersFile }: Plan): Finding[] {
  if (answersFile === undefined) return [];
  const { path, before, after, given } = answersFile;
  if (before === undefined || before === given || before === after) return [];
  return [
    {
      code: "apply/not-empty",
      severity: "error",
      file: path,
      reason: `The folder holds another ${path} than the answers that were handed in, and it would be overwritten.`,
      remedy: "Choose another folder, move the file away, or hand in this file as the answers.",
    },
  ];
}

const notEmpty = (names: readonly string[]): Finding => ({
  code: "apply/not-empty",
  severity: "error",
  ...(names[0] !== undefined && { file: names[0] }),
  reason: `The folder is not empty: it holds ${someOf(names, 3)}.`,
  remedy: "Choose another folder, or a fresh clone (only Git's own files, README and LICENSE may be there). In a repository that exists already, run an update.",
});
