import { readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { compare, type Finding } from "../finding.ts";
import type { Tree, TreeFile } from "../tree.ts";
import { decodeText } from "../plan/index.ts";
import { isSystemError } from "./faults.ts";

/** Folders that hold nothing a person wrote. */
const SKIPPED = new Set([".git", "node_modules", ".terraform"]);
/** Larger files are no manifests; 5 MiB holds the largest custom resource definitions. */
const LARGEST_FILE = 5 * 1024 * 1024;
/** Files passed over that are named one by one. */
const NAMED = 20;

interface Reading {
  readonly root: string;
  readonly files: Map<string, TreeFile>;
  readonly findings: Finding[];
  /** Path → why it is not read. */
  readonly passedOver: Map<string, string>;
}

/**
 * Every text file of a repository, in the order of the paths' code units. The record's objects and folders that tools fill are left
 * out without a word. Findings: `apply/unreadable`, an error when the root itself is no folder or cannot be listed (the tree is then
 * empty), a warning for anything below it; `apply/passed-over` (info) for links, binaries and giants. Never throws what the system throws.
 */
export function readTree(root: string): { readonly tree: Tree; readonly findings: Finding[] } {
  const reading: Reading = { root, files: new Map(), findings: [], passedOver: new Map() };
  collect(reading, "");
  return { tree: new Map([...reading.files].sort(([a], [b]) => compare(a, b))), findings: [...reading.findings, ...describePassedOver(reading.passedOver)] };
}

function collect(reading: Reading, folder: string): void {
  const entries = attempt(reading, folder, (): Dirent[] => readdirSync(join(reading.root, folder), { withFileTypes: true })) ?? [];
  for (const entry of entries) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name) && path !== ".temporal-platform/base") collect(reading, path);
    } else if (entry.isFile()) attempt(reading, path, () => readOne(reading, path));
    else reading.passedOver.set(path, entry.isSymbolicLink() ? "a symbolic link" : "no regular file");
  }
}

function readOne({ root, files, passedOver }: Reading, path: string): void {
  const status = statSync(join(root, path));
  const text = status.size > LARGEST_FILE ? undefined : decodeText(readFileSync(join(root, path)));
  if (text !== undefined) files.set(path, { text, executable: (status.mode & 0o100) !== 0, ownership: "generated" });
  else passedOver.set(path, status.size > LARGEST_FILE ? `larger than ${LARGEST_FILE / 1024 / 1024} MiB` : "no UTF-8 text");
}

/** What the system refuses becomes a finding; everything else is a fault of this program and is thrown on. */
function attempt<T>({ root, findings }: Reading, path: string, act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    findings.push(
      path === ""
        ? { code: "apply/unreadable", severity: "error", file: root, reason: `This is no folder that can be read: ${error.message}.`, remedy: "Name the folder of the repository, and see that you may read it." }
        : { code: "apply/unreadable", severity: "warning", file: path, reason: `This cannot be read, so it is treated as if it were not there: ${error.message}.`, remedy: "Give the user who runs this the right to read it, or remove it." },
    );
    return undefined;
  }
}

function describePassedOver(passedOver: ReadonlyMap<string, string>): Finding[] {
  const remedy = "Nothing to do, unless it is a manifest.";
  const all = [...passedOver].sort(([a], [b]) => compare(a, b));
  const findings = all.slice(0, NAMED).map(([file, why]): Finding => ({ code: "apply/passed-over", severity: "info", file, reason: `This is ${why}, and is not read.`, remedy }));
  const more = all.length - NAMED;
  if (more > 0) findings.push({ code: "apply/passed-over", severity: "info", reason: `${more} more ${more === 1 ? "file is" : "files are"} not read: symbolic links, files that are no UTF-8 text, or larger than ${LARGEST_FILE / 1024 / 1024} MiB.`, remedy });
  return findings;
}
