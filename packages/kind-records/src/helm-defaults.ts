import { parseYaml } from "../../../generators/document/index.ts";
import type { Json, Schema } from "./record.ts";

/** What the defaults of a chart do not show, found in its templates or in the defaults of its subcharts. */
export interface Beyond {
  /** Dotted path → what may stand there besides what the defaults show. A dot inside a key is written `\.`. */
  readonly also: Readonly<Record<string, Schema>>;
  /** Paths whose default `false` stands for "not said", so that other types fit as well. */
  readonly falseForNothing: readonly string[];
}

/**
 * A closed schema of a chart's values from its default values: whatever key the defaults do not have, the chart does not read.
 * Empty maps are open, since they hold what people name; maps of Kubernetes' own (resources, security contexts) have Kubernetes' keys.
 */
export function schemaOfDefaults(text: string, file: string, beyond: Beyond): Schema {
  const { documents, findings } = parseYaml(text, file);
  const values = documents[0]?.data as Json | undefined;
  if (findings.some(({ severity }) => severity === "error") || !isMap(values)) throw new Error(`${file} cannot be read: ${findings[0]?.reason ?? "no map"}`);
  const unused = new Set([...Object.keys(beyond.also), ...beyond.falseForNothing]);
  const schema = closed(values, "", beyond, unused);
  if (unused.size > 0) throw new Error(`${file} has no ${[...unused].join(", ")}: the defaults changed`);
  return schema;
}

const TEXT: Schema = { type: ["string", "number"] };
const RESOURCE_LIST: Schema = { type: "object", additionalProperties: TEXT };
export const RESOURCES: Schema = { type: "object", properties: { requests: RESOURCE_LIST, limits: RESOURCE_LIST, claims: { type: "array" } }, additionalProperties: false };

/** Fields of the security contexts of pods and containers, and the switch that some charts add. */
const SECURITY_FIELDS = ["allowPrivilegeEscalation", "appArmorProfile", "capabilities", "enabled", "fsGroup", "fsGroupChangePolicy", "privileged", "procMount", "readOnlyRootFilesystem", "runAsGroup", "runAsNonRoot", "runAsUser", "seLinuxOptions", "seccompProfile", "supplementalGroups", "sysctls", "windowsOptions"];
const SECURITY: Schema = { type: "object", properties: Object.fromEntries(SECURITY_FIELDS.map((name) => [name, {}])), additionalProperties: false };

/** Maps whose keys are people's, whatever the defaults put there. */
const FREE = /^(.*[lL]abels|.*[aA]nnotations|nodeSelector|env|config|settings|affinity|.*Probe|.*Map|.*GroupLabels|extraArgs)$/;

function closed(values: Readonly<Record<string, Json>>, at: string, beyond: Beyond, unused: Set<string>): Schema {
  const properties: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) properties[key] = of(key, value, join(at, key), beyond, unused);
  for (const [path, schema] of Object.entries(beyond.also)) {
    const key = childOf(path, at);
    if (key === undefined) continue;
    unused.delete(path);
    properties[key] = schema;
  }
  return { type: "object", properties, additionalProperties: false };
}

function of(key: string, value: Json, at: string, beyond: Beyond, unused: Set<string>): Schema {
  if (/^(.*R|r)esources$/.test(key) && (value === null || isMap(value))) return isResourceMap(value) ? RESOURCES : closed(value as Record<string, Json>, at, beyond, unused);
  if (/[sS]ecurityContext$/.test(key) && isMap(value) && !Object.values(value).every(isMap)) return SECURITY;
  if (isMap(value)) {
    const named = Object.keys(beyond.also).some((path) => childOf(path, at) !== undefined || path.startsWith(`${at}.`));
    return !named && (Object.keys(value).length === 0 || FREE.test(key)) ? { type: "object" } : closed(value, at, beyond, unused);
  }
  if (Array.isArray(value)) return { type: "array" };
  if (value === null) return {};
  if (typeof value === "boolean") return beyond.falseForNothing.includes(at) ? (unused.delete(at), {}) : { type: "boolean" };
  return value === "" ? { type: ["string", "number", "boolean"] } : TEXT;
}

/** Resources of a container, not a map of containers that have some. */
const isResourceMap = (value: Json): boolean => !isMap(value) || Object.keys(value).every((key) => key === "requests" || key === "limits");

const join = (at: string, key: string): string => (at === "" ? "" : `${at}.`) + key.replaceAll(".", "\\.");

/** The last step of a path that lies directly below another. */
function childOf(path: string, at: string): string | undefined {
  const [, parent = "", key] = /^(?:(.*[^\\])\.)?((?:[^.\\]|\\.)+)$/.exec(path) ?? [];
  return parent === at && key !== undefined ? key.replaceAll("\\.", ".") : undefined;
}

const isMap = (value: unknown): value is Readonly<Record<string, Json>> => typeof value === "object" && value !== null && !Array.isArray(value);
