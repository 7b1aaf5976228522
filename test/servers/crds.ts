import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { identify, parseYaml } from "../../generators/document/index.ts";

/** The custom resource definitions that the API server under test knows. */

export interface CustomResources {
  /** CustomResourceDefinition objects, as they are sent to the server. */
  readonly definitions: readonly Record<string, unknown>[];
  /** Changes when any definition does. */
  readonly digest: string;
}

/** Kinds without a public definition that we may use: FluxInstance's is under a licence that keeps it out, so that ours is made of our own record of it. */
const fromRecords = [{ record: "fluxcd.controlplane.io_fluxinstance_v1.json", plural: "fluxinstances" }];

const records = fileURLToPath(new URL("../../schemas/kubernetes/", import.meta.url));

/** Reads every definition below the folder, and those that are made of records of ours. */
export function customResources(folder: string): CustomResources {
  const definitions = yamlFiles(folder).flatMap((file) => {
    const { documents, findings } = parseYaml(withoutHelmLines(readFileSync(file, "utf8")), file);
    if (findings.length > 0) throw new Error(`${file}: ${findings[0]?.reason}`);
    return documents.map((document) => document.data).filter((data) => identify(data)?.kind === "CustomResourceDefinition") as Record<string, unknown>[];
  });
  for (const { record, plural } of fromRecords) definitions.push(definitionOf(JSON.parse(readFileSync(join(records, record), "utf8")) as KindRecord, plural));
  return { definitions, digest: createHash("sha256").update(JSON.stringify(definitions)).digest("hex") };
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Longhorn's file is part of a chart: its labels begin with a line of Helm, the rest of the map follows. */
const withoutHelmLines = (text: string): string => text.replaceAll(/^( *labels:) \{\{.*\}\}$/gm, "$1");

interface KindRecord {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: string;
  readonly schema: Schema;
  readonly immutable: readonly { readonly path: string; readonly rule: string }[];
}

type Schema = { readonly [key: string]: unknown; readonly properties?: Readonly<Record<string, Schema>> };

/** A definition as the API server takes it: a structural schema is closed by itself, and transition rules stand at the field. */
function definitionOf(record: KindRecord, plural: string): Record<string, unknown> {
  const [group = "", version = ""] = record.apiVersion.split("/");
  const { properties = {} } = record.schema;
  const rules = new Map(record.immutable.map(({ path, rule }) => [path, rule]));
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind: record.kind, listKind: `${record.kind}List`, plural, singular: record.kind.toLowerCase() },
      scope: record.scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", required: ["spec"], properties: { spec: structural(properties["spec"] ?? {}, "spec", rules) } } },
        },
      ],
    },
  };
}

function structural(schema: Schema, path: string, rules: ReadonlyMap<string, string>): Record<string, unknown> {
  const { additionalProperties, properties, items, ...rest } = schema;
  const rule = rules.get(path);
  return {
    ...rest,
    ...(typeof additionalProperties === "object" && additionalProperties !== null && { additionalProperties }),
    ...(properties !== undefined && { properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, structural(property, `${path}.${name}`, rules)])) }),
    ...(typeof items === "object" && items !== null && { items: structural(items as Schema, `${path}[]`, rules) }),
    ...(rule !== undefined && { "x-kubernetes-validations": [{ rule, message: "Value is immutable" }] }),
  };
}
