import type { Finding } from "../../finding.ts";

/**
 * A check that looks at nothing but data, spared where it found nothing in the same data before: what several clusters apply from
 * one file is one object. Data is never changed once it is read.
 */
export function sparing<T extends { readonly data: object }>(check: (item: T) => readonly Finding[]): (item: T) => readonly Finding[] {
  const sound = new WeakSet<object>();
  return (item) => {
    if (sound.has(item.data)) return [];
    const findings = check(item);
    if (findings.length === 0) sound.add(item.data);
    return findings;
  };
}
