import type { FrozenChoice } from "../apply/index.ts";
import { parseBytes } from "../answers/index.ts";
import { identify, parseYaml, valueAt, type Path, type YamlDocument } from "../document/index.ts";
import type { Place } from "../finding.ts";

type Value = FrozenChoice["value"];

/** A permanent choice as a manifest states it: what the cluster is told, whatever answers and record say. */
export interface DeclaredChoice {
  /** Dotted path below the cluster, as in the record: `frozen.shards`, `volumes.data`. */
  readonly path: string;
  readonly value: Value;
  readonly place: Place;
}

interface Statement {
  readonly path: string;
  readonly at: Path;
  /** From what is written to what the record holds; undefined for what does not say it. */
  readonly read?: (written: Value) => Value | undefined;
}

const PERSISTENCE = ["spec", "values", "server", "config", "persistence"];
const METADATA = ["spec", "values", "server", "config", "clusterMetadata"];

/** Where Temporal's release and PostgreSQL's cluster say what can never change. */
const STATEMENTS: Readonly<Record<"release" | "postgres", readonly Statement[]>> = {
  release: [
    { path: "frozen.kubernetesNamespaces.server", at: ["metadata", "namespace"] },
    { path: "frozen.shards", at: [...PERSISTENCE, "numHistoryShards"] },
    { path: "frozen.database.default", at: [...PERSISTENCE, "datastores", "default", "sql", "databaseName"] },
    { path: "frozen.database.visibility", at: [...PERSISTENCE, "datastores", "visibility", "sql", "databaseName"] },
    { path: "database.host", at: [...PERSISTENCE, "datastores", "default", "sql", "connectAddr"], read: (written) => String(written).replace(/:\d+$/, "") },
    { path: "frozen.temporalClusterName", at: [...METADATA, "currentClusterName"] },
    { path: "frozen.failoverVersionIncrement", at: [...METADATA, "failoverVersionIncrement"] },
  ],
  postgres: [
    { path: "frozen.database.cluster", at: ["metadata", "name"] },
    { path: "frozen.kubernetesNamespaces.database", at: ["metadata", "namespace"] },
    { path: "volumes.data", at: ["spec", "storage", "size"], read: bytesOf },
    { path: "volumes.wal", at: ["spec", "walStorage", "size"], read: bytesOf },
    { path: "frozen.storage.class", at: ["spec", "storage", "storageClass"] },
    { path: "postgres", at: ["spec", "imageName"], read: (written) => (/:(\d+)\./.exec(String(written)) ? Number(/:(\d+)\./.exec(String(written))?.[1]) : undefined) },
  ],
};

/** The permanent choices that a manifest states, each with its place; none for a text that is no such manifest. */
export function declaredChoices(text: string, file: string): readonly DeclaredChoice[] {
  if (!mayDeclare(text)) return [];
  return parseYaml(text, file).documents.flatMap((document) => {
    const kind = kindOf(document);
    return (kind === undefined ? [] : STATEMENTS[kind]).flatMap(({ path, at, read }): DeclaredChoice[] => {
      const written = valueAt(document.data, at);
      if (typeof written !== "string" && typeof written !== "number" && typeof written !== "boolean") return [];
      const value = read === undefined ? written : read(written);
      return value === undefined ? [] : [{ path, value, place: document.placeOf(at, "value") }];
    });
  });
}

/** True for texts that are worth parsing for it. */
const mayDeclare = (text: string): boolean => text.includes("numHistoryShards") || text.includes("postgresql.cnpg.io/");

function kindOf({ data }: YamlDocument): keyof typeof STATEMENTS | undefined {
  const identity = identify(data);
  if (identity?.group === "postgresql.cnpg.io" && identity.kind === "Cluster") return "postgres";
  return identity?.kind === "HelmRelease" && valueAt(data, ["spec", "chart", "spec", "chart"]) === "temporal" ? "release" : undefined;
}

function bytesOf(written: Value): number | undefined {
  return parseBytes(String(written));
}
