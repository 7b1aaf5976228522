/** What a run of kubeconform can come to. */

export type KubeconformOutcome =
  /** It ran over everything. `ok` is true when no resource is invalid and none could not be checked. */
  | { readonly outcome: "checked"; readonly ok: boolean; readonly results: readonly ResourceResult[] }
  /** It did not run, or not over everything: this says nothing about the resources. */
  | { readonly outcome: "failed"; readonly fault: KubeconformFault };

export type ResourceStatus =
  | "valid"
  | "invalid"
  /** Not checked: no schema for the kind, no YAML, no Kubernetes resource. */
  | "error"
  /** Left out as asked, by kind or for want of a schema. */
  | "skipped";

export interface ResourceResult {
  /** As it was given. */
  readonly file: string;
  /** Empty where the document has none. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly status: ResourceStatus;
  /** `path: what is wrong` where kubeconform names the place, else its message. Empty for valid ones. */
  readonly messages: readonly string[];
}

export interface KubeconformFault {
  readonly code:
    /** Neither `binary`, nor KUBECONFORM_BIN or KUBECONFORM, nor PATH, nor Go's folder leads to it, or it cannot be started. */
    | "not-found"
    /** It is older than the answers that this wrapper reads. */
    | "too-old"
    /** The options cannot be right; kubeconform was not started, or it refused them. */
    | "usage"
    /** kubeconform would pass over such a file without a word. */
    | "unread-file"
    /** It answered, but not for every file, or with fewer or more resources than there are. */
    | "count"
    /** Its answer is not what this version of the wrapper can read. */
    | "output"
    /** An input could not be read, or not be written for kubeconform. */
    | "input"
    /** It crashed, or the system ended it. */
    | "ended"
    /** It took longer than the time limit and was ended. */
    | "time"
    /** The caller's signal ended it. */
    | "cancelled";
  readonly reason: string;
  readonly remedy: string;
}

export const failed = (code: KubeconformFault["code"], reason: string, remedy: string): KubeconformOutcome & { outcome: "failed" } => ({ outcome: "failed", fault: { code, reason, remedy } });

/** What the stream throws: a fault of the run, never of a resource. */
export class KubeconformError extends Error {
  override readonly name = "KubeconformError";
  readonly fault: KubeconformFault;
  constructor(fault: KubeconformFault) {
    super(`${fault.reason} ${fault.remedy}`);
    this.fault = fault;
  }
}

/** One entry of `resources` in kubeconform's JSON. */
interface Entry {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly version: string;
  readonly status: string;
  readonly msg: string;
  readonly validationErrors?: readonly { readonly path: string; readonly msg: string }[];
}

const statuses: Readonly<Record<string, ResourceStatus>> = { statusValid: "valid", statusInvalid: "invalid", statusError: "error", statusSkipped: "skipped" };

/** What a verbose run says. */
export interface Parsed {
  readonly results: readonly ResourceResult[];
  /** Every file that was answered for, also those that hold empty documents only. */
  readonly files: ReadonlySet<string>;
}

const TEXTS = ["filename", "kind", "name", "version", "status", "msg"] as const;

/** Reads the JSON of a verbose run. Documents that are empty come with an empty status and are left out of the results; undefined when it is no such JSON. */
export function parseResults(text: string): Parsed | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const resources = (data as { resources?: unknown } | null)?.resources;
  if (!Array.isArray(resources)) return undefined;
  const results: ResourceResult[] = [];
  if (!resources.every(isEntry)) return undefined;
  const files = new Set(resources.map(({ filename }) => filename));
  for (const entry of resources) {
    const status = statuses[entry.status];
    if (status !== undefined) results.push({ file: entry.filename, apiVersion: entry.version, kind: entry.kind, name: entry.name, status, messages: messagesOf(entry) });
    else if (entry.status !== "") return undefined;
  }
  return { results, files };
}

const isEntry = (entry: unknown): entry is Entry =>
  typeof entry === "object" && entry !== null && TEXTS.every((name) => typeof (entry as Readonly<Record<string, unknown>>)[name] === "string");

function messagesOf({ msg, validationErrors = [] }: Entry): readonly string[] {
  if (validationErrors.length > 0) return validationErrors.map(({ path, msg: text }) => `${path === "" ? "/" : path}: ${text}`);
  return msg === "" ? [] : [msg];
}
