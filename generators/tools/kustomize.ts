import type { Finding } from "../finding.ts";
import { folderOf, isMap } from "./repository.ts";
import { firstLine, said, ToolFault, type Repository, type Tool } from "./tool.ts";

const FILE = /(^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

export const kustomize: Tool = {
  name: "kustomize",
  checks: "builds of kustomizations",
  oldest: "5.0.0",
  versionArguments: ["version"],
  get: "Install kustomize: `go install sigs.k8s.io/kustomize/kustomize/v5@latest`, `brew install kustomize`, or a release of github.com/kubernetes-sigs/kustomize.",
  subject: "kustomization",
  subjects: (repository) => [...repository.files.keys()].filter((path) => FILE.test(path) && isBuilt(path, repository)),
  check: async (subjects, { run }) => {
    const findings: Finding[] = [];
    for (const file of subjects) {
      const { code, stderr } = await run(["build", `./${folderOf(file)}`]);
      if (code > 1) throw new ToolFault(`it ended with code ${code}: ${firstLine(stderr)}`);
      if (code === 0) continue;
      if (stderr.trim() === "") throw new ToolFault("it fails without a word");
      findings.push(said("kustomize", { file, line: 1, column: 1 }, firstLine(stderr.replace(/^Error: /, "")), { remedy: `Run \`kustomize build ${folderOf(file) || "."}\` to see it.` }));
    }
    return { findings, count: subjects.length };
  },
};

/** Components are built by those who include them; what lies on another machine is not fetched here. */
function isBuilt(path: string, { documents }: Repository): boolean {
  const [document] = documents().get(path) ?? [];
  const data = document?.data;
  if (!isMap(data)) return true;
  if (data["kind"] === "Component") return false;
  const named = ["resources", "components", "bases"].flatMap((key) => (Array.isArray(data[key]) ? data[key] : []));
  return !named.some((entry) => typeof entry === "string" && /:\/\/|^[^/]+@|^github\.com|\?ref=/.test(entry)) && data["helmCharts"] === undefined;
}
