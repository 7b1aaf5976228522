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
    /** Neither `binary`, nor KUBECONFORM_BIN, nor PATH leads to it. */
    | "not-found"
    /** The options cannot be right; kubeconform was not started, or it refused them. */
    | "usage"
    /** kubeconform would pass over such a file without a word. */
    | "unread-file"
    /** It answered, but with fewer or more resources than there are. */
    | "count"
    /** Its answer is not what this version of the wrapper can read. */
    | "output"
    /** It ended by a signal, or ran out of time. */
    | "ended";
  readonly reason: string;
  readonly remedy: string;
}

export const failed = (code: KubeconformFault["code"], reason: string, remedy: string): KubeconformOutcome & { outcome: "failed" } => ({ outcome: "failed", fault: { code, reason, remedy } });

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

/** Reads the JSON of a verbose run. Documents that are empty come with an empty status and are left out; undefined when it is no such JSON. */
export function parseResults(text: string): ResourceResult[] | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const resources = (data as { resources?: unknown } | null)?.resources;
  if (!Array.isArray(resources)) return undefined;
  const results: ResourceResult[] = [];
  for (const entry of resources as Entry[]) {
    const status = statuses[entry.status];
    if (status !== undefined) results.push({ file: entry.filename, apiVersion: entry.version, kind: entry.kind, name: entry.name, status, messages: messagesOf(entry) });
    else if (entry.status !== "") return undefined;
  }
  return results;
}

function messagesOf({ msg, validationErrors = [] }: Entry): readonly string[] {
  if (validationErrors.length > 0) return validationErrors.map(({ path, msg: text }) => `${path === "" ? "/" : path}: ${text}`);
  return msg === "" ? [] : [msg];
}
