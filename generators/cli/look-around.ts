import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { problemAt, repositoryUrl, type Known } from "../ask/index.ts";

/** A program that does not answer at once is not waited for. */
const PATIENCE_MS = 1500;

/**
 * What this machine knows: Git's remote and name, and kubectl's contexts if they may be read.
 * @param folder where the platform is to be, or where it is run
 * @param kubectl whether the user allowed to read the names of contexts
 */
export function lookAround(folder: string, kubectl: boolean): Known {
  const at = existsSync(folder) ? folder : ".";
  const remote = output("git", ["-C", at, "remote", "get-url", "origin"]);
  const url = remote === undefined ? undefined : answerUrl(remote);
  const name = (url === undefined ? undefined : ownerOf(url)) ?? slug(output("git", ["-C", at, "config", "user.name"]) ?? "");
  const contexts = kubectl ? output("kubectl", ["config", "get-contexts", "--output=name"])?.split("\n").filter(Boolean) : undefined;
  return {
    ...(url !== undefined && { url }),
    ...(name !== undefined && name !== "" && problemAt(["customer", "name"], name) === undefined && { owner: name }),
    ...(contexts && { contexts }),
  };
}

/** The address of a remote as answers take it: without user name and password, `git@host:path` as ssh. Undefined when it is none. */
export function answerUrl(remote: string): string | undefined {
  const given = repositoryUrl(remote);
  const url = given.replace(/^(https?:\/\/)[^@/]*@/, "$1").replace(/^(ssh:\/\/[a-z0-9_-]+):[^@/]*@/, "$1@").replace(/\.git\/?$/, "");
  return problemAt(["repository", "url"], url) === undefined ? url : undefined;
}

const ownerOf = (url: string): string | undefined => slug(new URL(url).pathname.split("/").find(Boolean) ?? "") || undefined;

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);

function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: PATIENCE_MS }).trim() || undefined;
  } catch {
    // The program is not there, or has nothing to say: then nothing is offered.
    return undefined;
  }
}
