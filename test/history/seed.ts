import { createHash } from "node:crypto";

/** Numbers from 0 to 1 that look random and are the same for the same seed. */
export function chance(seed: number): () => number {
  let count = 0;
  return () => createHash("sha256").update(`${seed} ${(count += 1)}`).digest().readUInt32BE() / 2 ** 32;
}
