import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { call, type Ended } from "./call.ts";
import { findKubeconform, HOW_TO_GET } from "./find.ts";
import { flags, refuse, type KubeconformOptions } from "./options.ts";
import { failed, KubeconformError, parseResults, type KubeconformFault, type ResourceResult } from "./outcome.ts";
import { isTooOld, kubeconformVersion, OLDEST } from "./version.ts";

/**
 * Files of a call. kubeconform prints its JSON at its very end, so what streams is calls: the first are small, so that the first results
 * come soon, the later ones are as large as a command line is sure to take.
 */
const FIRST = 16;
const GROWTH = 4;
const MOST = 500;

/**
 * The results as they come, the files in their order. Ending the loop early ends kubeconform; nothing is left behind.
 * @throws KubeconformError when the run says nothing, or no longer anything, about the resources
 */
export async function* streamKubeconform(options: KubeconformOptions): AsyncGenerator<ResourceResult, void, undefined> {
  const refusal = refuse(options);
  if (refusal !== undefined) throw new KubeconformError(refusal.fault);
  const run = new AbortController();
  const signal = options.signal === undefined ? run.signal : AbortSignal.any([options.signal, run.signal]);
  const folder = (options.inputs ?? []).length === 0 ? undefined : mkdtempSync(join(tmpdir(), "kubeconform-"));
  try {
    const binary = await usable(options, signal);
    const names = new Map((options.files ?? []).map((file) => [isAbsolute(file) || !file.startsWith("-") ? file : `./${file}`, file]));
    for (const [path, name] of await written(options, folder, signal)) names.set(path, name);
    let [count, unchecked] = [0, false];
    for (const part of parts([...names.keys()])) {
      for (const result of await check(binary, part, options, signal)) {
        count += 1;
        unchecked ||= result.status === "error";
        yield { ...result, file: names.get(result.file) ?? result.file };
      }
    }
    // What could not be read counts once, whatever it holds; the results tell.
    if (options.expected !== undefined && count !== options.expected && !unchecked) {
      fail("count", `kubeconform answered for ${count} resources of ${options.expected}.`, "Check that every file holds what it should; the wrapper cannot tell which ones were left out.");
    }
  } finally {
    run.abort();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function fail(code: KubeconformFault["code"], reason: string, remedy: string): never {
  throw new KubeconformError(failed(code, reason, remedy).fault);
}

async function usable({ binary, timeout = 120 }: KubeconformOptions, signal: AbortSignal): Promise<string> {
  const found = binary === undefined ? findKubeconform() : { path: binary };
  if ("tried" in found) fail("not-found", `kubeconform is in none of: ${found.tried.join(", ")}.`, HOW_TO_GET);
  const version = await kubeconformVersion(found.path, Math.min(timeout, 10) * 1000, signal);
  if (version !== undefined && isTooOld(version)) fail("too-old", `${found.path} is kubeconform ${version}; this needs ${OLDEST} or newer.`, HOW_TO_GET);
  return found.path;
}

async function written({ inputs = [] }: KubeconformOptions, folder: string | undefined, signal: AbortSignal): Promise<[path: string, name: string][]> {
  if (folder === undefined) return [];
  const files: [string, string][] = [];
  for (const [index, { name, content }] of inputs.entries()) {
    const path = join(folder, `${index}.yaml`);
    try {
      await pipeline(typeof content === "string" || content instanceof Uint8Array ? Readable.from([content]) : Readable.from(content), createWriteStream(path), { signal });
    } catch (error) {
      if (signal.aborted) fail("cancelled", "The run was cancelled.", "Nothing to do.");
      throw error;
    }
    files.push([path, name]);
  }
  return files;
}

function* parts(files: readonly string[]): Generator<readonly string[]> {
  for (let start = 0, size = FIRST; start < files.length; start += size, size = Math.min(size * GROWTH, MOST)) yield files.slice(start, start + size);
}

async function check(binary: string, files: readonly string[], options: KubeconformOptions, signal: AbortSignal): Promise<readonly ResourceResult[]> {
  const ended = await call(binary, ["-output", "json", "-verbose", ...flags(options), ...files], (options.timeout ?? 120) * 1000, signal);
  refuseEnd(binary, ended, options);
  const parsed = parseResults(ended.stdout);
  if (parsed === undefined) return explain(ended);
  // A file that cannot be read ends the reading of others.
  const unanswered = files.filter((file) => !parsed.files.has(file));
  if (unanswered.length === files.length) fail("count", `kubeconform said nothing of ${unanswered[0]}.`, "Check that the file is there and can be read.");
  const results = unanswered.length === 0 ? parsed.results : [...parsed.results, ...(await check(binary, unanswered, options, signal))];
  const order = new Map(files.map((file, index) => [file, index]));
  const key = ({ kind, name, apiVersion }: ResourceResult): string => [kind, name, apiVersion].join("\0");
  return [...results].sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function refuseEnd(binary: string, { fault, stopped, signal }: Ended, { timeout = 120 }: KubeconformOptions): void {
  if (fault !== undefined) fail("not-found", `${binary} cannot be started: ${fault}.`, HOW_TO_GET);
  if (stopped === "cancelled") fail("cancelled", "The run was cancelled.", "Nothing to do.");
  if (stopped === "time") fail("time", `kubeconform did not end within ${timeout} seconds.`, "Give it more time or fewer files.");
  if (stopped === "size") fail("output", "kubeconform says more than any manifest needs.", "Give it fewer files.");
  if (signal !== null) fail("ended", `kubeconform ended by ${signal}${signal === "SIGKILL" ? ", as the system does when memory runs out" : ""}.`, "Give it more memory or fewer files.");
}

/** The exit code is 1 for a wrong flag and for a wrong manifest alike; only the second one comes with JSON. */
function explain({ code, stdout, stderr }: Ended): never {
  const words = `${stderr}${stdout}`.trim().split("\n")[0] ?? "";
  if (code === 0) fail("output", `The answer of kubeconform cannot be read: ${words}`, `Use a version from ${OLDEST} to 0.8.`);
  if (code === 1) fail("usage", `kubeconform refused its options: ${words}`, "Correct the option that it names.");
  fail("ended", `kubeconform ended with code ${code}: ${words}`, "This is a fault of kubeconform; use another version.");
}
