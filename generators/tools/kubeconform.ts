import { join } from "node:path";
import { kinds } from "#build/kinds/index.ts";
import { streamKubeconform, writeSchemas, KubeconformError } from "#kubeconform-wrapper/index.ts";
import { formatPath, type Path } from "../document/index.ts";
import type { Finding } from "../finding.ts";
import { isMap } from "./repository.ts";
import { said, ToolFault, type Resource, type Tool } from "./tool.ts";

export const kubeconform: Tool = {
  name: "kubeconform",
  checks: "manifests, against the same schemas",
  oldest: "0.6.7",
  versionArguments: ["-v"],
  get: "Install kubeconform: `go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0`, or `brew install kubeconform`.",
  subject: "resource",
  subjects: ({ resources }) => resources().filter(isManifest).map(({ data }) => data.kind),
  check: async (_subjects, { repository, binary, scratch, timeout, signal }) => {
    const manifests = repository.resources().filter(isManifest);
    const location = writeSchemas(manifests.flatMap(({ data: { apiVersion, kind } }) => {
      const entry = Object.hasOwn(kinds, `${apiVersion}/${kind}`) ? kinds[`${apiVersion}/${kind}`] : undefined;
      return entry === undefined ? [] : [{ apiVersion, kind, schema: entry.load().schema }];
    }), join(scratch, "schemas"));
    const findings: Finding[] = [];
    try {
      const inputs = manifests.map(({ data }, index) => ({ name: String(index), content: JSON.stringify(data) }));
      for await (const { file, status, messages } of streamKubeconform({ inputs, expected: inputs.length, schemaLocations: [location], ignoreMissingSchemas: true, binary, timeout: timeout / 1000, ...(signal && { signal }) })) {
        if (status === "valid" || status === "skipped") continue;
        const manifest = manifests[Number(file)];
        if (manifest !== undefined) findings.push(...messages.map((message) => describe(manifest, message)));
      }
    } catch (error) {
      if (error instanceof KubeconformError) throw new ToolFault(error.fault.reason);
      throw error;
    }
    return { findings, count: manifests.length };
  },
};

type Manifest = Resource & { readonly data: { readonly apiVersion: string; readonly kind: string } };

/** What an API server would be sent as it is: an encrypted one has fields of SOPS that Flux takes away. */
function isManifest(resource: Resource): resource is Manifest {
  const { apiVersion, kind, sops } = resource.data;
  return typeof apiVersion === "string" && typeof kind === "string" && kind !== "List" && sops === undefined;
}

/** `/spec/ports/0: additional properties 'x' not allowed`: the place of what it names. */
function describe({ data, placeOf }: Manifest, message: string): Finding {
  const [, pointer = "", words = message] = /^(\/\S*): ([\s\S]*)$/.exec(message) ?? [];
  const path: (string | number)[] = [];
  let at: unknown = data;
  for (const part of pointer.split("/").slice(1).filter((step) => step !== "")) {
    const step = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(at) ? Number(step) : step);
    at = Array.isArray(at) ? at[Number(step)] : isMap(at) ? at[step] : undefined;
  }
  const place: Path = path;
  return said("kubeconform", placeOf(place), words, path.length > 0 ? { path: formatPath(place) } : {});
}
