import { readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { compare, type Finding } from "../finding.ts";
import type { Tree, TreeFile } from "../tree.ts";
import { decodeText, type MineFile } from "../plan/index.ts";
import { isSystemError } from "./faults.ts";

/** Folders that hold nothing a person wrote. */
const SKIPPED = new Set([".git", "node_modules", ".terraform"]);
/** Larger files are no manifests; 5 MiB holds the largest custom resource definitions. */
const LARGEST_FILE = 5 * 1024 * 1024;
/** What all files together may take; a repository of thousands of manifests has a hundredth. */
const LARGEST_TREE = 512 * 1024 * 1024;
/** Files passed over that are named one by one. */
const NAMED = 20;

interface Reading {
  readonly root: string;
  readonly known: ReadonlyMap<string, MineFile>;
  readonly files: Map<string, TreeFile>;
  readonly findings: Finding[];
  /** Path → why it is not read. */
  readonly passedOver: Map<string, string>;
  /** Bytes read so far. */
  size: number;
}

/**
 * Every text file of a repository, in the order of the paths' code units. The record's objects and folders that tools fill are left
 * out without a word. Findings: `apply/unreadable`, an error when the root itself is no folder or cannot be listed (the tree is then
 * empty), a warning for anything below it; `apply/encoding`, an error, for a manifest that is no UTF-8; `apply/passed-over` (info) for links, binaries and giants. Never throws what the system throws.
 * @param known files that were read a moment ago, which are not read again
 */
export function readTree(root: string, known: ReadonlyMap<string, MineFile> = new Map()): { readonly tree: Tree; readonly findings: Finding[] } {
  const reading: Reading = { root, known, files: new Map(), findings: [], passedOver: new Map(), size: 0 };
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

function readOne(reading: Reading, path: string): void {
  const { root, files, findings, passedOver } = reading;
  if (reading.size > LARGEST_TREE) return void passedOver.set(path, "beyond what is read in all");
  const { bytes, executable } = bytesOf(reading, path) ?? readFresh(join(root, path));
  const text = bytes && decodeText(bytes);
  reading.size += bytes?.length ?? 0;
  if (reading.size > LARGEST_TREE) findings.push({ code: "apply/too-large", severity: "error", file: path, reason: `With this file more than ${LARGEST_TREE / 1024 / 1024} MiB of text were read, and all others are left out.`, remedy: "Name a smaller folder, or move what is no manifest elsewhere." });
  if (text !== undefined) files.set(path, { text, executable, ownership: "generated" });
  else if (bytes !== undefined && MANIFEST.test(path)) findings.push(encodingFault(path, bytes));
  else passedOver.set(path, bytes === undefined ? `larger than ${LARGEST_FILE / 1024 / 1024} MiB` : "no UTF-8 text");
}

/** Undefined bytes are too many. */
interface Bytes {
  readonly bytes: Uint8Array | undefined;
  readonly executable: boolean;
}

function bytesOf({ known }: Reading, path: string): Bytes | undefined {
  const file = known.get(path);
  return file?.kind === "file" ? { bytes: file.bytes.length > LARGEST_FILE ? undefined : file.bytes, executable: file.executable } : undefined;
}

function readFresh(path: string): Bytes {
  const status = statSync(path);
  return { bytes: status.size > LARGEST_FILE ? undefined : readFileSync(path), executable: (status.mode & 0o100) !== 0 };
}

const MANIFEST = /\.ya?ml$|(?:^|\/)Kustomization$/;

/** A manifest that is no UTF-8, at the first byte that is none. */
function encodingFault(file: string, bytes: Uint8Array): Finding {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const valid = isUtf16 ? "" : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).split("\ufffd", 1)[0] ?? "";
  const lines = valid.split("\n");
  return {
    code: "apply/encoding",
    severity: "error",
    file,
    line: lines.length,
    column: (lines.at(-1) ?? "").length + 1,
    reason: isUtf16 ? "This is UTF-16; manifests are UTF-8 here, and this one is not read." : "This is no UTF-8 from here on, so no reader of YAML takes it, and it is not read.",
    remedy: "Save the file as UTF-8.",
  };
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
