import { oneLine } from "../document/characters.ts";
import type { Printable } from "./write-comment.ts";

export { trailing } from "./write-comment.ts";

/** Characters that Markdown, GitHub's tables and mathematics, or HTML would read; a backslash takes their meaning in each of them. */
const special = new Set("\\`*[]<>|~$");

/** A value in prose, a heading or a table cell: one line that reads as it is written, whatever stands in it. */
export function prose(value: Printable): string {
  const text = oneLine(String(value));
  let out = "";
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    const escape =
      special.has(character) ||
      (character === "_" && !(isWord(text.charCodeAt(i - 1)) && isWord(text.charCodeAt(i + 1)))) ||
      (character === "&" && (text.charAt(i + 1) === "#" || isWord(text.charCodeAt(i + 1)))) ||
      (character === "#" && text.charAt(i - 1) === " " && endsHeading(text, i)) ||
      (i === 0 && (character === "#" || character === "-" || character === "+" || character === "="));
    out += escape ? `\\${character}` : character;
  }
  return numbered(out);
}

/** A heading loses the `#` that stand at its end. */
function endsHeading(text: string, from: number): boolean {
  let end = from;
  while (text.charAt(end) === "#") end += 1;
  return end === text.length;
}

/** `1. ` and `1) ` at the start of a line begin a list. */
function numbered(text: string): string {
  let end = 0;
  while (text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end += 1;
  const mark = text.charAt(end);
  const begins = end > 0 && (mark === "." || mark === ")") && (end + 1 === text.length || text.charAt(end + 1) === " ");
  return begins ? `${text.slice(0, end)}\\${text.slice(end)}` : text;
}

const isWord = (unit: number): boolean => (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);

/** A code span with everything in it: its run of backticks is longer than any inside, so that nothing ends it. */
export function code(...parts: readonly Printable[]): string {
  const content = replaceBreaks(parts.join(""));
  const fence = "`".repeat(longestRun(content) + 1);
  if (content === "") return "` `";
  const first = content.charAt(0);
  const last = content.charAt(content.length - 1);
  const padded = first === "`" || last === "`" || (first === " " && last === " " && content.trim() !== "");
  return padded ? `${fence} ${content} ${fence}` : fence + content + fence;
}

/** A code span in a table cell, where a bar ends the cell even inside of code. */
export const tableCode = (...parts: readonly Printable[]): string => code(...parts).replaceAll("|", "\\|");

/** A value on a line of a fenced block. Only a line of nothing but fence characters ends the block; such a value gets quotes instead. */
export function fenced(value: Printable): string {
  const text = replaceBreaks(String(value));
  return /^[`~ ]*[`~][`~ ]*$/.test(text) ? text.replaceAll(/[`~]/g, "'") : text;
}

/** A value in a Mermaid diagram: what its grammar could read becomes a numeric entity of Mermaid's (`#35;`). */
export function mermaid(value: Printable): string {
  let out = "";
  for (const character of replaceBreaks(String(value))) {
    out += /[\p{L}\p{N} _.,:/@+=-]/u.test(character) ? character : `#${character.codePointAt(0)};`;
  }
  return out;
}

/** A value in a link's target: percent-encoded but for what addresses are made of; what is encoded already stays. */
export function url(value: Printable): string {
  return encodeURI(oneLine(String(value)))
    .replaceAll(/%25(?=[0-9A-Fa-f]{2})/g, "%")
    .replaceAll(/[()[\]|'*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const replaceBreaks = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");

function longestRun(text: string): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < text.length; i += 1) {
    run = text.charCodeAt(i) === 0x60 ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}
