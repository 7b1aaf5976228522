import type { Severity } from "../finding.ts";
import { parsed, said, ToolFault, type Tool } from "./tool.ts";
import { isMap } from "./repository.ts";

const LEVELS: Readonly<Record<string, Severity>> = { error: "error", warning: "warning", info: "info", style: "info" };
const SHEBANG = /^#!\s*\/(?:usr\/)?bin\/(?:env\s+(?:-S\s+)?)?(?:ba|da|k)?sh\b/;

export const shellcheck: Tool = {
  name: "shellcheck",
  checks: "shell scripts",
  oldest: "0.7.0",
  versionArguments: ["--version"],
  get: "Install ShellCheck: the package `shellcheck` of most systems, or a release of github.com/koalaman/shellcheck.",
  subject: "script",
  subjects: ({ files }) => [...files].flatMap(([path, { text }]) => (/\.(?:sh|bash|dash|ksh)$/.test(path) || SHEBANG.test(text) ? [path] : [])),
  check: async (subjects, { run }) => {
    const { code, stdout } = await run(["--format=json1", "--", ...subjects.map((path) => `./${path}`)]);
    if (code > 1) throw new ToolFault(`it ended with code ${code}`);
    const answer = parsed(stdout);
    if (!isMap(answer) || !Array.isArray(answer["comments"])) throw new ToolFault("its answer has no comments");
    const findings = answer["comments"].map((comment: unknown) => {
      if (!isMap(comment)) throw new ToolFault("a comment of its answer is none");
      const { file, line, column, level, code: number, message } = comment;
      if (typeof file !== "string" || typeof line !== "number" || typeof column !== "number" || typeof message !== "string") throw new ToolFault("a comment of its answer lacks its place");
      return said("shellcheck", { file: file.replace(/^\.\//, ""), line, column }, `SC${String(number)}: ${message}`, { severity: LEVELS[String(level)] ?? "warning", remedy: `See https://www.shellcheck.net/wiki/SC${String(number)}.` });
    });
    return { findings, count: subjects.length };
  },
};
