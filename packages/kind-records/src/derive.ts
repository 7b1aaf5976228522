import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compare } from "../../../generators/finding.ts";
import { readCore } from "./core.ts";
import { CRD_FOLDERS, readCrds, readSources } from "./crd.ts";
import { readEvents } from "./events.ts";
import { facetsOf } from "./facets.ts";
import { formatJson } from "./format.ts";
import { handWritten } from "./hand.ts";
import { deriveHelmSchemas } from "./helm.ts";
import { objectMeta } from "./metadata.ts";
import { apiVersionOf, fileKey, isSchema, type Json, type KindRecord, type RawKind, type Schema } from "./record.ts";
import { convert } from "./schema.ts";
import { share } from "./share.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/**
 * Every committed file of `schemas/kubernetes`, from upstream data: file name → text.
 * `shared` is the folder that holds `crds/`. The same data gives the same bytes.
 */
export function deriveKinds(shared: string): ReadonlyMap<string, string> {
  const crds = join(shared, "crds");
  const sources = readSources(crds);
  const raw: (RawKind & { readonly metadataOptional?: true })[] = [...readCore(crds, sources), ...readEvents(crds, sources), ...handWritten];
  for (const folder of CRD_FOLDERS) {
    for (const name of readdirSync(join(crds, folder)).sort()) {
      const file = `${folder}/${name}`;
      const source = sources.get(file);
      if (!name.endsWith(".yaml")) continue;
      if (source === undefined) throw new Error(`${file} has no row in index.md`);
      raw.push(...readCrds(crds, file, source));
    }
  }
  const files = new Map<string, string>();
  const index: Record<string, string> = {};
  for (const kind of raw.sort((a, b) => compare(fileKey(a.group, a.version, a.kind), fileKey(b.group, b.version, b.kind)))) {
    const name = `${fileKey(kind.group, kind.version, kind.kind)}.json`;
    files.set(name, formatJson(recordOf(kind) as unknown as Json));
    index[`${apiVersionOf(kind.group, kind.version)}/${kind.kind}`] = name;
  }
  files.set("index.json", formatJson(index));
  return files;
}

export function recordOf(raw: RawKind & { readonly metadataOptional?: true }): KindRecord {
  const facets = facetsOf(raw.schema);
  return {
    apiVersion: apiVersionOf(raw.group, raw.version),
    kind: raw.kind,
    scope: raw.scope,
    source: raw.source,
    versions: raw.versions,
    schema: share(rootSchema(raw)),
    defaults: facets.defaults,
    listKeys: facets.listKeys,
    immutable: [...(raw.immutable ?? []), ...facets.immutable],
    cel: facets.cel,
  };
}

/** The whole object: fixed apiVersion and kind, closed metadata, and a status that is the server's business. */
function rootSchema(raw: RawKind & { readonly metadataOptional?: true }): Schema {
  const body = convert({ ...raw.schema, type: "object" });
  const own = isSchema(body["properties"]) ? { ...body["properties"] } : {};
  const hasStatus = Object.hasOwn(own, "status");
  for (const key of ["apiVersion", "kind", "metadata", "status"]) delete own[key];
  const required = (Array.isArray(body["required"]) ? (body["required"] as string[]) : []).filter((key) => Object.hasOwn(own, key));
  return {
    ...body,
    required: ["apiVersion", "kind", ...(raw.metadataOptional ? [] : ["metadata"]), ...required],
    properties: {
      apiVersion: { const: apiVersionOf(raw.group, raw.version) },
      kind: { const: raw.kind },
      metadata: raw.metadataOptional ? {} : objectMeta(raw.kind),
      ...own,
      ...(hasStatus ? { status: {} } : {}),
    },
    additionalProperties: false,
  };
}

function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith(".json") && !files.has(name)) rmSync(join(folder, name));
  for (const [name, text] of files) if (!existsSync(join(folder, name)) || readFileSync(join(folder, name), "utf8") !== text) writeFileSync(join(folder, name), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shared = process.argv[2] ?? join(ROOT, "..", "shared");
  writeFolder(join(ROOT, "schemas", "kubernetes"), deriveKinds(shared));
  const helm = join(ROOT, "schemas", "helm");
  mkdirSync(helm, { recursive: true });
  for (const [name, text] of deriveHelmSchemas(shared)) writeFileSync(join(helm, name), text);
}
