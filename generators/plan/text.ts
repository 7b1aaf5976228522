import { isUtf8 } from "node:buffer";
import { diffLines } from "./diff-lines.ts";

const BYTE_ORDER_MARK = "\uFEFF";

export type LineEnd = "\n" | "\r\n";

/** What an editor or a checkout may change without changing the content. */
export interface TextStyle {
  readonly byteOrderMark: boolean;
  readonly lineEnd: LineEnd;
}

/** The text of UTF-8 bytes with its byte order mark, or undefined when they are no UTF-8: such bytes are never merged. */
export function decodeText(bytes: Uint8Array): string | undefined {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") : undefined;
}

/** The style of a text; with mixed line ends the one that most lines have. */
export function styleOf(text: string): TextStyle {
  const all = text.split("\n").length - 1;
  const windows = text.split("\r\n").length - 1;
  return { byteOrderMark: text.startsWith(BYTE_ORDER_MARK), lineEnd: windows * 2 > all ? "\r\n" : "\n" };
}

/** The content behind a style. Mixed line ends are an edit of somebody and stay as they are. */
export function withoutStyle(text: string): string {
  const body = withoutByteOrderMark(text);
  const uniform = !/(^|[^\r])\n/.test(body);
  return uniform ? body.replaceAll("\r\n", "\n") : body;
}

/** Gives a text with `\n` line ends a style. */
export function withStyle(text: string, style: TextStyle): string {
  const body = style.lineEnd === "\n" ? text : text.replaceAll("\n", style.lineEnd);
  return style.byteOrderMark ? BYTE_ORDER_MARK + body : body;
}

/** The content behind any style, mixed line ends too: what two texts say is compared on this. */
export const plainOf = (text: string): string => withoutByteOrderMark(text).replaceAll("\r\n", "\n");

/** Gives a text with `\n` line ends the style of another one: a line that the other has keeps its own end there, every other line has the end of most. */
export function styledLike(text: string, other: string): string {
  const style = styleOf(other);
  if (withStyle(plainOf(other), style) === other) return withStyle(text, style);
  const [lines, known] = [splitLines(text), splitLines(withoutByteOrderMark(other))];
  const ends: (string | undefined)[] = [];
  let [at, knownAt] = [0, 0];
  const lasting = (count: number): void => known.slice(knownAt, knownAt + count).forEach(({ end }, index) => void (ends[at + index] = end));
  for (const { aStart, aLength, bStart, bLength } of diffLines(known.map((line) => line.text), lines.map((line) => line.text))) {
    lasting(aStart - knownAt);
    [at, knownAt] = [bStart + bLength, aStart + aLength];
  }
  lasting(known.length - knownAt);
  const body = lines.map((line, index) => line.text + (line.end === "" ? "" : ends[index] || style.lineEnd)).join("");
  return style.byteOrderMark ? BYTE_ORDER_MARK + body : body;
}

export function withoutByteOrderMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}

export interface Line {
  readonly text: string;
  /** Empty for a last line that has none. */
  readonly end: LineEnd | "";
}

/** Lines of a text; an empty text has none. Joining `text + end` gives the text back. */
export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf("\n", start);
    if (feed < 0) {
      lines.push({ text: text.slice(start), end: "" });
      break;
    }
    const windows = feed > start && text[feed - 1] === "\r";
    lines.push({ text: text.slice(start, windows ? feed - 1 : feed), end: windows ? "\r\n" : "\n" });
    start = feed + 1;
  }
  return lines;
}
