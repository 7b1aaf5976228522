import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { LOCK_FILE } from "../../generators/apply/lock.ts";
import { objectPath, packObject } from "../../generators/apply/objects.ts";
import { readLock } from "../../generators/apply/index.ts";
import { digest } from "../../generators/plan/index.ts";

const EDITED = 30;
const CHANGED = 20;
/** Files that a person edited and the new version changes: half of what it changes. */
const BOTH = 10;

/** Makes a platform once and gives a copy of it each time. */
export function copies(kept: string, platform: string, make: (folder: string) => void): () => void {
  return () => {
    if (!existsSync(kept)) make(kept);
    rmSync(platform, { recursive: true, force: true });
    cpSync(kept, platform, { recursive: true });
  };
}

/** Turns a platform into one that an older version emitted: 20 files had another text then, and people edited 30, 10 of both. */
export function age(folder: string): void {
  const files = readLock(folder).lock.files.filter(({ path, ownership }) => ownership === "generated" && path.endsWith(".yaml") && readFileSync(join(folder, path), "utf8").includes("\nmetadata:\n"));
  const step = Math.floor(files.length / (EDITED + CHANGED - BOTH));
  let lock = readFileSync(join(folder, LOCK_FILE), "utf8");
  Array.from({ length: EDITED + CHANGED - BOTH }, (_, index) => files[index * step]).forEach((file, index) => {
    if (file === undefined) throw new Error("too few files");
    const path = join(folder, file.path);
    let text = readFileSync(path, "utf8");
    if (index < CHANGED) {
      text = text.replace("\nmetadata:\n", "\nmetadata:\n  generateName: older\n");
      lock = lock.replace(`${file.sha256} ${file.path}\n`, `${digest(text)} ${file.path}\n`);
      const object = join(folder, objectPath(digest(text)));
      mkdirSync(dirname(object), { recursive: true });
      writeFileSync(object, packObject(text));
    }
    writeFileSync(path, index >= CHANGED - BOTH ? `${text}# An edit.\n` : text);
  });
  writeFileSync(join(folder, LOCK_FILE), lock);
}

/** Answers for many clusters: one on premises, again and again, with names and addresses of its own each. */
export function manyClusters(answers: string, count: number): string {
  const platform = parse(answers) as { clusters: Record<string, unknown> };
  const [one] = Object.values(platform.clusters);
  const clusters = Array.from({ length: count }, (_, index) => {
    const name = `site-${index}`;
    const text = stringify(one).replaceAll("um890", name).replaceAll("10.0.0.241", `10.0.${index}.241`).replaceAll("temporal.homelab.local", `temporal.${name}.local`).replaceAll("postgres-backups/temporal", `postgres-backups/${name}`);
    return [name, parse(text) as unknown];
  });
  return stringify({ ...platform, clusters: Object.fromEntries(clusters) as unknown });
}
