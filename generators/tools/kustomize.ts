import { posix } from "node:path";
import type { Finding } from "../finding.ts";
import { folderOf, isMap, prefix } from "./repository.ts";
import { firstLine, leftOut, said, ToolFault, type Repository, type Tool } from "./tool.ts";

const FILE = /(^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

export const kustomize: Tool = {
  name: "kustomize",
  checks: "builds of kustomizations",
  oldest: "5.0.0",
  versionArguments: ["version"],
  get: "Install kustomize: `go install sigs.k8s.io/kustomize/kustomize/v5@latest`, `brew install kustomize`, or a release of github.com/kubernetes-sigs/kustomize.",
  subject: "kustomization",
  subjects: (repository) => [...repository.files.keys()].filter((path) => FILE.test(path) && !isComponent(path, repository)),
  check: async (subjects, { repository, run }) => {
    const findings: Finding[] = [];
    let count = 0;
    for (const file of subjects) {
      const elsewhere = needsElsewhere(file, repository, new Set());
      if (elsewhere !== undefined) {
        findings.push(leftOut("kustomize", { file, line: 1, column: 1 }, `this folder is not built, because ${elsewhere} would be fetched from elsewhere.`));
        continue;
      }
      count += 1;
      const { code, stderr } = await run(["build", `./${folderOf(file)}`]);
      if (code > 1) throw new ToolFault(`it ended with code ${code}: ${firstLine(stderr)}`);
      if (code === 0) continue;
      if (stderr.trim() === "") throw new ToolFault("it fails without a word");
      findings.push(said("kustomize", { file, line: 1, column: 1 }, firstLine(stderr.replace(/^Error: /, "")), { remedy: `Run \`kustomize build ${folderOf(file) || "."}\` to see it.` }));
    }
    return { findings, count };
  },
};

/** Components are built by those who include them. */
const isComponent = (path: string, { documents }: Repository): boolean => {
  const data = documents().get(path)?.[0]?.data;
  return isMap(data) && data["kind"] === "Component";
};

/** What a kustomization, or one that it builds upon, takes from another machine: nothing is fetched here. */
function needsElsewhere(path: string, repository: Repository, seen: Set<string>): string | undefined {
  const data = repository.documents().get(path)?.[0]?.data;
  if (seen.has(path) || !isMap(data)) return undefined;
  seen.add(path);
  if (data["helmCharts"] !== undefined) return "the chart under `helmCharts`";
  for (const entry of ["resources", "components", "bases"].flatMap((key) => (Array.isArray(data[key]) ? (data[key] as unknown[]) : []))) {
    if (typeof entry !== "string") continue;
    if (/:\/\/|^[^/]+@|^github\.com|\?ref=/.test(entry)) return `\`${entry}\``;
    const folder = posix.normalize(`${prefix(folderOf(path))}${entry}`).replace(/\/$/, "");
    const next = ["kustomization.yaml", "kustomization.yml", "Kustomization"].map((name) => `${prefix(folder)}${name}`).find((file) => repository.files.has(file));
    const found = next === undefined ? undefined : needsElsewhere(next, repository, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
