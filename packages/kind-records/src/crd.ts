import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../../../generators/document/index.ts";
import { isSchema, type RawKind, type Schema, type Source } from "./record.ts";

/** Custom resource definitions by project folder. Longhorn's are left out: no repository declares a resource of its kinds. */
export const CRD_FOLDERS = [
  "argo-workflows-full",
  "cert-manager",
  "cloudnative-pg",
  "external-secrets",
  "flux",
  "gateway-api",
  "keda",
  "metallb",
  "plugin-barman-cloud",
  "prometheus-operator",
  "temporal-worker-controller",
] as const;

/** Reads one file of CRDs. Throws with the file's name when it is not what it is taken for: derivation must not skip silently. */
export function readCrds(crds: string, file: string, source: Source): RawKind[] {
  const { documents, findings } = parseYaml(readFileSync(join(crds, file), "utf8"), file);
  if (findings.length > 0 || documents.length === 0) throw new Error(`${file} cannot be read: ${findings[0]?.reason ?? "no document"}`);
  return documents.map(({ data }) => crdOf(data as Crd, file, source));
}

interface Crd {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

function crdOf(crd: Crd, file: string, source: Source): RawKind {
  const served = crd.spec.versions.filter((version) => version.served).sort((a, b) => maturity(b.name) - maturity(a.name));
  const version = served[0];
  if (crd.kind !== "CustomResourceDefinition" || version === undefined || !isSchema(version.schema.openAPIV3Schema)) throw new Error(`${file} holds no served definition`);
  return {
    group: crd.spec.group,
    version: version.name,
    kind: crd.spec.names.kind,
    scope: crd.spec.scope,
    source,
    versions: Object.fromEntries(crd.spec.versions.map((each) => [each.name, each.served ? "served" : "unserved"])),
    schema: version.schema.openAPIV3Schema,
  };
}

/** Orders versions as Kubernetes does: stable above beta above alpha, then by number. */
function maturity(version: string): number {
  const [, major = "0", stage, step = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const rank = stage === undefined ? 2 : stage === "beta" ? 1 : 0;
  return rank * 1_000_000 + Number(major) * 1_000 + Number(step);
}

/** Project, version and licence of every file, from the table that lies beside the files. */
export function readSources(crds: string): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const line of readFileSync(join(crds, "index.md"), "utf8").split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length !== 10 || cells[2] === "file" || !/[a-z]/.test(cells[2] ?? "")) continue;
    sources.set(cells[2] as string, { project: cells[4] as string, version: cells[3] as string, licence: cells[7] as string });
  }
  return sources;
}
