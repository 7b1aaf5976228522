import { textOf, type Part } from "../document/index.ts";
import { isEmptyBrackets, type Dialect } from "./parts.ts";

/**
 * A JSON text as parts: members and items that stand on lines of their own, the commas between them left out. What is written on one line is one part.
 * @returns undefined when the text is no JSON, has a key twice, or is written so that parts would lose a byte
 */
export function outlineJson(text: string): Part | undefined {
  try {
    const reader = new Reader(text);
    const root = reader.document();
    return root !== undefined && JSON_PARTS.textOf(root) === text ? root : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const JSON_PARTS: Dialect = {
  textOf(part) {
    if (part.children.length === 0) return textOf(part);
    const last = part.children.length - 1;
    return part.lead + part.head + part.children.map((child, index) => (index < last ? JSON_PARTS.textOf(child).replace(/\n?$/, ",\n") : JSON_PARTS.textOf(child))).join("") + part.tail;
  },
  asCollection(part) {
    if (!isEmptyBrackets(part)) return part;
    const [opening, closing] = Array.isArray(part.data) ? ["[", "]"] : ["{", "}"];
    return { ...part, kind: opening === "[" ? "list" : "map", head: `${part.head}${opening}\n`, value: "", tail: `${" ".repeat(part.column)}${closing}${part.tail}` };
  },
  withChildren(part, children, data) {
    if (children.length > 0) return { ...part, children, data };
    return { ...part, kind: "leaf", head: part.head.replace(/\s*[[{]\s*$/, (opening) => (/^\s/.test(opening) ? " " : "")), value: part.kind === "map" ? "{}" : "[]", tail: part.tail.replace(/^\s*[\]}]/, ""), children: [], data };
  },
};

interface Value {
  readonly data: unknown;
  readonly end: number;
  /** Undefined for what is not written over lines. */
  readonly children?: readonly Part[];
  /** Offsets behind the line of the opening bracket, and of the line of the closing one. */
  readonly inside?: readonly [start: number, end: number];
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y;

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Part | undefined {
    const start = this.#skip(0);
    const value = this.#value(start);
    if (this.#skip(value.end) !== this.#text.length) throw new SyntaxError("more than one value");
    return this.#part("", value, { lead: "", start: 0, from: start, end: this.#text.length, column: 0 });
  }

  /** @param from where the value begins, behind `start`, where its line or its key does */
  #part(key: string, value: Value, { lead, start, from, end, column }: { lead: string; start: number; from: number; end: number; column: number }): Part {
    const text = this.#text;
    if (value.children === undefined || value.inside === undefined) return { key, kind: "leaf", lead, head: text.slice(start, from), value: text.slice(from, value.end), tail: text.slice(value.end, end), children: [], column, data: value.data };
    const [first, last] = value.inside;
    return { key, kind: Array.isArray(value.data) ? "list" : "map", lead, head: text.slice(start, first), value: "", tail: text.slice(last, end), children: value.children, column, data: value.data };
  }

  #value(at: number): Value {
    const opening = this.#text[at];
    if (opening === "{" || opening === "[") return this.#container(at, opening === "{");
    const end = this.#match(SCALAR, at);
    return { data: JSON.parse(this.#text.slice(at, end)) as unknown, end };
  }

  #container(at: number, isMap: boolean): Value {
    const text = this.#text;
    const keys = new Map<string, unknown>();
    const items: unknown[] = [];
    const children: Part[] = [];
    let overLines = true;
    let next = at + 1;
    const inside = this.#lineEnd(next);
    overLines = inside !== undefined;
    let lineStart = inside ?? next;
    for (;;) {
      const start = this.#skip(next);
      if (text[start] === (isMap ? "}" : "]") && items.length === 0) return { data: isMap ? {} : [], end: start + 1 };
      let from = start;
      let key = "";
      if (isMap) {
        const end = this.#match(SCALAR, start);
        const name: unknown = JSON.parse(text.slice(start, end));
        const colon = this.#skip(end);
        if (typeof name !== "string" || text[colon] !== ":" || keys.has(name)) throw new SyntaxError("no key, or one that is there twice");
        key = name;
        from = this.#skip(colon + 1);
      }
      const value = this.#value(from);
      items.push(value.data);
      keys.set(key, value.data);
      const line = text.lastIndexOf("\n", start - 1) + 1;
      const comma = this.#skip(value.end);
      const more = text[comma] === ",";
      if (!more && text[comma] !== (isMap ? "}" : "]")) throw new SyntaxError("neither a comma nor an end");
      const end = more ? this.#lineEnd(comma + 1) : this.#lineEnd(value.end);
      overLines &&= end !== undefined && line >= lineStart && text.slice(line, start).trim() === "" && (!more || comma === value.end);
      if (overLines && end !== undefined) {
        const tailEnd = more ? value.end : end;
        const part = this.#part(key, value, { lead: text.slice(lineStart, line), start: line, from, end: tailEnd, column: start - line });
        children.push(more ? { ...part, tail: `${part.tail}\n` } : part);
        lineStart = end;
      }
      next = comma + 1;
      if (more) continue;
      const data = isMap ? Object.fromEntries(keys) : items;
      return overLines && inside !== undefined ? { data, end: comma + 1, children, inside: [inside, lineStart] } : { data, end: comma + 1 };
    }
  }

  #skip(at: number): number {
    SPACE.lastIndex = at;
    SPACE.test(this.#text);
    return SPACE.lastIndex;
  }

  #match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    if (!pattern.test(this.#text)) throw new SyntaxError("no value");
    return pattern.lastIndex;
  }

  /** Offset behind the end of the line when nothing but spaces is left on it. */
  #lineEnd(at: number): number | undefined {
    const end = this.#text.indexOf("\n", at);
    return end >= 0 && this.#text.slice(at, end).trim() === "" ? end + 1 : undefined;
  }
}
