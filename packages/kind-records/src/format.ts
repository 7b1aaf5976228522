import type { Json } from "./record.ts";

const WIDTH = 160;

/**
 * JSON that diffs line by line and stays small: a value stands on one line when it fits in 160 characters, otherwise every member gets a line of its own.
 * Ends with a newline.
 */
export function formatJson(value: Json): string {
  return `${lines(value, "")}\n`;
}

function lines(value: Json, indent: string): string {
  const flat = JSON.stringify(value);
  if (typeof value !== "object" || value === null || indent.length + flat.length <= WIDTH) return flat;
  const inner = `${indent} `;
  if (Array.isArray(value)) return `[\n${value.map((item: Json) => inner + lines(item, inner)).join(",\n")}\n${indent}]`;
  const members = Object.entries(value).map(([key, member]) => `${inner}${JSON.stringify(key)}:${lines(member as Json, inner)}`);
  return `{\n${members.join(",\n")}\n${indent}}`;
}
