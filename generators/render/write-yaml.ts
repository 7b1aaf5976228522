import { isVisible } from "../document/characters.ts";
import { scalar, type Scalar } from "./write-scalar.ts";

export { comment, trailing } from "./write-comment.ts";
export { scalar } from "./write-scalar.ts";

/** What stands where a value stands: a scalar, or a list or map of them to any depth. Members that are undefined are left out of maps. */
export type Value = Scalar | object;

/** Longest key that every reader takes without the `? ` form: 1024 characters with quotes and escapes, by both versions of YAML. */
const LONGEST_KEY = 1000;

/** What follows `key:`: a scalar on the same line, or a block below it. `indent` is the column of the block's own entries. */
export function field(value: Value, indent: number): string {
  if (value === null || typeof value !== "object") return ` ${scalar(value)}`;
  const lines = Array.isArray(value) ? itemLines(value, indent) : entryLines(value, indent);
  if (lines === "") return Array.isArray(value) ? " []" : " {}";
  return `\n${lines.slice(0, -1)}`;
}

/** What follows `-`: a scalar or the first line of a block on the same line. `indent` is the column of the block's own entries. */
export function item(value: Value, indent: number): string {
  if (value === null || typeof value !== "object") return ` ${scalar(value)}`;
  const block = field(value, indent);
  return block.charCodeAt(0) === 0x0a ? ` ${block.slice(indent + 1)}` : block;
}

/** Further entries of a map whose first ones stand in the template: whole lines, or nothing. */
export function entries(value: object & { readonly length?: never }, indent: number): string {
  return entryLines(value, indent);
}

/** Further items of a list whose first ones stand in the template: whole lines, or nothing. */
export function items(value: readonly unknown[], indent: number): string {
  return itemLines(value, indent);
}

/**
 * Lines of a literal block, without the last line end. Throws where a literal block cannot hold the text:
 * nothing in it, a space at the start of its first or at the end of any line, characters that YAML wants escaped.
 */
export function text(value: string, indent: number): string {
  const lines = (value.endsWith("\n") ? value.slice(0, -1) : value).split("\n");
  if (lines[0] === "" || lines.at(-1) === "" || lines[0]?.startsWith(" ")) throw unfit("it starts or ends with a line that the block would lose");
  const pad = " ".repeat(indent);
  return lines.map((line) => (line === "" ? "" : pad + fitting(line))).join("\n");
}

function fitting(line: string): string {
  if (line.endsWith(" ") || line.endsWith("\t")) throw unfit("a line ends in a space");
  for (const character of line) if (character !== "\t" && !isVisible(character.codePointAt(0) ?? 0)) throw unfit("it holds a character that is escaped in YAML");
  return line;
}

const unfit = (why: string): Error => new Error(`A text cannot stand in a literal block: ${why}`);

function entryLines(map: object, indent: number): string {
  refuseOthers(map);
  const pad = " ".repeat(indent);
  let out = "";
  for (const [key, value] of Object.entries(map) as [string, unknown][]) {
    if (value === undefined) continue;
    const name = scalar(key);
    if (name.length > LONGEST_KEY) throw new Error(`A key of ${name.length} characters does not fit on a line of YAML`);
    out += `${pad}${name}:${field(known(value), indent + 2)}\n`;
  }
  return out;
}

function itemLines(list: readonly unknown[], indent: number): string {
  const pad = " ".repeat(indent);
  let out = "";
  for (const value of list) out += `${pad}-${item(known(value), indent + 2)}\n`;
  return out;
}

function known(value: unknown): Value {
  const kind = typeof value;
  if (kind === "string" || kind === "number" || kind === "boolean" || kind === "object") return value as Value;
  throw new Error(`YAML has no form for a value of type ${kind}`);
}

function refuseOthers(map: object): void {
  const prototype: unknown = Object.getPrototypeOf(map);
  if (prototype !== Object.prototype && prototype !== null) throw new Error("Only plain objects and lists have a form in YAML");
}
