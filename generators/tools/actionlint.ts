import { parsed, said, ToolFault, type Tool } from "./tool.ts";
import { isMap } from "./repository.ts";

export const actionlint: Tool = {
  name: "actionlint",
  checks: "workflows of GitHub",
  oldest: "1.6.0",
  versionArguments: ["-version"],
  get: "Install actionlint: `go install github.com/rhysd/actionlint/cmd/actionlint@latest`, or `brew install actionlint`.",
  subject: "workflow",
  subjects: ({ files }) => [...files.keys()].filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)),
  check: async (subjects, { run }) => {
    // Scripts inside are for ShellCheck, which is asked on its own.
    const { code, stdout } = await run(["-shellcheck=", "-pyflakes=", "-format", "{{json .}}", ...subjects]);
    if (code > 1) throw new ToolFault(`it ended with code ${code}`);
    const answer = parsed(stdout.trim() === "" ? "null" : stdout);
    if (answer === null && code === 0) return { findings: [], count: subjects.length };
    if (!Array.isArray(answer)) throw new ToolFault("its answer is no list");
    const findings = answer.map((one: unknown) => {
      if (!isMap(one)) throw new ToolFault("an entry of its answer is none");
      const { filepath, line, column, kind, message } = one;
      if (typeof filepath !== "string" || typeof line !== "number" || typeof column !== "number" || typeof message !== "string") throw new ToolFault("an entry of its answer lacks its place");
      return said("actionlint", { file: filepath.replace(/^\.\//, ""), line, column }, `${message} (${String(kind)})`);
    });
    return { findings, count: subjects.length };
  },
};
