import { LAYERED_BLOCKS } from "../answers/layers.ts";
import { isEmitted } from "../answers/not-yet.ts";
import { child, choices, resolve, schemaAt, settingsNode, type SchemaNode } from "../answers/schema.ts";

/** Who can answer, in the order in which a platform is thought through. */
export const OWNERS = ["platform", "security", "network", "database", "application"] as const;
export type Owner = (typeof OWNERS)[number];

/** What one cell or one answer can say. */
export interface Field {
  readonly title: string;
  readonly node: SchemaNode;
  readonly permanent: boolean;
  /** Words to choose from, as far as this version emits them. */
  readonly choices?: readonly string[];
  /** More than one of the choices, or more than one text. */
  readonly several: boolean;
}

export interface Column extends Field {
  /** Key in the entry; undefined for the entry's name. */
  readonly key: string | undefined;
}

/** One question: everything it says is the schema's. */
export interface Question extends Field {
  /** What the document calls it, and keeps: the path of the setting, without `defaults`. */
  readonly key: string;
  /** Where the answer goes in the file; below `defaults` when environments may differ. */
  readonly path: readonly string[];
  readonly owner: Owner;
  readonly why: string;
  /** Without an answer there is no platform. */
  readonly required: boolean;
  /** For maps by name and lists: one row per entry. */
  readonly columns?: readonly Column[];
}

/** Columns of the table of clusters: what every cluster has to say, and what differs most. */
const CLUSTER_COLUMNS = ["environment", "tier", "cloud", "region", "peak"];

/** Every question that this version can do something with, by owner, in the order of the schema. */
export function questions(): readonly Question[] {
  return (known ??= allQuestions());
}

let known: readonly Question[] | undefined;

function allQuestions(): readonly Question[] {
  const top = schemaAt([]) ?? {};
  const all = [
    ...keysOf(top).filter((key) => !["defaults", "tiers"].includes(key)).flatMap((key) => below(child(top, key) ?? {}, [key], [], "platform")),
    ...keysOf(settingsNode).filter((key) => !LAYERED_BLOCKS.includes(key) && !CLUSTER_COLUMNS.includes(key)).flatMap((key) => below(child(settingsNode, key) ?? {}, ["defaults", key], [], "platform")),
  ];
  return OWNERS.flatMap((owner) => all.filter((question) => question.owner === owner));
}

const keysOf = (node: SchemaNode): string[] => Object.entries(resolve(node).properties ?? {}).flatMap(([key, inner]) => (inner === false ? [] : [key]));

const isOwner = (owner: string | undefined): owner is Owner => OWNERS.some((one) => one === owner);

function below(node: SchemaNode, path: readonly string[], titles: readonly string[], inherited: Owner): Question[] {
  const whole = resolve(node);
  const said = whole["x-owner"];
  const owner = isOwner(said) ? said : inherited;
  const names = [...titles, whole.title ?? path.at(-1) ?? ""];
  if (whole["x-ask"] !== undefined) {
    const question = { ...field(whole, names.join(": "), path), key: (path[0] === "defaults" ? path.slice(1) : path).join("."), path, owner, why: whole["x-ask"], required: isRequired(path), ...columnsOf(whole, path) };
    return isEmitted(path, sample(whole, path, question)) ? [question] : [];
  }
  if (whole.propertyNames !== undefined && typeof whole.additionalProperties === "object") return [];
  return keysOf(whole).flatMap((key) => below(child(whole, key) ?? {}, [...path, key], names, owner));
}

/** Whether the file needs it, and everything around it. */
const isRequired = (path: readonly string[]): boolean => path.every((key, index) => (resolve(schemaAt(path.slice(0, index)) ?? {}).required ?? []).includes(key));

function field(node: SchemaNode, title: string, path: readonly string[]): Field {
  const whole = resolve(node);
  const several = whole.type === "array" && !isTable(whole);
  const words = whole.type === "boolean" ? ["yes", "no"] : choices(several ? (whole.items ?? {}) : whole)?.filter((word) => isEmitted(path, several ? [word] : word));
  return { title, node: whole, permanent: whole["x-permanent"] === true, several, ...(words && { choices: words }) };
}

/** Something that stands there when it is answered. */
function sample(node: SchemaNode, path: readonly string[], { choices: words, several }: Field): unknown {
  if (isTable(node)) return node.type === "array" ? [] : {};
  if (node.type === "boolean") return true;
  return words ? (several ? words.slice(0, 1) : words[0]) : (node.examples?.[0] ?? path.at(-1));
}

const entryOf = (node: SchemaNode): SchemaNode | undefined => (node.type === "array" ? node.items : typeof node.additionalProperties === "object" && node.propertyNames ? node.additionalProperties : undefined);

/** Lists of maps, and maps by name. */
function isTable(node: SchemaNode): boolean {
  const entry = entryOf(node);
  return entry !== undefined && (node.type === "object" || resolve(entry).type === "object");
}

function columnsOf(node: SchemaNode, path: readonly string[]): { readonly columns?: readonly Column[] } {
  if (!isTable(node)) return {};
  const entry = resolve(entryOf(node) ?? {});
  const isClusters = path.length === 1 && path[0] === "clusters";
  const name: Column[] = node.type === "array" || isClusters ? [] : [{ key: undefined, title: "Name", node: resolve(node.propertyNames ?? {}), permanent: true, several: false }];
  if (entry.type !== "object") return { columns: [...name, { ...field(entry, entry.title ?? "Value", [...path, "x"]), key: "" }] };
  const keys = isClusters ? CLUSTER_COLUMNS : keysOf(entry).filter((key) => resolve(child(entry, key) ?? {})["x-ask"] !== undefined);
  return { columns: [...name, ...keys.map((key) => ({ ...field(child(entry, key) ?? {}, resolve(child(entry, key) ?? {}).title ?? key, node.type === "array" ? path : [...path, "x", key]), key }))] };
}
