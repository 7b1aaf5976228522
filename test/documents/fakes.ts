import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/**
 * Emitted scripts with programs that only pretend: no cluster and no cloud are here to run them against. Each answers by its arguments,
 * joined with spaces, and writes down what it was asked.
 */

/** The first whose words all stand in the call, in this order, answers. `runs`: does not end by itself, as a port-forward. */
export interface Answer {
  readonly to: string;
  readonly says?: string;
  readonly fails?: true;
  readonly runs?: true;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** `program arguments`, in the order of the calls. */
  readonly calls: readonly string[];
  /** Files that the script wrote below a folder, path → text. */
  readonly written: (folder: string) => ReadonlyMap<string, string>;
}

/** What scripts may use of this machine; all else is not installed. */
const REAL = ["sh", "cat", "sed", "grep", "jq", "mktemp", "rm", "tr", "cut", "date", "dirname", "mkdir", "sort", "uniq", "wc", "head", "sleep", "env", "kill", "printf", "sha1sum"];

export function runScript(script: string, args: readonly string[], files: ReadonlyMap<string, string>, programs: Readonly<Record<string, readonly Answer[]>>, environment: Readonly<Record<string, string>> = {}): Ran {
  const folder = mkdtempSync(join(tmpdir(), "ctp-script-"));
  const repository = join(folder, "repository");
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    chmodSync(join(repository, script), 0o755);
    for (const name of REAL) {
      const found = (process.env["PATH"] ?? "").split(delimiter).map((part) => join(part, name)).find((path) => existsSync(path));
      if (found !== undefined) symlinkSync(found, join(bin, name));
    }
    for (const [name, answers] of Object.entries(programs)) writeFileSync(join(bin, name), fake(name, answers, join(folder, "calls")), { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync(join(repository, script), args, { env: { PATH: bin, HOME: folder, ...environment }, encoding: "utf8", timeout: 120_000 });
    const calls = existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n") : [];
    const written = new Map<string, string>();
    for (const entry of readdirSync(repository, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) written.set(path.slice(repository.length + 1), readFileSync(path, "utf8"));
    }
    return { code: status, stdout, stderr, calls, written: (below) => new Map([...written].filter(([path]) => path.startsWith(`${below}/`))) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fake(name: string, answers: readonly Answer[], log: string): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const rows = answers.map(({ to, says = "", fails = false, runs = false }) => {
    const pattern = `*${to.split(" ").filter((word) => word !== "").map((word) => `${quoted(word)}*`).join("")}`;
    return `  ${pattern}) printf '%s' ${quoted(says)}${fails ? " >&2; exit 1" : ""}${runs ? "; exec sleep 600" : ""} ;;`;
  });
  return `#!/bin/sh
given=
case " $* " in *" -f - ") given=$(cat) ;; esac
for word; do case $word in @*) given=$given$(cat "\${word#@}") ;; esac; done
printf '%s %s%s\\n' ${quoted(name)} "$*" "\${given:+ <<< $given}" | tr '\\n' ' ' >>${quoted(log)}
echo >>${quoted(log)}
case " $* " in
${rows.join("\n")}
  *) echo "nobody prepared an answer to: ${name} $*" >&2; exit 97 ;;
esac
`;
}
