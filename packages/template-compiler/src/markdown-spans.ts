import { VALUE } from "./view.ts";

/** A stretch of a line that is not prose. `from` and `to` enclose its content, `end` is behind all of it. */
export interface Span {
  /** `open`: begins like a span and does not end on its line. */
  readonly kind: "code" | "target" | "html" | "comment" | "escape" | "open";
  readonly from: number;
  readonly to: number;
  readonly end: number;
  /** False for an HTML comment that goes on behind the line. */
  readonly closed: boolean;
}

/** The span that starts at an offset; null for a character of prose. `commented`: an HTML comment is open there. */
export function readSpan(shape: string, start: number, commented: boolean): Span | null {
  if (commented) return comment(shape, start, start);
  const character = shape.charAt(start);
  if (character === "\\") return span("escape", start, start + 2, start + 2);
  if (character === "`") return code(shape, start);
  if (character === "]" && shape.charAt(start + 1) === "(") return target(shape, start + 2);
  if (start === 0) {
    const label = /^ {0,3}\[[^\]\0]+\]: */.exec(shape)?.[0];
    if (label !== undefined) return span("target", label.length, shape.length, shape.length);
  }
  return character === "<" ? angle(shape, start) : null;
}

function code(shape: string, start: number): Span {
  const run = /^`+/.exec(shape.slice(start))?.[0] ?? "`";
  const from = start + run.length;
  for (let i = from; i < shape.length; i += 1) {
    if (shape.charAt(i) !== "`") continue;
    const length = /^`+/.exec(shape.slice(i))?.[0].length ?? 1;
    if (length === run.length) return span("code", from, i, i + length);
    i += length - 1;
  }
  return span("open", from, shape.length, shape.length);
}

function target(shape: string, from: number): Span {
  let depth = 1;
  for (let i = from; i < shape.length; i += 1) {
    if (shape.charAt(i) === "(") depth += 1;
    else if (shape.charAt(i) === ")") depth -= 1;
    if (depth === 0) return span("target", from, i, i + 1);
  }
  return span("open", from, shape.length, shape.length);
}

/** An address in angle brackets, a tag, or a comment; an angle bracket before anything else is text. */
function angle(shape: string, start: number): Span | null {
  if (shape.startsWith("<!--", start)) return comment(shape, start + 4, start);
  const close = shape.indexOf(">", start);
  const inside = shape.slice(start + 1, close < 0 ? shape.length : close);
  const isAddress = inside.startsWith(VALUE) || /^[a-z][a-z0-9+.-]*:/i.test(inside);
  if (!isAddress && !/^[a-z/!?]/i.test(inside)) return null;
  return close < 0 ? span("open", start + 1, shape.length, shape.length) : span(isAddress ? "target" : "html", start + 1, close, close + 1);
}

function comment(shape: string, from: number, start: number): Span {
  const close = shape.indexOf("-->", from);
  return close < 0 ? { kind: "comment", from: start, to: shape.length, end: shape.length, closed: false } : span("comment", start, close, close + 3);
}

const span = (kind: Span["kind"], from: number, to: number, end: number): Span => ({ kind, from, to, end, closed: true });
