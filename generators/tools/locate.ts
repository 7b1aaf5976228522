import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variable with the path of a program: `HELM_BIN`. */
export const variableOf = (name: string): string => `${name.toUpperCase()}_BIN`;

/** Where a program is: what its variable says and nowhere else when it is set, otherwise PATH, then where Go installs programs. */
export function locate(name: string, env: Environment): string | undefined {
  const named = env[variableOf(name)];
  if (named !== undefined && named !== "") return executable(named) ? named : undefined;
  const split = (list: string | undefined): string[] => (list ?? "").split(delimiter).filter((folder) => folder !== "");
  const go = env["GOPATH"] ? split(env["GOPATH"]) : env["HOME"] ? [join(env["HOME"], "go")] : [];
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return [...split(env["PATH"]), ...split(env["GOBIN"]), ...go.map((path) => join(path, "bin"))].map((folder) => join(folder, file)).find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
