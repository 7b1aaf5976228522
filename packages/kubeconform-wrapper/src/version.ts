import { call } from "./call.ts";

/** The oldest version whose answers this wrapper reads; below it results lack fields. */
export const OLDEST = "0.6.7";

/** What a program says of itself; `undefined` where it does not say a number: built by `go install` it says "development". */
export async function kubeconformVersion(binary: string, timeout = 10_000, signal?: AbortSignal): Promise<string | undefined> {
  const { stdout } = await call(binary, ["-v"], timeout, signal);
  return /^v?(\d+\.\d+\.\d+)\s*$/.exec(stdout)?.[1];
}

export function isTooOld(version: string): boolean {
  const [given, oldest] = [version, OLDEST].map((text) => text.split(".").map(Number)) as [number[], number[]];
  const at = given.findIndex((part, index) => part !== oldest[index]);
  return at >= 0 && (given[at] ?? 0) < (oldest[at] ?? 0);
}
