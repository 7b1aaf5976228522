import { stripVTControlCharacters } from "node:util";

/** How a terminal wants things to look. */
export interface Look {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
}

const UNICODE = { cursor: "❯", on: "◉", off: "◯", done: "✔", bad: "✖", bar: "│", bullet: "•", ellipsis: "…" };
const ASCII: typeof UNICODE = { cursor: ">", on: "[x]", off: "[ ]", done: "*", bad: "!", bar: "|", bullet: "-", ellipsis: "..." };

export const symbols = ({ unicode }: Look): typeof UNICODE => (unicode ? UNICODE : ASCII);

const SGR = { bold: [1, 22], dim: [2, 22], inverse: [7, 27], underline: [4, 24], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;
export type Style = keyof typeof SGR;

/** Inverse is no colour: it is how the cursor is drawn, so it stays. */
export function paint({ color }: Look, style: Style, text: string): string {
  const [on, off] = SGR[style];
  return text === "" || (!color && style !== "inverse") ? text : `\u001b[${on}m${text}\u001b[${off}m`;
}

const WIDE = /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Control characters and direction marks, which could move the cursor or hide text, become visible. */
export const visible = (text: string, { unicode }: Pick<Look, "unicode">): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu, unicode ? "\ufffd" : "?");

/** Breaks a paragraph into lines of at most so many columns, at spaces where there are any. */
export function wrap(text: string, columns: number, indent = ""): string[] {
  const room = Math.max(8, columns - indent.length);
  const lines: string[] = [];
  let line = "";
  const push = (): void => {
    lines.push(`${indent}${line}`);
    line = "";
  };
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room) push();
    line = line === "" ? word : `${line} ${word}`;
    while (widthOf(line) > room) {
      const head = cut(line, room);
      const rest = line.slice(head.length);
      line = head;
      push();
      line = rest;
    }
  }
  if (line !== "" || lines.length === 0) push();
  return lines;
}

/** The beginning of a text that fits. */
export function cut(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Words of our own for a terminal that shows ASCII only. */
export const plainWords = (text: string, look: Pick<Look, "unicode">): string => (look.unicode ? text : text.replace(/…/g, "...").replace(/[→]/g, "->").replace(/[×]/g, "x").replace(/[·•]/g, "-").replace(/[–—]/g, "-"));
