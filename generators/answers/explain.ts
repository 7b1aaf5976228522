import { formatPath, type Path } from "../document/index.ts";
import { nearest } from "../nearest.ts";
import { listed, show, type Fault } from "./codes.ts";
import { choices, formOf, resolve, settingsNode, type SchemaNode } from "./schema.ts";

/** An unknown key that was probably meant as another one. */
export interface Misspelling extends Fault {
  /** Path that was meant. */
  readonly meant?: Path;
}

/** Longer words are no misspellings. */
const LONGEST_WORD = 40;

/** Names that still read as a list. */
const MOST_LISTED = 12;

const lastOf = (path: Path): string => String(path.at(-1) ?? "");
const article = (word: string): string => (/^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`);

export function closest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const [bare, letters] = [bareOf(word), lettersOf(word)];
  return known.find((other) => bareOf(other) === bare || lettersOf(other) === letters) ?? nearest(word, known) ?? known.find((other) => bare.length > 3 && bareOf(other).startsWith(bare));
}

/** Without what people leave out or put in: `onPremises` for on-premises. */
const bareOf = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, "");

/** The same letters in another order: `hots` for host. */
const lettersOf = (word: string): string => [...word.toLowerCase()].sort().join("");

export function unknownKey(path: Path, node: SchemaNode): Misspelling {
  const key = lastOf(path);
  const known = Object.entries(resolve(node).properties ?? {}).flatMap(([name, inner]) => (inner === false ? [] : [name]));
  const meant = closest(key, known);
  const where = path.length === 1 ? "at the top" : `in \`${formatPath(path.slice(0, -1))}\``;
  const inCluster = path.length === 1 && Object.hasOwn(resolve(settingsNode).properties ?? {}, key);
  return {
    code: "answers/unknown-key",
    path,
    at: "key",
    reason: `There is no key ${show(key)} ${where}.`,
    remedy:
      inCluster ? `Write it into a cluster, a tier or \`defaults\`: that is where \`${key}\` belongs.`
      : meant !== undefined ? `Did you mean \`${meant}\`?`
      : known.length <= MOST_LISTED ? `Remove it, or use one of ${listed(known)}.`
      : "Remove it; with the first line of the example files, editors list what is possible.",
    ...(meant !== undefined && !inCluster ? { meant: [...path.slice(0, -1), meant] } : {}),
  };
}

export function missingKey(path: Path, node: SchemaNode): Fault {
  const key = lastOf(path);
  const wanted = resolve(node).properties?.[key];
  const where = path.length === 1 ? "The file" : `\`${formatPath(path.slice(0, -1))}\``;
  return {
    code: "answers/missing",
    path,
    at: "key",
    reason: `${where} needs \`${key}\`${wanted && wanted.description ? `: ${lowerFirst(wanted.description)}` : "."}`,
    remedy: `Add \`${key}\`${wanted ? example(wanted, key) : ""}.`,
  };
}

/** Keys that exist elsewhere, but say something about one cluster only. */
export function forbiddenKey(path: Path): Fault {
  const key = lastOf(path);
  return {
    code: "answers/not-allowed",
    path,
    at: "key",
    reason: `\`${key}\` cannot stand in \`${formatPath(path.slice(0, -1))}\`: it says something about one cluster.`,
    remedy: `Move it into a cluster, below \`clusters\`.`,
  };
}

/** @param form the node of the map's keys */
export function badKey(path: Path, form: SchemaNode): Fault {
  const key = lastOf(path);
  const allowed = choices(form);
  if (allowed) return { code: "answers/not-allowed", path, at: "key", reason: `${show(key)} is none of ${listed(allowed)}.`, remedy: didYouMean(key, allowed) };
  const whole = formOf(form);
  return {
    code: "answers/bad-name",
    path,
    at: "key",
    reason: `${show(key)} cannot be ${article(whole.title ?? "name")}: ${whole.description ?? ""}${tooLong(key, whole)}.`,
    remedy: `Choose another name${example(whole, undefined)}.`,
  };
}

export function badValue(path: Path, value: unknown, node: SchemaNode, keyword: string, params: Readonly<Record<string, unknown>>): Fault {
  const whole = resolve(node);
  const at = { path, at: "value" } as const;
  const name = `\`${formatPath(path.slice(typeof path.at(-1) === "number" ? -2 : -1))}\``;
  const allowed = choices(node);
  const form = whole.then && typeof value === "string" ? formOf(whole.then) : formOf(node);
  const like = example(node, undefined);
  switch (keyword) {
    case "quantity":
      return { ...at, code: "answers/bad-quantity", reason: `${name} is ${show(value)}, which ${String(params["problem"])}.`, remedy: `Write ${form.description ?? ""}${like}.` };
    case "type":
      return { ...at, code: "answers/wrong-type", reason: `${name} ${value === null ? "has no value" : `is ${described(value)}`}; it has to be ${expected(whole, allowed)}.`, remedy: retype(value, whole, like) };
    case "enum":
      return { ...at, code: "answers/not-allowed", reason: `${name} is ${show(value)}, which is not ${listed(allowed ?? [])}.`, remedy: didYouMean(value, allowed ?? []) };
    case "pattern":
      return { ...at, code: "answers/bad-format", reason: `${name} is ${show(value)}, which is no ${form.title ?? "such text"}: ${form.description ?? ""}.`, remedy: `Correct it${like}.` };
    case "minProperties":
      return { ...at, code: "answers/missing", reason: `${name} is empty; at least one has to be there.`, remedy: `Add one${like}.` };
    default:
      return { ...at, code: "answers/out-of-range", reason: `${name} is ${show(value)}, ${limit(keyword, params)}.`, remedy: `Change it${like}.` };
  }
}

const LIMITS: Readonly<Record<string, string>> = {
  maxLength: "longer than # characters",
  minLength: "shorter than # character",
  maximum: "more than #",
  minimum: "less than #",
  exclusiveMinimum: "not more than #",
  minItems: "with fewer items than #",
  uniqueItems: "with an item that stands there twice",
};

const limit = (keyword: string, params: Readonly<Record<string, unknown>>): string => (LIMITS[keyword] ?? "outside its limits").replace("#", String(params["limit"]));

const KINDS: Readonly<Record<string, string>> = { string: "a text", integer: "a whole number", number: "a number", boolean: "`true` or `false`", array: "a list", object: "a map of keys and values" };

function expected(node: SchemaNode, allowed: readonly string[] | undefined): string {
  const kinds = [node.type ?? []].flat().map((kind) => (kind === "string" && allowed ? listed(allowed) : (KINDS[kind] ?? kind)));
  return kinds.length > 0 ? kinds.join(" or ") : listed(allowed ?? []);
}

const described = (value: unknown): string => (typeof value === "number" ? `the number ${value}` : typeof value === "string" ? `the text ${show(value)}` : show(value));

/** The commonest causes have a remedy of their own: YAML took a text for a number, or the other way round. */
function retype(value: unknown, node: SchemaNode, like: string): string {
  const kinds = [node.type ?? []].flat();
  const number = kinds.includes("integer") || kinds.includes("number");
  if (typeof value === "string" && number && /^[0-9.]+$/.test(value)) return "Remove the quotes.";
  if (typeof value === "string" && kinds.includes("boolean")) return `Write \`${/^(n|no|off|false)$/i.test(value) ? "false" : "true"}\`.`;
  if (kinds.includes("string") && (typeof value === "number" || typeof value === "boolean") && choices(node) === undefined && node["x-unit"] === undefined) return `Put it in quotes: "${String(value)}".`;
  return value === null ? `Give it a value${like}, or remove the line.` : `Correct it${like}.`;
}

function didYouMean(value: unknown, allowed: readonly string[]): string {
  const meant = typeof value === "string" ? closest(value, allowed) : undefined;
  return meant === undefined ? `Choose ${listed(allowed)}.` : `Did you mean \`${meant}\`?`;
}

const tooLong = (text: string, { maxLength }: SchemaNode): string => (maxLength !== undefined && text.length > maxLength ? `; it has ${text.length}` : "");

/** The schema's first example, as YAML on one line. */
function example(node: SchemaNode, key: string | undefined): string {
  const [first] = resolve(node).examples ?? [];
  if (first === undefined) return "";
  return `, for example \`${key === undefined ? "" : `${key}: `}${inline(first)}\``;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`).join(", ")}}`;
  return typeof value === "string" && /^[#*&!|>%@`"']|: |^[0-9.]+$/.test(value) ? JSON.stringify(value) : String(value);
}

const lowerFirst = (text: string): string => (/^[A-Z][a-z]/.test(text) ? text[0]?.toLowerCase() + text.slice(1) : text);
