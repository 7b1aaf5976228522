import { createHash } from "node:crypto";
import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The real programs that deep checks run, where each comes from, and whether this machine has it. Nothing here builds or installs. */

export type ProgramName =
  | "kube-apiserver"
  | "kubectl"
  | "etcd"
  | "postgres"
  | "temporal-server"
  | "temporal-sql-tool"
  | "tdbg"
  | "temporal"
  | "temporal-schema"
  | "promtool"
  | "alertmanager-ask"
  | "flux-build"
  | "kubeconform"
  | "kubeconform-0.6.7"
  | "kubeconform-0.8.0"
  | "helm"
  | "kustomize"
  | "amtool"
  | "actionlint"
  | "shellcheck"
  | "yamllint"
  | "openssl"
  | "zsh"
  | "fish"
  | "crds";

/** Built from a Go module of ours, a folder beside this file; `package` is what `go build` is given inside it. */
export interface GoProgram {
  readonly from: "go";
  readonly module: string;
  readonly package: string;
  readonly ldflags: string;
}

/** A folder of a Go module that one of our modules requires, copied beside its programs. */
export interface GoFolder {
  readonly from: "go-folder";
  readonly module: string;
  readonly of: string;
  readonly folder: string;
}

export interface DebianProgram {
  readonly from: "debian";
  readonly package: string;
  /** Looked up here first, then by name on PATH. */
  readonly paths: readonly string[];
}

/** Data beside the checkout, or where the environment variable says. */
export interface DataFolder {
  readonly from: "folder";
  readonly path: string;
  readonly variable: string;
}

export type Program = GoProgram | GoFolder | DebianProgram | DataFolder;

const servers = fileURLToPath(new URL(".", import.meta.url));
const checkout = resolve(servers, "../..");
const plain = "-s -w";
const kubernetes = [
  plain,
  "-X k8s.io/component-base/version.gitVersion=v1.36.3",
  "-X k8s.io/component-base/version.gitMajor=1",
  "-X k8s.io/component-base/version.gitMinor=36",
].join(" ");

export const programs: Readonly<Record<ProgramName, Program>> = {
  "kube-apiserver": { from: "go", module: "apiserver", package: "./kube-apiserver", ldflags: kubernetes },
  kubectl: { from: "go", module: "apiserver", package: "./kubectl", ldflags: kubernetes },
  "temporal-server": { from: "go", module: "temporal", package: "go.temporal.io/server/cmd/server", ldflags: plain },
  "temporal-sql-tool": { from: "go", module: "temporal", package: "go.temporal.io/server/cmd/tools/sql", ldflags: plain },
  tdbg: { from: "go", module: "temporal", package: "go.temporal.io/server/cmd/tools/tdbg", ldflags: plain },
  "temporal-schema": { from: "go-folder", module: "temporal", of: "go.temporal.io/server", folder: "schema/postgresql" },
  temporal: { from: "go", module: "temporal-cli", package: "github.com/temporalio/cli/cmd/temporal", ldflags: plain },
  promtool: { from: "go", module: "promtool", package: "github.com/prometheus/prometheus/cmd/promtool", ldflags: plain },
  "alertmanager-ask": { from: "go", module: "alertmanager", package: "./alertmanager-ask", ldflags: plain },
  "flux-build": { from: "go", module: "flux", package: "./flux-build", ldflags: plain },
  kubeconform: { from: "go", module: "kubeconform", package: "github.com/yannh/kubeconform/cmd/kubeconform", ldflags: `${plain} -X main.version=v0.7.0` },
  // The oldest and the newest that the wrapper promises to work with.
  "kubeconform-0.6.7": { from: "go", module: "kubeconform-0.6.7", package: "github.com/yannh/kubeconform/cmd/kubeconform", ldflags: `${plain} -X main.version=v0.6.7` },
  "kubeconform-0.8.0": { from: "go", module: "kubeconform-0.8.0", package: "github.com/yannh/kubeconform/cmd/kubeconform", ldflags: `${plain} -X main.version=v0.8.0` },
  helm: { from: "go", module: "helm", package: "helm.sh/helm/v3/cmd/helm", ldflags: `${plain} -X helm.sh/helm/v3/internal/version.version=v3.19.0` },
  kustomize: { from: "go", module: "kustomize", package: "sigs.k8s.io/kustomize/kustomize/v5", ldflags: `${plain} -X sigs.k8s.io/kustomize/api/provenance.version=v5.8.1` },
  amtool: { from: "go", module: "amtool", package: "github.com/prometheus/alertmanager/cmd/amtool", ldflags: `${plain} -X github.com/prometheus/common/version.Version=0.34.0` },
  actionlint: { from: "go", module: "actionlint", package: "github.com/rhysd/actionlint/cmd/actionlint", ldflags: `${plain} -X github.com/rhysd/actionlint.version=1.7.12` },
  etcd: { from: "debian", package: "etcd-server", paths: ["/usr/bin/etcd"] },
  postgres: { from: "debian", package: "postgresql-15", paths: ["/usr/lib/postgresql/15/bin/postgres"] },
  shellcheck: { from: "debian", package: "shellcheck", paths: [] },
  yamllint: { from: "debian", package: "yamllint", paths: [] },
  openssl: { from: "debian", package: "openssl", paths: [] },
  zsh: { from: "debian", package: "zsh", paths: [] },
  fish: { from: "debian", package: "fish", paths: [] },
  crds: { from: "folder", path: resolve(checkout, "../shared/crds"), variable: "CTP_CRDS" },
};

/** Outside the checkout, so that a fresh clone finds what an older one built. */
export const cacheFolder = (): string => process.env["CTP_PROGRAMS"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "create-temporal-platform", "programs");

export const moduleFolder = (module: string): string => join(servers, module);

const digests = new Map<string, string>();

/** Where a module's programs are built to: the name changes with everything that goes into the build. */
export function builtFolder(module: string): string {
  let digest = digests.get(module);
  if (digest === undefined) {
    const hash = createHash("sha256");
    for (const file of sourcesOf(moduleFolder(module))) hash.update(`${relative(moduleFolder(module), file)}\0`).update(readFileSync(file)).update("\0");
    digest = hash.digest("hex").slice(0, 16);
    digests.set(module, digest);
  }
  return join(cacheFolder(), `${module}-${digest}`);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && (entry.name === "go.mod" || entry.name === "go.sum" || entry.name.endsWith(".go")))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

export type Located = { readonly path: string } | { readonly missing: string };

/** Where the program (or folder) is on this machine, or why it is not there and what brings it. */
export function program(name: ProgramName): Located {
  const entry = programs[name];
  switch (entry.from) {
    case "go":
    case "go-folder": {
      const path = join(builtFolder(entry.module), name);
      return exists(path, entry.from === "go") ? { path } : { missing: `${name} is not built: run \`node --import tsx test/servers/install.ts\`` };
    }
    case "debian": {
      const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
      const path = [...entry.paths, ...onPath].find((candidate) => exists(candidate, true));
      return path !== undefined ? { path } : { missing: `${name} is not installed: Debian package ${entry.package}` };
    }
    case "folder": {
      const path = process.env[entry.variable] ?? entry.path;
      return exists(path, false) ? { path } : { missing: `no folder ${path}: set ${entry.variable} to where ${name} are` };
    }
  }
}

/** The path of a program that a deep test declared, so that it is known to be there. */
export function pathOf(name: ProgramName): string {
  const located = program(name);
  if ("missing" in located) throw new Error(located.missing);
  return located.path;
}

function exists(path: string, executable: boolean): boolean {
  try {
    accessSync(path, executable ? constants.X_OK : constants.R_OK);
    return executable ? statSync(path).isFile() : statSync(path).isDirectory();
  } catch {
    return false;
  }
}
