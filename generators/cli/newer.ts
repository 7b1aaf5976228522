import type { Lock } from "../apply/index.ts";
import type { Finding } from "../finding.ts";
import { NAME, version } from "./version.ts";

/** A record that a newer program wrote: an older one would take its changes back. A build from sources has no version to compare. */
export function newerRecord({ generators }: Lock, own: string = version): Finding[] {
  const newest = generators.filter((each) => isNewer(each, own)).sort((a, b) => (isNewer(a, b) ? -1 : 1))[0];
  if (newest === undefined || own === "0.0.0") return [];
  return [{
    code: "record/newer-generator",
    severity: "error",
    file: ".temporal-platform/lock",
    reason: `Version ${newest} of ${NAME} wrote this record, and this is ${own}: its changes would be taken back, and what it knows of the clusters with them.`,
    remedy: `Use the newer one: npx ${NAME}@${newest}`,
  }];
}

/** Compares `1.10.0` with `1.9.2`; what is no such version is newer than nothing. A pre-release comes before its release. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [parts(one), parts(other)];
  if (a === undefined || b === undefined) return false;
  for (const index of [0, 1, 2] as const) if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] > b.numbers[index];
  if (a.pre === "" || b.pre === "") return a.pre === "" && b.pre !== "";
  return a.pre.localeCompare(b.pre, "en", { numeric: true }) > 0;
}

function parts(version: string): { readonly numbers: readonly [number, number, number]; readonly pre: string } | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/.exec(version);
  return found ? { numbers: [Number(found[1]), Number(found[2]), Number(found[3])], pre: found[4] ?? "" } : undefined;
}
