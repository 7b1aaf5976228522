import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

export type Found = { readonly path: string } | { readonly tried: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;

/** How to get it, for whoever reads that it is missing. */
export const HOW_TO_GET = "Install kubeconform: `go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0`, `brew install kubeconform`, or a release of github.com/yannh/kubeconform; then have it on PATH or set KUBECONFORM to its path.";

/**
 * Looks for kubeconform: where KUBECONFORM_BIN or KUBECONFORM says, and nowhere else then; otherwise in every folder of PATH, then where
 * Go installs programs (GOBIN, GOPATH/bin, ~/go/bin). Nothing is ever downloaded. `tried` are the places that were looked at in vain.
 */
export function findKubeconform(env: Environment = process.env): Found {
  const named = [env["KUBECONFORM_BIN"], env["KUBECONFORM"]].find((path) => path !== undefined && path !== "");
  const folders = [...new Set([...split(env["PATH"]), ...goFolders(env)])];
  const candidates = named !== undefined ? [named] : folders.map((folder) => join(folder, NAME));
  const path = candidates.find(executable);
  return path !== undefined ? { path } : { tried: named !== undefined ? [named] : folders };
}

const NAME = process.platform === "win32" ? "kubeconform.exe" : "kubeconform";

const split = (list: string | undefined): string[] => (list ?? "").split(delimiter).filter((folder) => folder !== "");

function goFolders(env: Environment): string[] {
  const home = env["HOME"] ?? (env === process.env ? homedir() : undefined);
  const paths = env["GOPATH"] !== undefined && env["GOPATH"] !== "" ? split(env["GOPATH"]) : home === undefined || home === "" ? [] : [join(home, "go")];
  return [...split(env["GOBIN"]), ...paths.map((path) => join(path, "bin"))];
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
