import { Document, isCollection, stringify } from "yaml";
import type { Path } from "./path.ts";

/** How a text is laid out that nobody has written yet. Every question is asked with the path of the key. */
export interface Layout {
  /** Half a line that says why, without `#`. */
  readonly note?: (path: Path) => string | undefined;
  /** Keys of a map in the order in which they are written; as they come when absent. */
  readonly order?: (path: Path, keys: readonly string[]) => readonly string[];
  /** True where a map or list is never written in brackets. */
  readonly open?: (path: Path) => boolean;
  /** True where a blank line stands before the key; there the note has a line of its own. */
  readonly parted?: (path: Path) => boolean;
}

/** Columns that a line may have. */
const WIDTH = 100;

/** Entries that still read well between braces. */
const MOST_IN_BRACES = 5;

/** Texts never span lines; what readers of YAML 1.1 would misread is quoted. */
const STYLE = { lineWidth: 0, compat: "yaml-1.1", blockQuote: false } as const;

/**
 * Plain data as YAML for people: short maps and lists of scalars in brackets on one line, everything else in lines, two columns to the level.
 * Keys without a value are left out. Reading the text gives the data again.
 * @param path where the data stands, for the layout's questions
 * @param column columns before every line
 */
export function composeYaml(data: Readonly<Record<string, unknown>>, layout: Layout = {}, path: Path = [], column = 0): string {
  const entries = entriesOf(data, layout, path);
  if (entries.length === 0) return `${" ".repeat(column)}{}\n`;
  let gap = false;
  return entries
    .map(([key, value], index) => {
      const inside = [...path, key];
      const parted = layout.parted?.(inside) === true;
      const lines = entryLines({ key, value, path: inside, column, parted }, layout);
      const lead = index > 0 && (parted || gap) ? "\n" : "";
      // What stands apart from the entry before it stands apart from the one behind it too.
      gap = parted && lines.trimEnd().includes("\n");
      return lead + lines;
    })
    .join("");
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly path: Path;
  readonly column: number;
  readonly parted: boolean;
}

function entryLines({ key, value, path, column, parted }: Entry, layout: Layout): string {
  const pad = " ".repeat(column);
  const head = `${pad}${inline(key)}:`;
  const short = onOneLine(value, layout, path, WIDTH - head.length - 1);
  const note = layout.note?.(path);
  const behind = note === undefined ? "" : ` # ${note}`;
  const line = short === undefined ? head : `${head} ${short}`;
  const above = behind !== "" && (parted || line.length + behind.length > WIDTH + 20);
  return `${above ? `${pad}#${behind.slice(2)}\n` : ""}${line}${above ? "" : behind}\n${short === undefined ? below(value, layout, path, column) : ""}`;
}

function below(value: unknown, layout: Layout, path: Path, column: number): string {
  if (!Array.isArray(value)) return composeYaml(value as Readonly<Record<string, unknown>>, layout, path, column + 2);
  const pad = " ".repeat(column + 2);
  return (value as readonly unknown[])
    .map((item, index) => {
      const short = onOneLine(item, layout, [...path, index], WIDTH - column - 4);
      if (short !== undefined) return `${pad}- ${short}\n`;
      const lines = below(item, layout, [...path, index], column + 2);
      return `${pad}- ${lines.slice(column + 4)}`;
    })
    .join("");
}

/** The value as it stands behind its key; undefined when it needs lines of its own. */
function onOneLine(value: unknown, layout: Layout, path: Path, room: number): string | undefined {
  if (typeof value !== "object" || value === null) return inline(value);
  const clean = sorted(value, layout, path);
  if (Object.keys(clean).length === 0) return inline(clean);
  if (!fitsBrackets(clean, 1) || isOpen(clean, layout, path)) return undefined;
  const text = inline(clean);
  return text.length <= room ? text : undefined;
}

/** Scalars, lists of scalars, and one level of maps below a map. */
function fitsBrackets(value: object, levels: number): boolean {
  const inner = Object.values(value) as unknown[];
  if (!Array.isArray(value) && inner.length > MOST_IN_BRACES) return false;
  return inner.every((one) => typeof one !== "object" || one === null || Object.keys(one).length === 0 || (levels > 0 && !Array.isArray(value) && fitsBrackets(one, levels - 1)));
}

/** Whether the map, or anything in it, has to stand in lines: because the layout says so, or since a note would find no room. */
function isOpen(value: object, layout: Layout, path: Path): boolean {
  if (layout.open?.(path) === true) return true;
  if (Array.isArray(value)) return false;
  return Object.entries(value).some(([key, inner]) => layout.note?.([...path, key]) !== undefined || (typeof inner === "object" && inner !== null && isOpen(inner, layout, [...path, key])));
}

/** The value without keys that have none, in the layout's order. */
function sorted(value: object, layout: Layout, path: Path): object {
  if (Array.isArray(value)) return value.map((item, index) => (typeof item === "object" && item !== null ? sorted(item, layout, [...path, index]) : (item as unknown)));
  return Object.fromEntries(entriesOf(value, layout, path).map(([key, inner]) => [key, typeof inner === "object" && inner !== null ? sorted(inner, layout, [...path, key]) : inner]));
}

function entriesOf(data: object, { order }: Layout, path: Path): readonly (readonly [string, unknown])[] {
  const said = new Map(Object.entries(data).filter(([, value]) => value !== undefined));
  return (order?.(path, [...said.keys()]) ?? [...said.keys()]).map((key) => [key, said.get(key)] as const);
}

/** One line of YAML that may stand behind a colon, or before one. */
function inline(value: unknown): string {
  if (typeof value !== "object" || value === null) return stringify(value, STYLE).trimEnd();
  const document = new Document(value, STYLE);
  if (isCollection(document.contents)) document.contents.flow = true;
  const text = document.toString({ ...STYLE, flowCollectionPadding: true }).trimEnd();
  // Lists read best without spaces inside their brackets.
  return withoutListPadding(text);
}

/** `[ a, b ]` becomes `[a, b]`; texts in quotes are passed over. */
function withoutListPadding(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[ | \]/g, (found) => (found === "[ " ? "[" : found === " ]" ? "]" : found));
}
