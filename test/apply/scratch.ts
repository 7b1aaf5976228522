import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { applyNew, applyUpdate, readRepository, type Provenance } from "../../generators/apply/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { plan, type AnswersFile, type Plan } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";

/** Runs a test in a folder of its own, which is removed afterwards. */
export async function inScratch<T>(body: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "apply-")));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function put(folder: string, path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode });
}

/** Everything below a folder, folders and links included: path → kind, mode and content. */
export function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: string) => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const at = path === "" ? name : `${path}/${name}`;
      const status = lstatSync(join(folder, at));
      if (status.isDirectory()) {
        found[`${at}/`] = `folder ${(status.mode & 0o777).toString(8)}`;
        walk(at);
      } else if (status.isSymbolicLink()) found[at] = `link to ${readlinkSync(join(folder, at))}`;
      else found[at] = `${(status.mode & 0o777).toString(8)} ${readFileSync(join(folder, at)).toString("latin1")}`;
    }
  };
  walk("");
  return found;
}

/** The part of a snapshot that is not the record. */
export const withoutRecord = (found: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(found).filter(([path]) => !path.startsWith(".temporal-platform")));

export const provenance: Provenance = {
  generator: "1.0.0",
  answers: "a".repeat(64),
  combination: "2026-11",
  frozen: [
    { cluster: "um890", path: "shards", value: 512 },
    { cluster: "um890", path: "database.cluster", value: "temporal-postgres" },
  ],
  states: [{ cluster: "um890", state: "running" }],
};

let runs = 0;
export const nextId = (): string => `t${(runs += 1)}`;

export interface Run {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/** `new` from nothing but a tree. */
export async function makeNew(folder: string, theirs: Tree, answersFile?: AnswersFile): Promise<Run> {
  const repository = readRepository(folder, theirs.keys());
  const made = plan({ ...repository, theirs, answersFile });
  return { plan: made, findings: await applyNew(folder, made, provenance, nextId()) };
}

/** `update`: reads, plans and applies; a record that cannot be trusted ends it, as in the command. */
export async function update(folder: string, theirs: Tree, from: Provenance = provenance): Promise<Run> {
  const repository = readRepository(folder, theirs.keys());
  const made = plan({ ...repository, theirs });
  if (repository.findings.some(isError)) return { plan: made, findings: repository.findings };
  return { plan: made, findings: [...repository.findings, ...(await applyUpdate(folder, made, from, nextId()))] };
}

export const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code);
