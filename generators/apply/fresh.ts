import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Finding } from "../finding.ts";
import type { Plan } from "../plan/index.ts";
import { claim } from "./busy.ts";
import { describeError } from "./faults.ts";
import { finalRoot, stageRoot, type Location } from "./locate.ts";
import type { Provenance } from "./lock.ts";
import { RECORD_FOLDER } from "./paths.ts";
import { changesDisk } from "./prepare.ts";
import { renderRecord } from "./record.ts";
import { makeFolders, syncFolders, writeFiles, type OnStep } from "./write.ts";

/** Builds a repository that nothing refuses (`refuseNew`) beside its place and renames it there. Throws what the system throws, with nothing left behind. */
export async function applyFresh(place: Extract<Location, { kind: "absent" }>, plan: Plan, provenance: Provenance, id: string, onStep: OnStep): Promise<readonly Finding[]> {
  const stage = join(place.parent, stageRoot(place, id));
  const root = join(stage, place.below);
  const files = [
    ...plan.steps.filter(changesDisk).map(({ path, text = "", executable }) => ({ path: join(root, path), bytes: Buffer.from(text), mode: executable ? 0o755 : 0o644 })),
    ...[...renderRecord(root, plan, provenance).write].map(([path, bytes]) => ({ path: join(root, path), bytes, mode: 0o644 })),
  ];
  onStep(`make ${stage}`);
  mkdirSync(stage);
  let renamed = false;
  try {
    chmodSync(stage, 0o755);
    makeFolders(stage, join(place.below, RECORD_FOLDER));
    onStep("claim");
    const claimed = claim(root);
    if ("finding" in claimed) return [claimed.finding];
    try {
      // What is not signed for good nobody may remove later.
      await syncFolders(upTo(stage, join(root, RECORD_FOLDER)));
      const folders = new Set(files.map((file) => dirname(file.path)));
      for (const folder of folders) {
        onStep(`make ${folder}`);
        makeFolders(stage, relative(stage, folder));
      }
      await writeFiles(files, onStep);
      await syncFolders(new Set([...folders].flatMap((folder) => upTo(stage, folder))));
      onStep(`rename to ${finalRoot(place)}`);
      renameSync(stage, finalRoot(place));
      renamed = true;
    } finally {
      claimed.release();
    }
  } finally {
    if (!renamed) rmSync(stage, { recursive: true, force: true });
  }
  try {
    rmSync(join(finalRoot(place), place.below, RECORD_FOLDER, "busy"), { force: true });
    await syncFolders([place.parent]);
    return [];
  } catch (error) {
    return [{ ...describeError(error, `tidy up in ${finalRoot(place)}, though the repository is complete`), severity: "warning" }];
  }
}

/** A folder and all above it up to `top`. */
const upTo = (top: string, folder: string): string[] => (folder === top ? [top] : [folder, ...upTo(top, dirname(folder))]);
