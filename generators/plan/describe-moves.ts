import type { Finding } from "../finding.ts";
import { takeCommand } from "./command.ts";

/** A resource that is missing where it was emitted is in two other files: which one is ours nobody can tell. */
export function describeAmbiguous(path: string, key: string, found: readonly string[]): Finding {
  return {
    code: "plan/moved-twice",
    severity: "warning",
    file: path,
    reason: `${nameOf(key)} is not here any more, and is in ${found.join(" and in ")}. Which of them follows the platform is not known, so none of them is updated.`,
    remedy: "Keep it in one file; the next update goes there.",
  };
}

/**
 * Both moved one resource: it stays where the person put it, and is not written into the platform's file.
 * @param empty whether it was all that the platform's file would hold
 */
export function describeMovedByBoth(key: string, from: string, mine: string, theirs: string, empty: boolean): Finding {
  return {
    code: "plan/moved-by-both",
    severity: "warning",
    file: mine,
    reason: `${nameOf(key)} was in ${from}. You moved it here, the platform to ${theirs}. It stays and is updated here, and is not written there.`,
    remedy: empty ? `If a kustomization.yaml lists ${theirs}, take that line out; or move the resource there.` : `Nothing needs to be done; to follow the platform, move the resource into ${theirs}.`,
  };
}

/** A new resource that a person has already, in another file. */
export function describeHereFirst(path: string, key: string, there: string): Finding {
  return {
    code: "plan/conflict",
    severity: "warning",
    file: path,
    reason: `The platform wants to write ${nameOf(key)} here, and you have it in ${there}. Two of one name cannot be applied.`,
    remedy: `Yours stays, and the platform's is not written. To have it, delete yours, then: ${takeCommand(path)}`,
  };
}

/** `apps/Deployment/temporal/web` as people say it. */
function nameOf(key: string): string {
  const [, kind = "", namespace = "", name = ""] = key.split("/");
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}
