import type { Mark } from "./quick-reader.ts";

/** What the reader of flow collections needs of the reader around it. */
export interface FlowContext {
  /** What a scalar without quotes means. */
  readonly typed: (text: string) => unknown;
  /** What a text in double quotes means. */
  readonly unescape: (text: string) => string;
  /** A key without quotes was met; throws when it is one for the library. */
  readonly key: (name: string, plain: boolean) => void;
  readonly marks: Mark[] | undefined;
  /** Line of the text, counted from 0. */
  readonly row: number;
}

const TEXT = /"((?:[^"\\]|\\["\\nrt])*)"|'((?:[^']|'')*)'|((?:[A-Za-z0-9_./+]|-[\w./-])(?:[\w./+@%=$-]|:[\w/])*(?: (?:[\w./+@%=$-]|:[\w/])+)*)/y;
const KEY = /(?:"([^"\\]*)"|'([^']*)'|([A-Za-z_][\w./$-]*)): /y;
const MAX_LEVELS = 40;

/**
 * A map or list in brackets on one line, with scalars in it that are plainly that. Undefined for any other.
 * @param depth how many steps lead to it
 */
export function flow(context: FlowContext, line: string, start: number, depth: number): { readonly value: unknown; readonly end: number } | undefined {
  if (depth > MAX_LEVELS) return undefined;
  const isList = line[start] === "[";
  const close = isList ? "]" : "}";
  const items: unknown[] = [];
  const fields: Record<string, unknown> = {};
  let at = start + 1;
  while (line[at] === " ") at += 1;
  if (line[at] === close) return { value: isList ? items : fields, end: at + 1 };
  for (let index = 0; ; index += 1) {
    let step: string | number = index;
    let key: readonly [number, number] | undefined;
    if (!isList) {
      KEY.lastIndex = at;
      const found = KEY.exec(line);
      if (found === null) return undefined;
      step = found[1] ?? found[2] ?? (found[3] as string);
      if (Object.hasOwn(fields, step)) return undefined;
      context.key(step, found[3] !== undefined);
      key = [context.row, at];
      at = KEY.lastIndex;
      while (line[at] === " ") at += 1;
    }
    context.marks?.push({ step, depth: depth + 1, ...(key !== undefined && { key }), value: [context.row, at] });
    const inner = line[at] === "[" || line[at] === "{" ? flow(context, line, at, depth + 1) : scalar(context, line, at);
    if (inner === undefined) return undefined;
    if (isList) items.push(inner.value);
    else fields[step] = inner.value;
    at = inner.end;
    while (line[at] === " ") at += 1;
    if (line[at] === close) return { value: isList ? items : fields, end: at + 1 };
    if (line[at] !== "," || line[at + 1] !== " ") return undefined;
    while (line[(at += 1)] === " ");
  }
}

function scalar({ typed, unescape }: FlowContext, line: string, at: number): { readonly value: unknown; readonly end: number } | undefined {
  TEXT.lastIndex = at;
  const found = TEXT.exec(line);
  if (found === null) return undefined;
  const [, double, single, plain] = found;
  const value = double !== undefined ? unescape(double) : single !== undefined ? single.replaceAll("''", "'") : typed(plain as string);
  return { value, end: TEXT.lastIndex };
}
