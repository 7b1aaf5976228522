import type { Report } from "./fault.ts";
import type { Kind, Placement } from "./place.ts";
import { readSpan, type Span } from "./markdown-spans.ts";
import { CHOICE, choiceAt, hasHole, lineView, parts, through, VALUE, valueAt, viewOf, withoutGap, type Call, type Part, type View } from "./view.ts";

type State =
  | { readonly in: "prose" }
  | { readonly in: "comment" }
  | { readonly in: "fence"; readonly mark: string; readonly length: number; readonly diagram: boolean };

/** Markdown as GitHub reads it. A value stands in prose, in a code span, in a fenced block or in a link's target. */
export const markdown: Kind<State> = {
  start: { in: "prose" },
  openAtEnd: (state) => (state.in === "fence" ? "A fenced block does not end." : state.in === "comment" ? "A comment does not end." : null),
  place(line, state, _, report) {
    const view = lineView(line);
    if (state.in === "fence") return inFence(view, state, report);
    const fence = state.in === "prose" ? openedFence(view.shape) : null;
    if (fence !== null) {
      if (hasHole(view.shape)) misplaced(view, 0, view.shape.length, report, "No value stands on the line that opens a fenced block.");
      return { parts: [view.shape], state: fence };
    }
    return inProse(view, state, report);
  },
};

/** Lists and quotations may stand before a fence. */
function openedFence(shape: string): State | null {
  const match = /^(?:\s|[-*+]\s|\d+[.)]\s|>)*(?:(`{3,})([^`]*)|(~{3,})(.*))$/.exec(shape);
  if (match === null) return null;
  const mark = match[1] ?? match[3] ?? "";
  return { in: "fence", mark: mark.charAt(0), length: mark.length, diagram: (match[2] ?? match[4] ?? "").trim().startsWith("mermaid") };
}

function inFence(view: View, state: Extract<State, { in: "fence" }>, report: Report): Placement<State> {
  const closing = /^(?:\s|>)*(`{3,}|~{3,})\s*$/.exec(view.shape)?.[1];
  if (closing !== undefined && closing.startsWith(state.mark) && closing.length >= state.length) return { parts: [view.shape], state: { in: "prose" } };
  if (/^(?:\s|>)*[`~]+(?=[\0\u0001])/.test(view.shape)) misplaced(view, 0, view.shape.length, report, "The fence could end here, depending on the value.");
  const write = through(state.diagram ? "markdown.mermaid" : "markdown.fenced");
  return { parts: withoutGap(parts(view, 0, view.shape.length, write), "markdown.trailing"), state };
}

function inProse(view: View, state: State, report: Report): Placement<State> {
  const isTable = view.shape.trimStart().startsWith("|");
  const [out, ends] = inline(view, isTable, state.in === "comment", report);
  return { parts: withoutGap(out, "markdown.trailing"), state: { in: ends ? "comment" : "prose" } };
}

/** Parts of a line of prose, and whether an HTML comment is open at its end. */
function inline(view: View, isTable: boolean, commented: boolean, report: Report): [readonly Part[], boolean] {
  const { shape } = view;
  const out: Part[] = [];
  let done = 0;
  const upTo = (end: number): void => {
    out.push(...parts(view, done, end, through("markdown.prose")));
    done = end;
  };
  let open = commented;
  for (let i = 0; i < shape.length; ) {
    if (shape.charAt(i) === CHOICE) {
      upTo(i);
      out.push(choice(view, i, isTable, report));
      done = i += 1;
      continue;
    }
    const span = readSpan(shape, i, open);
    open = span?.kind === "comment" && !span.closed;
    if (span === null) {
      i += 1;
      continue;
    }
    if (hasHole(shape.slice(i, span.end))) {
      upTo(i);
      out.push(...inSpan(view, i, span, isTable, report));
      done = span.end;
    }
    i = span.end;
  }
  upTo(shape.length);
  return [out, open];
}

function choice(view: View, offset: number, isTable: boolean, report: Report): Part {
  const { condition, yes, no, at } = choiceAt(view, offset);
  const arm = (pieces: typeof yes): readonly Part[] => inline(viewOf(pieces, at), isTable, false, report)[0];
  return { condition, yes: arm(yes), no: arm(no) };
}

function inSpan(view: View, start: number, span: Span, isTable: boolean, report: Report): readonly Part[] {
  const { shape } = view;
  if (span.kind === "code" && !shape.slice(start, span.end).includes(CHOICE)) {
    const trim = isPadded(shape.slice(span.from, span.to)) ? 1 : 0;
    return [{ call: isTable ? "markdown.tableCode" : "markdown.code", args: textsAndValues(view, span.from + trim, span.to - trim) }];
  }
  if (span.kind === "target" && !shape.slice(start, span.end).includes(CHOICE)) {
    if (/\s/.test(shape.slice(span.from, span.to))) misplaced(view, start, span.end, report, "A link's title takes no value.");
    return parts(view, start, span.end, through("markdown.url"));
  }
  const where = { code: "A code span takes values and no blocks", target: "A link's target takes values and no blocks", html: "No value stands in an HTML tag", comment: "No value stands in an HTML comment", escape: "A backslash would take the value's first character", open: "The code span or target does not end on its line" };
  misplaced(view, start, span.end, report, `${where[span.kind]}.`);
  return [];
}

function textsAndValues(view: View, from: number, to: number): Call["args"] {
  return [...view.shape.slice(from, to).matchAll(/\0|[^\0]+/g)].map((match) => (match[0] === VALUE ? { value: valueAt(view, from + match.index) } : match[0]));
}

/** Markdown takes one space from either end of a code span that has both. */
const isPadded = (content: string): boolean => content.startsWith(" ") && content.endsWith(" ") && content.trim() !== "";

function misplaced(view: View, from: number, to: number, report: Report, reason: string): void {
  const hole = view.shape.slice(from, to).search(/[\0\u0001]/);
  report("template/placement", view.at(from + Math.max(hole, 0)), reason, "Let the value stand in prose, in a code span, in a fenced block or in a link's target.");
}

