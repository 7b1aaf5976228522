import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const root = new URL("../..", import.meta.url).pathname;
export const program = join(root, "dist/create-temporal-platform.js");

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What `verify` remembers, for this test file alone. */
const memories = mkdtempSync(join(tmpdir(), "ctp-cache-"));
process.on("exit", () => rmSync(memories, { recursive: true, force: true }));

/** Runs the built program as a user would. */
export function run(args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", NO_COLOR: "1", XDG_CACHE_HOME: memories, ...options.env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout, err: stderr };
}

/** A temporary folder that is removed afterwards. */
export function inTemporary<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "ctp-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  try {
    const result = body(folder);
    if (result instanceof Promise) return result.finally(clean) as T;
    clean();
    return result;
  } catch (error) {
    clean();
    throw error;
  }
}

/** Path → bytes of every file below a folder; `skip` leaves subtrees out. */
export function filesBelow(folder: string, skip: (path: string) => boolean = () => false): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (!skip(name)) files.set(name, readFileSync(path, "latin1"));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
