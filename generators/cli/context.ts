import { wrap } from "../ask/look.ts";
import { jsonSafely } from "../document/characters.ts";
import type { Finding } from "../finding.ts";
import { sortFindings } from "../finding.ts";
import { showsUnicode } from "./locale.ts";
import { alike, showFinding } from "./show-findings.ts";
import { NAME } from "./version.ts";

/** Options as parsed: every option may be repeated, so each is a list. */
export type Flags = Readonly<Record<string, readonly (string | boolean)[] | undefined>>;

/** What a command may touch of the outside world. Only this folder makes one. */
export interface Context {
  readonly flags: Flags;
  readonly positionals: readonly string[];
  readonly json: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
  /** The last value of an option that takes one. */
  readonly option: (name: string) => string | undefined;
  readonly options: (name: string) => readonly string[];
  readonly on: (name: string) => boolean;
  /** Data for programs, on standard output. */
  readonly data: (text: string) => void;
  /** What is being done, on a terminal only: one line that the next words replace. */
  readonly step: (doing: string) => void;
  /** Words for people, on standard error. */
  readonly say: (text: string) => void;
  /** Findings for people on standard error, sorted; nothing under `--json`. */
  readonly report: (findings: readonly Finding[], source?: (file: string) => string | undefined) => void;
}

export function makeContext(flags: Flags, positionals: readonly string[]): Context {
  const json = flags["json"] !== undefined;
  const color = wantsColor(process.env, process.stderr.isTTY);
  const { step, over } = progress(!json && process.stderr.isTTY && process.env["TERM"] !== "dumb");
  const say = (text: string) => {
    over();
    process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  return {
    flags,
    positionals,
    json,
    color,
    verbose: (process.env["DEBUG"] ?? "").includes("create-temporal-platform"),
    option: (name) => flags[name]?.filter((value): value is string => typeof value === "string").at(-1),
    options: (name) => flags[name]?.filter((value): value is string => typeof value === "string") ?? [],
    on: (name) => flags[name] !== undefined,
    data: (text) => {
      over();
      // A name of a file may hold what acts on a terminal; the data stays the same for every reader of JSON.
      const shown = json ? jsonSafely(text) : text;
      process.stdout.write(shown.endsWith("\n") ? shown : `${shown}\n`);
    },
    step,
    say,
    report: (findings, source) => {
      if (json) return;
      for (const [finding, ...also] of alike(sortFindings(findings))) say(showFinding(finding, { color, ...page(), ...(source && { source }) }, also));
      if (findings.some(({ code, severity }) => severity !== "info" && !code.startsWith("usage/"))) say(wrap(`${NAME} verify --explain CODE says why a finding matters and what to do.`, page().columns ?? Infinity).join("\n"));
    },
  };
}

/**
 * One line on standard error, drawn over by each step and erased by the first words after it. It is written before the work
 * begins, since nothing can be written while it goes on.
 */
function progress(shown: boolean): { readonly step: (doing: string) => void; readonly over: () => void } {
  let there = false;
  const over = (): void => {
    if (there) process.stderr.write("\r\u001b[K");
    there = false;
  };
  const step = (doing: string): void => {
    over();
    if (shown) process.stderr.write(doing);
    there = shown;
  };
  return { step, over };
}

/** How wide a line may be, and whether it may have more than ASCII. A log without a locale is taken for UTF-8, as everything reads it today. */
function page(): { readonly columns: number | undefined; readonly unicode: boolean } {
  const { env, stderr } = process;
  const silent = !stderr.isTTY && !(env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"]);
  return { columns: stderr.isTTY ? stderr.columns || 80 : undefined, unicode: silent || showsUnicode(env) };
}

/** NO_COLOR with any value forbids, FORCE_COLOR demands, else a terminal decides. */
function wantsColor(env: NodeJS.ProcessEnv, terminal: boolean): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0") return true;
  return terminal && env["TERM"] !== "dumb";
}
