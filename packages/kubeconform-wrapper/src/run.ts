import { spawn } from "node:child_process";
import { extname, isAbsolute } from "node:path";
import { findKubeconform } from "./find.ts";
import { failed, parseResults, type KubeconformOutcome, type ResourceResult } from "./outcome.ts";

export interface KubeconformOptions {
  /** Files, never folders: what is read is said by name. */
  readonly files: readonly string[];
  /**
   * How many resources the files hold together: documents that are not empty, and the items of a `kind: List` in its place.
   * kubeconform ends with success when it has read nothing at all; the count is what tells.
   */
  readonly expected: number;
  /** Local templates in the order in which they are tried: `writeSchemas` makes one. There is no default: kubeconform's own is the internet. */
  readonly schemaLocations: readonly string[];
  /** `x.y.z` or `master`; only for locations with `NormalizedKubernetesVersion`. */
  readonly kubernetesVersion?: string;
  /** Also refuse keys that stand twice in a map; true when not said. Items of a `kind: List` are never checked for that. */
  readonly strict?: boolean;
  /** Kinds without a schema are `skipped` instead of `error`. */
  readonly ignoreMissingSchemas?: boolean;
  /** `Kind` or `group/version/Kind`; these are `skipped`. */
  readonly skip?: readonly string[];
  /** Path of kubeconform; looked for when not said. */
  readonly binary?: string;
  /** Seconds for each call of kubeconform; 120 when not said. */
  readonly timeout?: number;
}

/** Files per call: a command line has a limit of length. */
const batch = 500;
const readable = new Set([".yaml", ".yml", ".json"]);

/**
 * Checks the resources in the files. Never throws and never reads the network.
 * Results are in the order of the files' names, kinds and names, whatever order kubeconform worked in.
 */
export async function runKubeconform(options: KubeconformOptions): Promise<KubeconformOutcome> {
  const refusal = refuse(options);
  if (refusal !== undefined) return refusal;
  const found = options.binary === undefined ? findKubeconform() : { path: options.binary };
  if ("tried" in found) return failed("not-found", `kubeconform is in none of: ${found.tried.join(", ")}.`, "Install kubeconform, or set KUBECONFORM_BIN to its path.");

  const results: ResourceResult[] = [];
  for (let start = 0; start < options.files.length; start += batch) {
    const part = await call(found.path, options, options.files.slice(start, start + batch));
    if (!Array.isArray(part)) return part;
    results.push(...part);
  }
  const unchecked = results.some(({ status }) => status === "error");
  // A file that cannot be read ends the reading of others: then the count is short for a reason that the results tell.
  if (results.length !== options.expected && !unchecked) {
    return failed("count", `kubeconform answered for ${results.length} resources of ${options.expected}.`, "Check that every file is there and holds what it should; the wrapper cannot tell which ones were left out.");
  }
  return { outcome: "checked", ok: results.every(({ status }) => status === "valid" || status === "skipped"), results: sorted(results) };
}

function refuse({ files, expected, schemaLocations, kubernetesVersion }: KubeconformOptions): ReturnType<typeof failed> | undefined {
  const unread = files.find((file) => !readable.has(extname(file)));
  if (unread !== undefined) return failed("unread-file", `kubeconform reads only .yaml, .yml and .json, and would pass over ${unread}.`, "Give the file one of these endings, or leave it out.");
  if (files.length === 0 && expected !== 0) return failed("count", `No file is given, but ${expected} resources are expected.`, "Give the files.");
  if (schemaLocations.length === 0) return failed("usage", "No schema location is given, and kubeconform would read its default one from the internet.", "Give local schema locations.");
  const remote = schemaLocations.find((location) => location === "default" || /^https?:/.test(location));
  if (remote !== undefined) return failed("usage", `The schema location ${remote} is read from the internet.`, "Give local schema locations.");
  if (kubernetesVersion !== undefined && !/^(master|\d+\.\d+\.\d+)$/.test(kubernetesVersion)) return failed("usage", `The Kubernetes version ${kubernetesVersion} is not of the form 1.36.0.`, "Write all three numbers, or master.");
  return undefined;
}

async function call(binary: string, options: KubeconformOptions, files: readonly string[]): Promise<ResourceResult[] | ReturnType<typeof failed>> {
  // A name that begins with a dash would be read as a flag, and `-` as standard input.
  const names = new Map(files.map((file) => [isAbsolute(file) || !file.startsWith("-") ? file : `./${file}`, file]));
  const args = ["-output", "json", "-verbose", ...flags(options), ...names.keys()];
  const { code, signal, stdout, stderr, fault } = await spawned(binary, args, (options.timeout ?? 120) * 1000);
  if (fault !== undefined) return failed("not-found", `${binary} cannot be started: ${fault}.`, "Install kubeconform, or set KUBECONFORM_BIN to its path.");
  if (signal !== null) return failed("ended", `kubeconform ended by ${signal}${signal === "SIGKILL" ? " (out of time, or of memory)" : ""}.`, "Give it more time or fewer files.");
  const results = parseResults(stdout);
  if (results !== undefined) return results.map((result) => ({ ...result, file: names.get(result.file) ?? result.file }));
  // The exit code is 1 for a wrong flag and for a wrong manifest alike; only the second one comes with JSON.
  const words = `${stderr}${stdout}`.trim().split("\n")[0] ?? "";
  if (code === 0) return failed("output", `The answer of kubeconform cannot be read: ${words}`, "Use version 0.7 or 0.8.");
  if (code === 1) return failed("usage", `kubeconform refused its options: ${words}`, "Correct the option that it names.");
  return failed("ended", `kubeconform ended with code ${code}: ${words}`, "This is a fault of kubeconform; use another version.");
}

function flags({ strict = true, ignoreMissingSchemas = false, kubernetesVersion, schemaLocations, skip = [] }: KubeconformOptions): string[] {
  return [
    ...(strict ? ["-strict"] : []),
    ...(ignoreMissingSchemas ? ["-ignore-missing-schemas"] : []),
    ...(kubernetesVersion === undefined ? [] : ["-kubernetes-version", kubernetesVersion]),
    ...(skip.length === 0 ? [] : ["-skip", skip.join(",")]),
    ...schemaLocations.flatMap((location) => ["-schema-location", location]),
  ];
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly fault?: string;
}

/** Standard input stays closed: large streams lose documents in kubeconform. */
function spawned(binary: string, args: readonly string[], timeout: number): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
    // Not spawn's own limit: its timer goes on when the program cannot be started, and keeps the caller's process alive.
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    const end = (ended: Ended): void => (clearTimeout(timer), resolve(ended));
    child.once("error", (error) => end({ code: null, signal: null, stdout: "", stderr: "", fault: error.message }));
    child.once("close", (code, signal) => end({ code, signal, stdout: Buffer.concat(out).toString("utf8"), stderr: Buffer.concat(err).toString("utf8") }));
  });
}

function sorted(results: readonly ResourceResult[]): ResourceResult[] {
  const key = ({ file, kind, name, apiVersion }: ResourceResult): string => [file, kind, name, apiVersion].join("\0");
  return [...results].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
