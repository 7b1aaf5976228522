import type { Finding } from "../finding.ts";
import { describeError } from "./faults.ts";
import { LARGEST_BASE, listObjects, readObject } from "./objects.ts";

/** All texts of the base by digest, whether or not a lock names them. What is not what its name says is a finding and left out. */
export function readObjects(root: string): { readonly objects: ReadonlyMap<string, string>; readonly findings: readonly Finding[] } {
  const objects = new Map<string, string>();
  const findings: Finding[] = [];
  let size = 0;
  try {
    for (const sha256 of listObjects(root)) {
      const object = readObject(root, sha256);
      if ("finding" in object) findings.push(object.finding);
      else if (object.text !== undefined) {
        size += object.text.length;
        if (size > LARGEST_BASE) break;
        objects.set(sha256, object.text);
      }
    }
  } catch (error) {
    findings.push(describeError(error, "read the base of the record"));
  }
  return { objects, findings };
}
