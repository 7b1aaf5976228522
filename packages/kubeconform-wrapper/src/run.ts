import type { KubeconformOptions } from "./options.ts";
import { KubeconformError, type KubeconformOutcome, type ResourceResult } from "./outcome.ts";
import { streamKubeconform } from "./stream.ts";

/**
 * Checks the resources in files and inputs. Never throws, and reads the network only when told to.
 * Results are in the order of the files' names, kinds and names, whatever order kubeconform worked in.
 */
export async function runKubeconform(options: KubeconformOptions): Promise<KubeconformOutcome> {
  const results: ResourceResult[] = [];
  try {
    for await (const result of streamKubeconform(options)) results.push(result);
  } catch (error) {
    if (error instanceof KubeconformError) return { outcome: "failed", fault: error.fault };
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: "failed", fault: { code: "input", reason: `What is to be checked cannot be handed over: ${message}.`, remedy: "Check the input and the folder for temporary files." } };
  }
  return { outcome: "checked", ok: results.every(({ status }) => status === "valid" || status === "skipped"), results: sorted(results) };
}

function sorted(results: readonly ResourceResult[]): ResourceResult[] {
  const key = ({ file, kind, name, apiVersion }: ResourceResult): string => [file, kind, name, apiVersion].join("\0");
  return [...results].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
