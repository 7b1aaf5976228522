import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expand } from "./core.ts";
import type { RawKind, Schema, Source } from "./record.ts";

const SCHEMA_FILE = "argo-events-schema/schema-v1.9.11.json";
const KINDS = ["EventBus", "EventSource", "Sensor"] as const;

/** Argo Events ships CRDs without a schema; the project's own JSON Schema has one, left open, which is closed here. */
export function readEvents(crds: string, sources: ReadonlyMap<string, Source>): RawKind[] {
  const { definitions } = JSON.parse(readFileSync(join(crds, SCHEMA_FILE), "utf8")) as { definitions: { [name: string]: Schema } };
  const source = sources.get(SCHEMA_FILE);
  if (source === undefined) throw new Error(`${SCHEMA_FILE} has no row in index.md`);
  return KINDS.map((kind) => ({
    group: "argoproj.io",
    version: "v1alpha1",
    kind,
    scope: "Namespaced",
    source,
    versions: { v1alpha1: "served" },
    schema: expand({ $ref: `#/definitions/io.argoproj.events.v1alpha1.${kind}` }, definitions, []),
  }));
}
