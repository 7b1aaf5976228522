import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { digest } from "../plan/index.ts";
import type { Readings, Report, Texts } from "../verify/index.ts";

declare const BUILD_DIGEST: string | undefined;
/** What this program is made of: what another one remembers says nothing here. Unknown where it runs from source. */
const build = typeof BUILD_DIGEST === "string" ? BUILD_DIGEST : undefined;

/** Repositories whose runs are remembered, and bytes of one memory: beyond them the oldest goes, the larger is not kept. */
const MOST = 24;
const LARGEST = 64 * 1024 * 1024;
/** Numbers that JSON cannot say. */
const UNSAYABLE = /\.(?:inf|nan)\b/i;

/** What one run over a repository leaves for the next. */
interface Memory {
  /** Digest of the program and of all paths and texts. */
  readonly whole: string;
  readonly report: Pick<Report, "findings" | "checked">;
  /** Digest of a text → what it says, whether that is sound, and how many rules were held against it. */
  readonly texts: Readonly<Record<string, { readonly data: readonly unknown[]; readonly checked: boolean; readonly evaluated: number }>>;
}

/** Where memories lie: XDG_CACHE_HOME, or `.cache` below the home folder; never in the repository. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const named = env["XDG_CACHE_HOME"] ?? "";
  return join(isAbsolute(named) ? named : join(homedir(), ".cache"), "create-temporal-platform", "verify");
}

/**
 * A run of verification that looks at nothing twice: an unchanged repository gets its report back, unchanged texts are neither parsed
 * nor held against the records of their kinds. The findings are the same as without. A memory that cannot be read or kept is none.
 * @param inspect a pure function of the tree: what is read ahead spares work and changes nothing. No report is none to remember
 */
export async function remembering(folder: string, root: string, tree: Texts, inspect: (readAhead: Readings) => Promise<Report | undefined>): Promise<Pick<Report, "findings" | "checked"> | undefined> {
  if (build === undefined) return inspect(new Map());
  const file = join(folder, `${digest(root)}.json`);
  const digests = new Map([...tree].map(([path, { text }]) => [path, digest(text)]));
  const whole = digest(JSON.stringify([build, ...digests]));
  const memory = recall(file);
  if (memory?.whole === whole) return memory.report;
  const texts = new Map([...tree].map(([path, { text }]) => [digests.get(path) as string, text]));
  const report = await inspect(recalled(memory, texts));
  if (report === undefined) return undefined;
  const { findings, checked } = report;
  keep(file, { build, whole, report: { findings, checked }, texts: wordsOf(texts, report.learned()) });
  forget(folder);
  return report;
}

function wordsOf(texts: ReadonlyMap<string, string>, learned: Readings): Memory["texts"] {
  return Object.fromEntries([...texts].flatMap(([key, text]) => {
    const reading = UNSAYABLE.test(text) ? undefined : learned.get(text);
    return reading === undefined ? [] : [[key, { data: reading.data, checked: reading.checked === true, evaluated: reading.evaluated ?? 0 }]];
  }));
}

function recalled(memory: Memory | undefined, texts: ReadonlyMap<string, string>): Readings {
  if (memory === undefined) return new Map();
  return new Map(Object.entries(memory.texts).flatMap(([key, { data, checked, evaluated }]) => (texts.has(key) ? [[texts.get(key) as string, { data, checked, evaluated, ambiguous: false }] as const] : [])));
}

function recall(file: string): Memory | undefined {
  try {
    const memory = JSON.parse(readFileSync(file, "utf8")) as Memory & { readonly build: unknown };
    if (memory.build !== build || typeof memory.whole !== "string" || !Array.isArray(memory.report.findings) || typeof memory.texts !== "object") return undefined;
    utimesSync(file, new Date(), new Date());
    return memory;
  } catch {
    return undefined;
  }
}

function keep(file: string, memory: Memory & { readonly build: string }): void {
  const staged = `${file}.${process.pid}`;
  try {
    const text = JSON.stringify(memory);
    if (text.length > LARGEST) return;
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(staged, text, { mode: 0o600 });
    renameSync(staged, file);
  } catch {
    // No memory is kept; what was staged goes with the oldest.
  }
}

function forget(folder: string): void {
  try {
    const files = readdirSync(folder).map((name) => ({ path: join(folder, name), used: statSync(join(folder, name)).mtimeMs }));
    for (const { path } of files.sort((a, b) => b.used - a.used).slice(MOST)) rmSync(path, { force: true });
  } catch {
    // Another run cleans up at the same time.
  }
}
