import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { compare } from "../finding.ts";
import type { Tree, TreeFile } from "../tree.ts";
import { decodeText } from "../plan/index.ts";

/** Folders that hold nothing a person wrote. */
const SKIPPED = new Set([".git", "node_modules", ".terraform"]);
/** Larger files are no manifests; 5 MiB holds the largest custom resource definitions. */
const LARGEST_FILE = 5 * 1024 * 1024;

/** Every text file of a repository. Links, binaries, giants and the record's objects are left out. Throws what the system throws. */
export function readTree(root: string): Tree {
  const found = new Map<string, TreeFile>();
  collect(root, "", found);
  return new Map([...found].sort(([a], [b]) => compare(a, b)));
}

function collect(root: string, folder: string, found: Map<string, TreeFile>): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && path !== ".temporal-platform/base") collect(root, path, found);
    } else if (entry.isFile()) {
      const status = statSync(join(root, path));
      const text = status.size > LARGEST_FILE ? undefined : decodeText(readFileSync(join(root, path)));
      if (text !== undefined) found.set(path, { text, executable: (status.mode & 0o100) !== 0, ownership: "generated" });
    }
  }
}
