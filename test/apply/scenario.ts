import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readRepository } from "../../generators/apply/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { plan, type Plan } from "../../generators/plan/index.ts";
import { treeOf } from "../plan/trees.ts";
import { makeNew, put } from "./scratch.ts";

/** Two versions of a small platform: between them files change, come, go, and one becomes a script. */
export const OLD = treeOf({
  "README.md": "# Platform\n",
  "apps/a.yaml": "first: 1\nsecond: 2\nthird: 3\n",
  "apps/b.yaml": "b: 1\n",
  "gone/only/c.yaml": "c: 1\n",
  "gone/d.yaml": "d: 1\n",
  "scripts/run.sh": "#!/bin/sh\n",
  "custom/kustomization.yaml": { text: "resources: []\n", ownership: "once" },
});

export const NEW = treeOf({
  "README.md": "# Platform\n",
  "apps/a.yaml": "first: 1\nsecond: 2\nthird: 30\n",
  "apps/b.yaml": "b: 2\n",
  "new/folder/e.yaml": "e: 1\n",
  "new/f.yaml": "f: 1\n",
  "scripts/run.sh": { text: "#!/bin/sh\n", executable: true },
  "custom/kustomization.yaml": { text: "resources: []\n", ownership: "once" },
});

/** A repository of the old version with a person's work in it. */
export async function makeEdited(folder: string): Promise<void> {
  await makeNew(folder, OLD);
  put(folder, "apps/a.yaml", "first: mine\nsecond: 2\nthird: 3\n", 0o644);
  put(folder, "gone/mine.txt", "mine\n");
  rmSync(join(folder, "README.md"));
  symlinkSync("nowhere", join(folder, "link"));
}

export const planFor = (folder: string): Plan => plan({ ...readRepository(folder, NEW.keys()), theirs: NEW });

/** What keeps a plan from being made at all. */
export const obstaclesIn = (folder: string): Finding[] => readRepository(folder, NEW.keys()).findings.filter(isError);
