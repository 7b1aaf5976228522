import type { Report } from "./fault.ts";
import type { Line } from "./lines.ts";
import type { Reference } from "./names.ts";
import type { Around, Kind, Placement } from "./place.ts";
import { CHOICE, hasHole, indentOf, lineView, parts, through, VALUE, valueAt, withoutGap, type Part, type View } from "./view.ts";
import { readEntry, type Entry } from "./yaml-entry.ts";

/** Inside a block scalar, or null between entries. `parent` is the column that its lines must exceed. */
type State = { readonly parent: number; readonly folded: boolean; readonly begun: boolean } | null;
type Placing = Placement<State>;

/** YAML in block style. Every value is a whole scalar, a block of its own, a line of a literal block, or part of a comment. */
export const yaml: Kind<State> = {
  start: null,
  openAtEnd: () => null,
  place(line, state, around, report) {
    const view = lineView(line);
    if (view.shape.trim() === "") return { parts: [], state };
    if (state !== null && indentOf(view.shape) > state.parent) return inText(line, view, state, report);
    return betweenTexts(line, view, around, report);
  },
};

function inText(line: Line, view: View, state: Exclude<State, null>, report: Report): Placing {
  const indent = indentOf(view.shape);
  if (!state.begun && line.included !== null && indent > line.included) {
    report("template/include", view.at(indent), "The first line of the included file is indented, which the block would take for its own indentation.", "Start the file with a line that is not indented.");
  }
  const begun = { ...state, begun: true };
  if (!hasHole(view.shape)) return { parts: [view.shape], state: begun };
  if (view.shape.slice(indent) === VALUE && !state.folded) return { parts: [through("yaml.text", indent)(valueAt(view, indent))], state: begun };
  return misplaced(view, begun, report, "A text block takes a value only as whole lines, and a folded one takes none.", "Put the value alone on its line of a | block, or compute the text in the model.");
}

function betweenTexts(line: Line, view: View, around: Around, report: Report): Placing {
  const { shape } = view;
  const indent = indentOf(shape);
  if (shape.includes(CHOICE)) return misplaced(view, null, report, "In YAML a block takes whole lines.", "Put its tags on lines of their own.", CHOICE);
  if (shape.charAt(indent) === "#") return { parts: withoutGap(parts(view, 0, shape.length, through("yaml.comment")), "yaml.trailing"), state: null };
  if (/^(---|\.\.\.|%)/.test(shape)) return hasHole(shape) ? misplaced(view, null, report, "No value stands on a line that separates documents.", "Remove it.") : { parts: [shape], state: null };
  const entry = readEntry(shape);
  if (typeof entry === "number") {
    report("template/format", view.at(entry), "This is no whole scalar: a quoted one ends on its line, with nothing but a comment behind it.", "Use a | block for a text of several lines.");
    return { parts: [shape], state: null };
  }
  if (/^ *\t/.test(shape)) report("template/format", view.at(shape.indexOf("\t")), "The line is indented with a tab.", "Use spaces.");
  return withEntry(line, view, entry, around, report);
}

function withEntry(line: Line, view: View, entry: Entry, around: Around, report: Report): Placing {
  const { shape } = view;
  const value = shape.slice(entry.valueStart, entry.valueEnd);
  if (entry.keyEnd !== null && shape.slice(0, entry.keyEnd).includes(VALUE)) {
    return misplaced(view, null, report, "A key is part of the template.", "Give the map of these keys to the model and write it as a block.");
  }
  const commented = entry.comment === null ? [] : withoutGap(parts(view, entry.valueEnd, shape.length, through("yaml.comment")), "yaml.trailing");
  if (value === VALUE) return atValue(view, entry, commented, around, report);
  if (value.includes(VALUE)) {
    return misplaced(view, null, report, "The value is only a part of this scalar.", "Let the value be the whole scalar, without quotes around it; compute what is put together in the model.");
  }
  const style = refusedStyle(value);
  if (style !== null) report("template/format", view.at(entry.valueStart), style, "Write the value in block style, in full.");
  if (/^[|>]/.test(value)) return openText(view, entry, commented, report);
  if (value === "" && entry.keyEnd !== null && entry.comment === null) {
    const below = blockBelow(line, entry, around, report);
    if (below !== null) return { parts: [shape, through("yaml.field", entry.column + 2)(below)], state: null, takesNext: true };
  }
  return { parts: [shape.slice(0, entry.valueEnd), ...commented], state: null };
}

function refusedStyle(value: string): string | null {
  if (/^[[{]/.test(value) && value !== "[]" && value !== "{}") return "Only empty collections are written in flow style.";
  if (/^[&*!]/.test(value)) return "Anchors, aliases and tags are not emitted.";
  return null;
}

function openText(view: View, entry: Entry, commented: readonly Part[], report: Report): Placing {
  const header = view.shape.slice(entry.valueStart, entry.valueEnd);
  if (!/^[|>][+-]?$/.test(header) || (entry.keyEnd === null && entry.dashes === 0)) {
    report("template/format", view.at(entry.valueStart), "This does not open a text block.", "Write | or >, with - or + behind it if need be, behind a key or a dash.");
  }
  const parent = entry.keyEnd === null ? entry.column - 2 : entry.column;
  return { parts: [view.shape.slice(0, entry.valueEnd), ...commented], state: { parent, folded: header.startsWith(">"), begun: false } };
}

function atValue(view: View, entry: Entry, commented: readonly Part[], around: Around, report: Report): Placing {
  const { shape } = view;
  const reference = valueAt(view, entry.valueStart);
  if (entry.keyEnd === null && entry.dashes === 0) return alone(view, entry.indent, around, report);
  const gap = entry.valueStart - (entry.keyEnd ?? entry.column - 1);
  if (gap !== 1) report("template/format", view.at(entry.valueStart), "One space stands before a value.", "Remove the others.");
  if (entry.comment !== null) return { parts: [shape.slice(0, entry.valueStart), through("yaml.scalar")(reference), ...commented], state: null };
  return entry.keyEnd === null
    ? { parts: [shape.slice(0, entry.column - 1), through("yaml.item", entry.column)(reference)], state: null }
    : { parts: [shape.slice(0, entry.keyEnd), through("yaml.field", entry.column + 2)(reference)], state: null };
}

/** The value alone on the line below a key, when it is all that the key holds. */
function blockBelow(line: Line, entry: Entry, around: Around, report: Report): Reference | null {
  const below = around.nodes[around.index + 1];
  if (below?.kind !== "line" || around.nodes[around.index] !== line) return null;
  const view = lineView(below);
  const indent = indentOf(view.shape);
  if (view.shape.slice(indent) !== VALUE) return null;
  const reference = valueAt(view, indent);
  const next = significantAfter(below, around);
  if (indent !== entry.column + 2) report("template/format", view.at(indent), "A block is indented by two spaces.", `Indent it by ${entry.column + 2}.`);
  if (next !== undefined && indentOf(lineView(next).shape) >= indent) {
    report("template/placement", view.at(indent), "More follows in this block, which would be wrong after an empty value.", "Put the value behind the entries that the template writes.");
  }
  return reference;
}

function significantAfter(line: Line, around: Around): Line | undefined {
  let next = around.after(line);
  while (next !== undefined && /^\s*(#|$)/.test(lineView(next).shape)) next = around.after(next);
  return next;
}

/** A value alone on its line continues the map or list whose entries stand before it in the same block: then nothing is right when it is empty. */
function alone(view: View, indent: number, around: Around, report: Report): Placing {
  const sibling = siblingBefore(indent, around);
  if (sibling === null) {
    return misplaced(view, null, report, "A value alone on its line stands below its key, or behind other entries of the same block.", "Write `key: {{…}}`; an object or a list becomes a block there.");
  }
  return { parts: [through(sibling === "item" ? "yaml.items" : "yaml.entries", indent)(valueAt(view, indent))], state: null, lines: true };
}

function siblingBefore(indent: number, around: Around): "item" | "entry" | null {
  for (let i = around.index - 1; i >= 0; i -= 1) {
    const node = around.nodes[i];
    if (node?.kind !== "line") continue;
    const { shape } = lineView(node);
    if (/^\s*(#|$)/.test(shape) || indentOf(shape) > indent) continue;
    const entry = readEntry(shape);
    if (typeof entry === "number") return null;
    if (entry.indent === indent) return entry.dashes > 0 ? "item" : entry.keyEnd === null ? null : "entry";
    return entry.column === indent && entry.keyEnd !== null ? "entry" : null;
  }
  return null;
}

function misplaced(view: View, state: State, report: Report, reason: string, remedy: string, hole = VALUE): Placing {
  report("template/placement", view.at(view.shape.indexOf(hole)), reason, remedy);
  return { parts: [view.shape.replaceAll(/[\0\u0001]/g, "")], state };
}
