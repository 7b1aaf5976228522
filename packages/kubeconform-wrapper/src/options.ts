import { extname } from "node:path";
import { failed, type KubeconformOutcome } from "./outcome.ts";

/** Manifests that lie in no file. kubeconform loses documents of a large standard input, so they reach it through a temporary file. */
export interface Input {
  /** What results call it: `stdin`, `helm template`. */
  readonly name: string;
  /** YAML of one or many documents, or a stream of it such as `process.stdin`. */
  readonly content: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

export interface KubeconformOptions {
  /** Files, never folders: what is read is said by name. */
  readonly files?: readonly string[];
  /** Manifests that are no files. */
  readonly inputs?: readonly Input[];
  /**
   * How many resources files and inputs hold together: documents that are not empty, and the items of a `kind: List` in its place.
   * Without it only that every file was answered for is held; with it a document that was lost in one is found as well.
   */
  readonly expected?: number;
  /** Templates in the order in which they are tried: `bundledSchemas` and `writeSchemas` give one. There is no default: kubeconform's own is the internet. */
  readonly schemaLocations: readonly string[];
  /** Allow locations that are read from the internet: `default` and addresses. */
  readonly network?: boolean;
  /** `x.y.z` or `master`; only for locations with `NormalizedKubernetesVersion`. */
  readonly kubernetesVersion?: string;
  /** Also refuse keys that stand twice in a map; true when not said. Items of a `kind: List` are never checked for that. */
  readonly strict?: boolean;
  /** Kinds without a schema are `skipped` instead of `error`. */
  readonly ignoreMissingSchemas?: boolean;
  /** `Kind` or `group/version/Kind`; these are `skipped`. */
  readonly skip?: readonly string[];
  /** `Kind` or `group/version/Kind`; these are an `error` wherever they are. */
  readonly reject?: readonly string[];
  /** Resources that are checked at the same time; kubeconform's own 4 when not said. */
  readonly workers?: number;
  /** Path of kubeconform; looked for when not said. */
  readonly binary?: string;
  /** Seconds for each call of kubeconform; 120 when not said. */
  readonly timeout?: number;
  /** Ends the run, and kubeconform with it. */
  readonly signal?: AbortSignal;
}

const readable = new Set([".yaml", ".yml", ".json"]);

/** What can be known to fail before kubeconform is started. */
export function refuse({ files = [], inputs = [], expected, schemaLocations, network = false, kubernetesVersion, workers }: KubeconformOptions): (KubeconformOutcome & { outcome: "failed" }) | undefined {
  const unread = files.find((file) => !readable.has(extname(file)));
  if (unread !== undefined) return failed("unread-file", `kubeconform reads only .yaml, .yml and .json, and would pass over ${unread}.`, "Give the file one of these endings, or pass its text as an input.");
  if (files.length + inputs.length === 0 && (expected ?? 0) !== 0) return failed("count", `No file is given, but ${expected} resources are expected.`, "Give the files.");
  if (schemaLocations.length === 0) return failed("usage", "No schema location is given, and kubeconform would read its default one from the internet.", "Give schema locations.");
  const remote = schemaLocations.find((location) => location === "default" || /^https?:/.test(location));
  if (remote !== undefined && !network) return failed("usage", `The schema location ${remote} is read from the internet.`, "Give local schema locations, or allow it by `network: true`.");
  if (kubernetesVersion !== undefined && !/^(master|\d+\.\d+\.\d+)$/.test(kubernetesVersion)) return failed("usage", `The Kubernetes version ${kubernetesVersion} is not of the form 1.36.0.`, "Write all three numbers, or master.");
  if (workers !== undefined && !(Number.isInteger(workers) && workers > 0)) return failed("usage", `${workers} is no number of workers.`, "Give a whole number from 1 on.");
  return undefined;
}

export function flags({ strict = true, ignoreMissingSchemas = false, kubernetesVersion, schemaLocations, skip = [], reject = [], workers }: KubeconformOptions): string[] {
  return [
    ...(strict ? ["-strict"] : []),
    ...(ignoreMissingSchemas ? ["-ignore-missing-schemas"] : []),
    ...(kubernetesVersion === undefined ? [] : ["-kubernetes-version", kubernetesVersion]),
    ...(skip.length === 0 ? [] : ["-skip", skip.join(",")]),
    ...(reject.length === 0 ? [] : ["-reject", reject.join(",")]),
    ...(workers === undefined ? [] : ["-n", String(workers)]),
    ...schemaLocations.flatMap((location) => ["-schema-location", location]),
  ];
}
