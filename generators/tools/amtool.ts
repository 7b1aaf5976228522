import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatPath, type Path, type YamlDocument } from "../document/index.ts";
import type { Finding } from "../finding.ts";
import { isMap } from "./repository.ts";
import { firstLine, said, ToolFault, type Tool } from "./tool.ts";

export const amtool: Tool = {
  name: "amtool",
  checks: "configurations of Alertmanager",
  oldest: "0.25.0",
  versionArguments: ["--version"],
  get: "Install amtool: it comes with every release of github.com/prometheus/alertmanager.",
  subject: "configuration",
  subjects: ({ documents }) => [...documents()].flatMap(([path, all]) => (all.some((document) => configurations(document).length > 0) ? [path] : [])),
  check: async (subjects, { repository, run, scratch }) => {
    const findings: Finding[] = [];
    const all = subjects.flatMap((path) => (repository.documents().get(path) ?? []).flatMap((document) => configurations(document).map((one) => ({ ...one, document }))));
    for (const [index, { text, at, document }] of all.entries()) {
      const file = join(scratch, `${index}.yaml`);
      writeFileSync(file, text);
      const { code, stdout, stderr } = await run(["check-config", file]);
      if (code === 0) continue;
      const words = `${stdout}\n${stderr}`.split("\n").map((line) => line.replace(/^Checking '[^']*'\s*(?:FAILED: )?/, "").trim()).filter((line) => line !== "" && !line.startsWith("amtool: error: failed to validate"));
      if (code > 1 || words.length === 0) throw new ToolFault(`it ended with code ${code}: ${firstLine(`${stderr}${stdout}`)}`);
      findings.push(said("amtool", document.placeOf(at), words.join(" ").replaceAll(file, "the configuration").slice(0, 1000), at.length > 0 ? { path: formatPath(at) } : {}));
    }
    return { findings, count: all.length };
  },
};

/** A configuration that is a file of its own, or a value in a Secret that an Alertmanager reads. One of the operator's kind has another form. */
function configurations({ data }: YamlDocument): { text: string; at: Path }[] {
  if (!isMap(data)) return [];
  if (data["kind"] === undefined) return isMap(data["route"]) && Array.isArray(data["receivers"]) ? [{ text: JSON.stringify(data), at: [] }] : [];
  const values = data["kind"] === "Secret" && isMap(data["stringData"]) ? data["stringData"] : {};
  return Object.entries(values).flatMap(([key, text]) => (/^alertmanager\.ya?ml$/.test(key) && typeof text === "string" && !text.startsWith("ENC[") ? [{ text, at: ["stringData", key] }] : []));
}
