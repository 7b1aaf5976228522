import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export type Found = { readonly path: string } | { readonly tried: readonly string[] };

/**
 * Looks for kubeconform: KUBECONFORM_BIN when it is set, and nowhere else then; otherwise every folder of PATH. Nothing is ever downloaded.
 * `tried` are the places that were looked at in vain.
 */
export function findKubeconform(env: Readonly<Record<string, string | undefined>> = process.env): Found {
  const named = env["KUBECONFORM_BIN"];
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = named !== undefined && named !== "" ? [named] : folders.flatMap((folder) => names.map((name) => join(folder, name)));
  const path = candidates.find(executable);
  return path !== undefined ? { path } : { tried: named !== undefined && named !== "" ? [named] : folders };
}

const names = process.platform === "win32" ? ["kubeconform.exe"] : ["kubeconform"];

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
