import { oneLine } from "../document/characters.ts";
import { composeYaml, type Layout } from "../document/compose.ts";
import { formatPath, type Path } from "../document/index.ts";
import { SCHEMA_PATH } from "./modeline.ts";
import { resolve, schemaAt } from "./schema.ts";

/**
 * Answers as a fresh `platform.yaml`: in the order of the schema, with the schema's half line of reason where a group or a choice has one,
 * each said once. Nothing is added but the editor's line and two lines at the top.
 * @param answers what was said, in the shape of the file; keys without a value are left out
 * @returns a text that reads back as the same answers
 */
export function writeAnswers(answers: object): string {
  const said = answers as Readonly<Record<string, unknown>>;
  return `# yaml-language-server: $schema=${SCHEMA_PATH}\n${head(said)}${composeYaml(said, answersLayout(said))}`;
}

/**
 * A part of the answers in the same style, to be set into a file that exists: no notes, since that file has its own.
 * @param open path of a map in it that is written in lines, however short it is
 */
export function writePart(value: Readonly<Record<string, unknown>>, path: Path, open?: Path): string {
  return composeYaml(value, { order: inSchemaOrder, open: (at) => isOpen(at) || formatPath(at) === (open && formatPath(open)) }, path);
}

function head({ customer }: Readonly<Record<string, unknown>>): string {
  const { title, name } = (typeof customer === "object" && customer !== null ? customer : {}) as Readonly<Record<string, unknown>>;
  const whose = [title, name].find((one): one is string => typeof one === "string" && one.length <= 60);
  return `#\n# The answers${whose === undefined ? "" : ` of ${oneLine(whose)}`}: the whole repository follows from them, so a change begins here.\n# What is not said is computed; docs/decisions/ says how.\n`;
}

function answersLayout(answers: Readonly<Record<string, unknown>>): Layout {
  const noted = firstNotes(answers);
  return {
    note: (path) => noted.get(JSON.stringify(path)),
    order: inSchemaOrder,
    open: isOpen,
    parted: (path) => (path.length === 1 && path[0] !== "apiVersion") || (path.length === 2 && path[0] === "clusters") || isBlock(answers, path),
  };
}

/** Maps of maps by name have a line for each name; an entry of `clusters`, `tiers` or `workers` has a line for each key as well. */
function isOpen(path: Path): boolean {
  if (path.length < 2) return true;
  if (path.length === 2 && ["clusters", "tiers", "workers"].includes(String(path[0]))) return true;
  const { propertyNames, additionalProperties } = resolve(schemaAt(path) ?? {});
  return propertyNames !== undefined && typeof additionalProperties === "object" && resolve(additionalProperties).type === "object";
}

/** The groups of a cluster, of a tier and of `defaults` that take several lines stand apart from each other. */
function isBlock(answers: Readonly<Record<string, unknown>>, path: Path): boolean {
  const inside = path[0] === "defaults" ? 1 : path[0] === "tiers" || path[0] === "clusters" ? 2 : Infinity;
  if (path.length !== inside + 1 || path[0] === "tiers") return false;
  return leaves(at(answers, path)) > 3;
}

const leaves = (value: unknown): number => (typeof value !== "object" || value === null || Array.isArray(value) ? 1 : Object.values(value).reduce<number>((sum, inner) => sum + leaves(inner), 0));

const at = (data: unknown, path: Path): unknown => path.reduce<unknown>((value, step) => (typeof value === "object" && value !== null && Object.hasOwn(value, step) ? (value as Readonly<Record<string, unknown>>)[step] : undefined), data);

function inSchemaOrder(path: Path, keys: readonly string[]): readonly string[] {
  const node = schemaAt(path);
  const known = Object.keys((node && resolve(node).properties) ?? {});
  return [...known.filter((key) => keys.includes(key)), ...keys.filter((key) => !known.includes(key))];
}

/** Each note of the schema at the first path that it belongs to, in the order of the file: a reason is said once. */
function firstNotes(answers: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const noted = new Map<string, string>();
  const said = new Set<string>();
  const walk = (value: unknown, path: Path): void => {
    const node = path.length > 0 ? schemaAt(path) : undefined;
    const note = node && resolve(node)["x-note"];
    if (note !== undefined && !said.has(note)) noted.set(JSON.stringify(path), note);
    if (note !== undefined) said.add(note);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const map = value as Readonly<Record<string, unknown>>;
    for (const key of inSchemaOrder(path, Object.keys(map))) if (map[key] !== undefined) walk(map[key], [...path, key]);
  };
  walk(answers, []);
  return noted;
}
